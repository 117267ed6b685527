import { isObject } from '../../../lib/json.ts';
import type { Records, StoredRecord } from '../ports.ts';

/** The collection of records that says how far reconciling has come. */
export const reconciliationCollection = 'reconciliation';

const prefix = 'minute#';

/** A minute that has to be looked at again: not all of its events are at an end. */
export interface UnsettledMinute {
  /** Its beginning, ms since the epoch. */
  readonly minute: number;
  /** Events of it that were missing or altered when it was last looked at. */
  readonly differences: number;
  /** When that was, ms since the epoch. */
  readonly lookedAt: number;
  /** When events of it were last put back into the path, ms since the epoch. */
  readonly putBackAt?: number | undefined;
}

/** The key of a minute's record. @param minute ms since the epoch */
export function unsettledKey(minute: number): string {
  return `${prefix}${new Date(minute).toISOString()}`;
}

/** The minute that a record of the collection is about; undefined of any other record. */
export function unsettledIn({ key, value }: StoredRecord): UnsettledMinute | undefined {
  if (!key.startsWith(prefix) || !isObject(value)) return undefined;
  const { differences = 0, lookedAt = 0, putBackAt } = value;
  return {
    minute: Date.parse(key.slice(prefix.length)),
    differences: Number(differences),
    lookedAt: Number(lookedAt),
    ...(putBackAt !== undefined && { putBackAt: Number(putBackAt) }),
  };
}

/** When events of a minute were last put back, ms since the epoch; undefined if none ever were. */
export async function lastPutBack(
  records: Pick<Records, 'read'>,
  minute: number,
): Promise<number | undefined> {
  const record = await records.read(reconciliationCollection, unsettledKey(minute));
  return record && unsettledIn(record)?.putBackAt;
}
