import { Duration, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
  RedrivePermission,
} from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { queueMaxReceives } from '../../functions/core/messaging/failures.ts';
import { dataKeyReuseSeconds } from '../cells/settings.ts';
import { type acceptedFindings, acceptFinding } from './findings.ts';

/** A queue and its dead-letter queue. */
export interface ConsumedQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export interface ConsumedQueueProps {
  readonly queueName: string;
  readonly deadLettersName: string;
  readonly visibilityTimeout: Duration;
  readonly key: IKey;
}

/**
 * A message stays hidden for six times the function's timeout, as Lambda advises, so that
 * throttling cannot deliver it twice.
 */
export function visibilityTimeout(functionTimeoutSeconds: number): Duration {
  return Duration.seconds(6 * functionTimeoutSeconds);
}

/** TLS only, with SQS's longest retention. */
const everyQueue = { enforceSSL: true, retentionPeriod: Duration.days(14) } satisfies QueueProps;

/**
 * Encrypted with the cell's key. A data key is reused for an hour: a withdrawn key stops working
 * within that time, a queue survives a shorter outage of KMS, and a queue with three users costs
 * about two thousand requests to KMS a month.
 */
function encrypted(encryptionMasterKey: IKey) {
  return {
    ...everyQueue,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey,
    dataKeyReuse: Duration.seconds(dataKeyReuseSeconds),
  } satisfies QueueProps;
}

/** High-throughput mode: order and deduplication within a group only. */
const highThroughput = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} satisfies QueueProps;

/** A standard queue with its dead letters. */
export function consumedQueue(scope: Construct, id: string, props: ConsumedQueueProps): ConsumedQueue {
  return withDeadLetters(scope, id, props, {});
}

/** A FIFO queue with its dead letters, which keep their order too. */
export function consumedFifoQueue(scope: Construct, id: string, props: ConsumedQueueProps): ConsumedQueue {
  return withDeadLetters(scope, id, props, highThroughput);
}

/** A queue where messages wait for a person: the end of the line, so no queue may redrive to it. */
export function restingQueue(
  scope: Construct,
  id: string,
  { key, ...props }: QueueProps & { readonly key: IKey },
): Queue {
  return endOfTheLine(scope, id, { ...encrypted(key), ...props });
}

/** The FIFO variant of `restingQueue`. */
export function restingFifoQueue(
  scope: Construct,
  id: string,
  props: QueueProps & { readonly key: IKey },
): Queue {
  return restingQueue(scope, id, { ...highThroughput, ...props });
}

/**
 * A `restingQueue` under SQS's own key instead of the cell's, for when it is the cell's key that
 * fails.
 */
export function keylessRestingQueue(scope: Construct, id: string, props: QueueProps): Queue {
  return endOfTheLine(scope, id, { ...everyQueue, encryption: QueueEncryption.SQS_MANAGED, ...props });
}

/**
 * A `restingQueue` for failed invocations that nobody waits for; the rule packs recognize it as a
 * dead-letter queue by themselves.
 */
export function functionDeadLetters(
  scope: Construct,
  id: string,
  { key, ...props }: QueueProps & { readonly key: IKey },
): Queue {
  return endOfTheLine(scope, id, { ...encrypted(key), ...props }, 'Serverless-SQSRedrivePolicy');
}

function endOfTheLine(
  scope: Construct,
  id: string,
  props: QueueProps,
  ...findings: (typeof acceptedFindings.endOfTheLine.rules)[number][]
): Queue {
  const queue = new Queue(scope, id, {
    ...props,
    redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
  });
  acceptFinding(queue, 'endOfTheLine', ...findings);
  return queue;
}

function withDeadLetters(
  scope: Construct,
  id: string,
  { queueName, deadLettersName, visibilityTimeout, key }: ConsumedQueueProps,
  kind: QueueProps,
): ConsumedQueue {
  // By ARN: the queue already refers to its dead-letter queue, and both ways would be a circle.
  const source = Queue.fromQueueArn(
    scope,
    `${id}ByName`,
    Stack.of(scope).formatArn({ service: 'sqs', resource: queueName }),
  );
  const deadLetters = new Queue(scope, `${id}DeadLetters`, {
    ...encrypted(key),
    ...kind,
    queueName: deadLettersName,
    redriveAllowPolicy: { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueues: [source] },
  });
  acceptFinding(deadLetters, 'endOfTheLine', 'Serverless-SQSRedrivePolicy');
  const queue = new Queue(scope, id, {
    ...encrypted(key),
    ...kind,
    queueName,
    visibilityTimeout,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: queueMaxReceives },
  });
  return { queue, deadLetters };
}
