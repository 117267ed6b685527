import { Duration } from 'aws-cdk-lib';

/** What each function may take at most; the queues in front of them hide a message for six times as long. */
export const timeouts = {
  relay: Duration.seconds(30),
  processor: Duration.seconds(30),
  history: Duration.seconds(10),
  stuckInvoices: Duration.seconds(30),
} as const;
