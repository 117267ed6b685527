import { Duration } from 'aws-cdk-lib';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** What every queue here has: encryption, TLS only, and the longest time SQS keeps a message. */
const everyQueue = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
} satisfies QueueProps;

/** A standard queue. */
export const standardQueue = (scope: Construct, id: string, props: QueueProps): Queue =>
  new Queue(scope, id, { ...everyQueue, ...props });

/** A FIFO queue in high-throughput mode: order and deduplication within a group only. */
export const fifoQueue = (scope: Construct, id: string, props: QueueProps): Queue =>
  new Queue(scope, id, {
    ...everyQueue,
    fifo: true,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    ...props,
  });
