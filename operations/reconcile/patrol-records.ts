import {
  reconciliationCollection as collection,
  type UnsettledMinute,
  unsettledIn,
  unsettledKey,
} from '../../functions/core/conservation/unsettled.ts';
import type { Records, StoredRecord } from '../../functions/core/ports.ts';
import { isObject } from '../../lib/json.ts';
import { everyRecord } from '../record-pages.ts';

/** How far the rounds have come. */
export interface Progress {
  /** The end of the minutes that were looked at, ms since the epoch. */
  readonly to: number;
  /** When the last round began, ms since the epoch. */
  readonly lookedAt: number;
  readonly revision: number;
}

const throughKey = 'through';

export async function progressIn(records: Pick<Records, 'read'>): Promise<Progress | undefined> {
  const record = await records.read(collection, throughKey);
  if (!record || !isObject(record.value)) return undefined;
  const { to, lookedAt } = record.value;
  return {
    to: Date.parse(String(to)),
    lookedAt: typeof lookedAt === 'string' ? Date.parse(lookedAt) : 0,
    revision: record.revision,
  };
}

/** Notes where the first round begins. */
export async function begin(records: Records, to: number, lookedAt: number): Promise<void> {
  await records.create(collection, throughKey, progressValue(to, lookedAt));
}

/** Notes how far a round has come. @returns undefined when another round goes on meanwhile */
export async function advance(
  records: Records,
  { revision }: Progress,
  to: number,
  lookedAt: number,
): Promise<Progress | undefined> {
  const isAlone = await records.replace(collection, throughKey, progressValue(to, lookedAt), revision);
  return isAlone ? { to, lookedAt, revision: revision + 1 } : undefined;
}

function progressValue(to: number, lookedAt: number) {
  return { to: new Date(to).toISOString(), lookedAt: new Date(lookedAt).toISOString() };
}

/** Every minute that has to be looked at again, those with differences and the longest unseen first. */
export async function unsettledMinutes(records: Pick<Records, 'list'>): Promise<readonly UnsettledMinute[]> {
  const found: UnsettledMinute[] = [];
  for await (const record of everyRecord(records, collection)) {
    const minute = unsettledIn(record);
    if (minute) found.push(minute);
  }
  const rank = ({ differences }: UnsettledMinute) => (differences > 0 ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || a.lookedAt - b.lookedAt);
}

/**
 * Notes what a look at a minute found: that it has to be looked at again, or that it is settled. When
 * another round wrote first, its word stands.
 */
export async function note(
  records: Records,
  { minute, ...found }: UnsettledMinute,
  isSettled: boolean,
): Promise<void> {
  const key = unsettledKey(minute);
  const known: StoredRecord | undefined = await records.read(collection, key);
  if (isSettled) {
    if (known) await records.remove(collection, key, known.revision);
    return;
  }
  const value = { putBackAt: known && unsettledIn(known)?.putBackAt, ...found };
  if (known) await records.replace(collection, key, value, known.revision);
  else await records.create(collection, key, value);
}
