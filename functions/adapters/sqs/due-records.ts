import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DueRecords } from '../../core/ports.ts';
import { sendAll } from './send-all.ts';

/**
 * The queue of events whose records are put off, in SQS.
 * @param queueUrl asked for each call
 */
export function createSqsDueRecords(client: SQSClient, queueUrl: () => Promise<string>): DueRecords {
  return { add: async (due) => sendAll(client, await queueUrl(), due) };
}
