import type { Minutes } from '../../core/conservation/minute-digest.ts';
import { type AthenaQueries, timeOfAnswer } from '../athena/queries.ts';
import type { TableVersions } from '../glue/table-versions.ts';
import { timestampSql } from './sql.ts';
import { eventsTable } from './tables.ts';

/** A state of the table that a look has met. */
interface Met {
  readonly version: string;
  /** From when on it holds no receipt, ms since the epoch; missing until somebody has asked. */
  emptyFrom?: number;
}

/**
 * Whether the table of records holds nothing of some minutes for certain, told without a statement while nothing is
 * committed to it. The first look at a state of the table is told no; the second asks once for the last receipt.
 */
export function knowsEmptyMinutes(
  queries: Pick<AthenaQueries, 'rows'>,
  versions: TableVersions,
): (minutes: Minutes) => Promise<boolean> {
  let last: Met | undefined;
  return async ({ from }) => {
    const version = await versions.of([eventsTable.name]);
    if (version === undefined) return false;
    if (last?.version !== version) {
      last = { version };
      return false;
    }
    // What is committed while it is asked may make it later, which errs towards reading.
    const met = last;
    met.emptyFrom ??= await afterLastReceipt(queries, from);
    return from >= met.emptyFrom;
  };
}

/** Just after the last receipt that is not before a time, or that time when there is none; both ms. */
async function afterLastReceipt(queries: Pick<AthenaQueries, 'rows'>, from: number): Promise<number> {
  const { name } = eventsTable;
  const [row] = await queries.rows(
    `SELECT max(receivedat) FROM ${name} WHERE receivedat >= ${timestampSql(from)}`,
  );
  return row?.[0] === undefined ? from : timeOfAnswer(row[0]) + 1;
}
