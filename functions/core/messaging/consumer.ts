import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { BemsError, type FailureClass } from '../errors.ts';
import { logMessages } from '../log-messages.ts';
import { metricNames } from '../metric-names.ts';
import type { Ports, QueueMessage } from '../ports.ts';
import { eventIdsIn } from './event-ids.ts';
import { failureClassOf, retryDelaySeconds } from './failures.ts';

/** What disposing of failed messages takes. */
export type ConsumerPorts = Pick<Ports, 'queues' | 'clock' | 'random' | 'log' | 'metrics'>;

/** What went wrong with which message of a batch. The first failure of a message counts, later ones follow from it. */
export class BatchFailures {
  readonly #failures = new Map<SQSRecord, unknown>();

  get size(): number {
    return this.#failures.size;
  }

  add(records: Iterable<SQSRecord>, error: unknown): void {
    for (const record of records) if (!this.#failures.has(record)) this.#failures.set(record, error);
  }

  has(record: SQSRecord): boolean {
    return this.#failures.has(record);
  }

  of(record: SQSRecord): unknown {
    return this.#failures.get(record);
  }
}

/** Reads every message; one that cannot be read is noted as failed and left out. */
export function readAll<T>(
  records: readonly SQSRecord[],
  read: (record: SQSRecord) => T,
  failures: BatchFailures,
): readonly T[] {
  return records.flatMap((record) => {
    try {
      return [read(record)];
    } catch (error) {
      failures.add([record], error);
      return [];
    }
  });
}

/**
 * Does something to all items at once. A call refused as a whole for good does not say whose fault it was, so then each
 * item goes alone: what is wrong with one keeps no other back.
 */
export async function togetherOrAlone<T>(
  items: readonly T[],
  act: (items: readonly T[]) => Promise<void>,
  onFailure: (items: readonly T[], error: unknown) => void,
): Promise<void> {
  if (items.length === 0) return;
  try {
    await act(items);
  } catch (error) {
    if (items.length === 1 || failureClassOf(error) !== 'permanent') return onFailure(items, error);
    await Promise.all(items.map((item) => togetherOrAlone([item], act, onFailure)));
  }
}

/** SQS counts attributes into the message's size; a stack beyond this says no more. */
const stackCharacters = 2_000;

/**
 * Ends a batch: every failed message goes to the dead-letter queue or is hidden until its retry, as the failure table
 * says. In a FIFO queue the messages behind a retried one of the same group come back with it, in their order.
 * @returns what Lambda must not delete
 */
export async function settle(
  records: readonly SQSRecord[],
  failures: BatchFailures,
  ports: ConsumerPorts,
): Promise<SQSBatchResponse> {
  if (failures.size === 0) return { batchItemFailures: [] };
  const groups = Map.groupBy(records, (record) => record.attributes.MessageGroupId ?? record.messageId);
  const settled = await Promise.all(groups.values().map((group) => settleGroup(group, failures, ports)));
  const returning = settled.filter((group) => group !== undefined);
  const returned = returning.flatMap((group) => group.records);
  if (returned.length > 0) {
    // One line for the batch: when a store is away, every message of every batch comes through here.
    const errors = Map.groupBy(returning, ({ error }) => errorCode(error));
    ports.log.warn(logMessages.retryLater, {
      messages: returned.length,
      groupsByError: Object.fromEntries(Array.from(errors, ([code, ofCode]) => [code, ofCode.length])),
    });
    ports.metrics.count(metricNames.retried, returned.length);
  }
  return { batchItemFailures: returned.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** The messages of a group that come back, and the failure of the first of them. */
interface Returning {
  readonly records: readonly SQSRecord[];
  readonly error: unknown;
}

async function settleGroup(
  group: readonly SQSRecord[],
  failures: BatchFailures,
  ports: ConsumerPorts,
): Promise<Returning | undefined> {
  for (const [position, record] of group.entries()) {
    if (!failures.has(record)) continue;
    const error = failures.of(record);
    const failureClass = failureClassOf(error);
    const delay = retryDelaySeconds(failureClass, receiveCount(record), ports.random());
    if (delay === undefined && (await deadLetter(record, error, failureClass, ports))) continue;
    const behind = group.slice(position);
    if (delay !== undefined) await Promise.all(behind.map((message) => hide(message, delay, ports)));
    return { records: behind, error };
  }
  return undefined;
}

/** @returns whether the copy is on the dead-letter queue; if not, the message has to come back */
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

/** A message that cannot be hidden comes back all the same, when its visibility timeout ends. */
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

function receiveCount(record: SQSRecord): number {
  return Number(record.attributes.ApproximateReceiveCount);
}

/** What whoever opens the dead letter needs: what went wrong, where in the code, since when. */
function diagnosisOf(
  record: SQSRecord,
  error: unknown,
  failureClass: FailureClass,
): Readonly<Record<string, string>> {
  return {
    class: failureClass,
    code: errorCode(error),
    reason: error instanceof Error ? error.message : String(error),
    ...(error instanceof BemsError && { nextStep: error.nextStep }),
    ...(error instanceof Error && { stack: (error.stack ?? '').slice(0, stackCharacters) }),
    firstSeen: new Date(Number(record.attributes.ApproximateFirstReceiveTimestamp)).toISOString(),
    receiveCount: record.attributes.ApproximateReceiveCount,
    messageId: record.messageId,
  };
}

/** Safe to log, unlike a message, which may quote the event. */
function errorCode(error: unknown): string {
  return error instanceof BemsError ? error.code : error instanceof Error ? error.name : typeof error;
}
