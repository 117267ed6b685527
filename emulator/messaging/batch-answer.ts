import { isJsonArray, isObject, type JsonValue, own } from '../../lib/json.ts';
import type { Message } from './message.ts';

/**
 * The messages of a batch that Lambda deletes after a function answered.
 *
 * Where a function reports item failures, nothing, an empty object, and an empty or null list mean that all
 * succeeded; a list of ids of the batch, that the others did. Any other answer is a failure of the whole batch: a
 * report that cannot be understood must not delete what it may have been about.
 * @param answer what the function returned, before it becomes JSON
 * @throws {TypeError} for an answer that is not JSON, which fails the invocation itself
 */
export function finishedMessages(
  batch: readonly Message[],
  answer: unknown,
  reportsItemFailures: boolean,
): readonly Message[] {
  const json = asJson(answer);
  if (!reportsItemFailures) return batch;
  const failed = reportedIds(json);
  if (failed === undefined) return [];
  if (failed.size === 0) return batch;
  const finished = batch.filter(({ id }) => !failed.has(id));
  const known = batch.length - finished.length;
  return known === failed.size ? finished : [];
}

/** The answer as Lambda reads it. @throws {TypeError} when it cannot be written as JSON */
function asJson(answer: unknown): JsonValue {
  const text: string | undefined = JSON.stringify(answer);
  const json: JsonValue = text === undefined ? null : JSON.parse(text);
  return json;
}

/** The ids that a report names; undefined when it is no report. */
function reportedIds(answer: JsonValue): ReadonlySet<string> | undefined {
  if (answer === null) return new Set();
  if (!isObject(answer)) return undefined;
  const failures = own(answer, 'batchItemFailures');
  if (failures === undefined) return Object.keys(answer).length === 0 ? new Set() : undefined;
  if (failures === null) return new Set();
  if (!isJsonArray(failures)) return undefined;
  const ids = failures.map((failure) => (isObject(failure) ? own(failure, 'itemIdentifier') : undefined));
  const named = ids.filter((id) => typeof id === 'string');
  return named.length === ids.length ? new Set(named) : undefined;
}
