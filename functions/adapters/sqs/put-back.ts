import type { SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../../lib/chunks.ts';
import type { PutBack } from '../../core/conservation/ports.ts';
import { names } from '../../core/names.ts';
import { queueUrls } from './queue-urls.ts';
import { messagesPerCall, sendBatch } from './send-all.ts';

/** The relay queues of a deployed cell. */
export function sqsPutBack(client: SQSClient, prefix: string): PutBack {
  const urlOf = queueUrls(client);
  return {
    async resend(partition, events) {
      const url = await urlOf(names(prefix).relayQueue(partition));
      // One call after the other: what is put back may be a month end's minute.
      for (const bodies of chunks(events, messagesPerCall)) await sendBatch(client, url, bodies);
    },
  };
}
