import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DueCalls } from '../../core/ports.ts';
import { sendAll } from './send-all.ts';

/** The queue of events that a stage's downstream is to be told of, in SQS. @param since ms since the epoch */
export function createSqsDueCalls(client: SQSClient, queueUrl: string, since: number): DueCalls {
  return { since, add: (due) => sendAll(client, queueUrl, due) };
}
