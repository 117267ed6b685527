import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DueRecords } from '../../core/ports.ts';
import { sendAll } from './send-all.ts';

/** The queue of events whose records are put off, in SQS. */
export function createSqsDueRecords(client: SQSClient, queueUrl: string): DueRecords {
  return { add: (due) => sendAll(client, queueUrl, due) };
}
