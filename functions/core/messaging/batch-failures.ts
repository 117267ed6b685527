import type { SQSRecord } from 'aws-lambda';
import { failureClassOf } from './failures.ts';

/** The messages of a batch that failed, each with its error. */
export type BatchFailures = ReadonlyMap<SQSRecord, unknown>;

/** What a step made of the batch: what succeeded, and the messages that failed. */
export interface StepOutcome<T> {
  readonly succeeded: readonly T[];
  readonly failures: BatchFailures;
}

export const noFailures: BatchFailures = new Map();

/** The same error for all of these messages. */
export function failuresOf(records: readonly SQSRecord[], error: unknown): BatchFailures {
  return new Map(records.map((record) => [record, error]));
}

/**
 * The failures of several steps. The first error of a message counts: later ones follow from it.
 */
export function mergeFailures(ofSteps: readonly BatchFailures[]): BatchFailures {
  const merged = new Map<SQSRecord, unknown>();
  for (const failures of ofSteps) {
    for (const [record, error] of failures) if (!merged.has(record)) merged.set(record, error);
  }
  return merged;
}

/** Reads every message; one that cannot be read fails alone. */
export function readRecords<T>(
  records: readonly SQSRecord[],
  read: (record: SQSRecord) => T,
): StepOutcome<T> {
  const succeeded: T[] = [];
  const failures = new Map<SQSRecord, unknown>();
  for (const record of records) {
    try {
      succeeded.push(read(record));
    } catch (error) {
      failures.set(record, error);
    }
  }
  return { succeeded, failures };
}

/**
 * Acts on all items in one call and falls back to one call per item when the call is refused for
 * good: such a refusal does not say which item caused it, and a bad item must not hold up the
 * others.
 * @param recordsOf the messages behind an item: they fail when it does
 * @param act resolves to the messages that failed, or throws when the whole call did
 */
export async function withBatchFallback<T>(
  items: readonly T[],
  recordsOf: (item: T) => readonly SQSRecord[],
  act: (items: readonly T[]) => Promise<BatchFailures>,
): Promise<BatchFailures> {
  if (items.length === 0) return noFailures;
  try {
    return await act(items);
  } catch (error) {
    if (items.length === 1 || failureClassOf(error) !== 'permanent') {
      return failuresOf(items.flatMap(recordsOf), error);
    }
    return mergeFailures(await Promise.all(items.map((item) => withBatchFallback([item], recordsOf, act))));
  }
}
