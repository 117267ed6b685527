import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/message-of.ts';
import { BemsError, type FailureClass } from '../errors.ts';
import { logMessages } from '../log-messages.ts';
import { metricNames } from '../metric-names.ts';
import type { Ports, QueueMessage } from '../ports.ts';
import type { BatchFailures } from './batch-failures.ts';
import { eventIdsIn } from './event-ids.ts';
import { type Attempt, failureClassOf, retryDelaySeconds } from './failures.ts';

/** What completing a batch takes. */
export type ConsumerPorts = Pick<Ports, 'queues' | 'clock' | 'random' | 'wait' | 'log' | 'metrics'>;

/** Attributes count towards the size of an SQS message, so a stack is cut to its useful part. */
const maxStackLength = 2_000;

/**
 * Completes a batch: every failed message goes to the dead-letter queue or is hidden until its
 * retry, as `failurePolicy` says. In a FIFO queue the messages behind a retried one of the same
 * group come back with it, in order.
 * @returns the messages that Lambda must not delete
 */
export async function completeBatch(
  records: readonly SQSRecord[],
  failures: BatchFailures,
  ports: ConsumerPorts,
): Promise<SQSBatchResponse> {
  if (failures.size === 0) return { batchItemFailures: [] };
  const groups = Map.groupBy(records, (record) => record.attributes.MessageGroupId ?? record.messageId);
  const completed = await Promise.all(groups.values().map((group) => completeGroup(group, failures, ports)));
  const returning = completed.filter((group) => group !== undefined);
  const returned = returning.flatMap((group) => group.records);
  if (returned.length > 0) {
    // One line per batch: while a store is down, every message of every batch comes through here.
    const errors = Map.groupBy(returning, ({ error }) => errorCode(error));
    ports.log.warn(logMessages.retryLater, {
      messages: returned.length,
      groupsByError: Object.fromEntries(Array.from(errors, ([code, ofCode]) => [code, ofCode.length])),
    });
    ports.metrics.count(metricNames.retried, returned.length);
  }
  return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** The messages of a group that come back, and the error of the first of them. */
interface Returning {
  readonly records: readonly SQSRecord[];
  readonly error: unknown;
}

async function completeGroup(
  group: readonly SQSRecord[],
  failures: BatchFailures,
  ports: ConsumerPorts,
): Promise<Returning | undefined> {
  for (const [position, record] of group.entries()) {
    if (!failures.has(record)) continue;
    const error = failures.get(record);
    const failureClass = failureClassOf(error);
    const hint = error instanceof BemsError ? error.retry : {};
    const delay = retryDelaySeconds(failureClass, attemptOf(record, ports.clock), ports.random(), hint);
    if (delay === undefined && (await deadLetter(record, error, failureClass, ports))) continue;
    const behind = group.slice(position);
    if (delay !== undefined) await Promise.all(behind.map((message) => hide(message, delay, ports)));
    return { records: behind, error };
  }
  return undefined;
}

/** @returns whether the copy reached the dead-letter queue; if not, the message has to come back */
async function deadLetter(
  record: SQSRecord,
  error: unknown,
  failureClass: FailureClass,
  { queues, log, metrics }: ConsumerPorts,
): Promise<boolean> {
  const about = {
    failureClass,
    error: errorCode(error),
    messageId: record.messageId,
    ...eventIdsIn(record.body),
  };
  try {
    await queues.deadLetter(toQueueMessage(record), diagnosisOf(record, error, failureClass));
  } catch (failure) {
    log.error(logMessages.deadLetterFailed, { ...about, failure: errorCode(failure) });
    return false;
  }
  log.error(logMessages.deadLettered, about);
  metrics.count(metricNames.deadLettered, 1, { failureClass });
  return true;
}

/** A message that cannot be hidden still comes back, when its visibility timeout ends. */
async function hide(record: SQSRecord, delaySeconds: number, { queues, log }: ConsumerPorts): Promise<void> {
  try {
    await queues.retryLater(toQueueMessage(record), delaySeconds);
  } catch (failure) {
    log.warn(logMessages.retryLaterFailed, { messageId: record.messageId, failure: errorCode(failure) });
  }
}

function toQueueMessage(record: SQSRecord): QueueMessage {
  return {
    queueArn: record.eventSourceARN,
    receiptHandle: record.receiptHandle,
    messageId: record.messageId,
    body: record.body,
    groupId: record.attributes.MessageGroupId,
  };
}

/**
 * A message's age counts from its first receive rather than from when it was sent: one that waited
 * in a backlog has not been tried yet. A redrive makes it a new message, whose age begins anew:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
function attemptOf({ attributes }: SQSRecord, clock: Clock): Attempt {
  return {
    receiveCount: Number(attributes.ApproximateReceiveCount),
    ageSeconds: (clock.now() - Number(attributes.ApproximateFirstReceiveTimestamp)) / 1_000,
  };
}

/** What the reader of a dead letter needs: what went wrong, where in the code, and since when. */
function diagnosisOf(
  record: SQSRecord,
  error: unknown,
  failureClass: FailureClass,
): Readonly<Record<string, string>> {
  return {
    class: failureClass,
    code: errorCode(error),
    reason: messageOf(error),
    ...(error instanceof BemsError && { nextStep: error.nextStep }),
    ...(error instanceof Error && { stack: (error.stack ?? '').slice(0, maxStackLength) }),
    firstSeen: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)).toISOString(),
    receiveCount: record.attributes.ApproximateReceiveCount,
    messageId: record.messageId,
  };
}

/** An error's code or name: safe to log, unlike its message, which may quote the event. */
function errorCode(error: unknown): string {
  return error instanceof BemsError ? error.code : error instanceof Error ? error.name : typeof error;
}
