import { type HeldEvent, heldRecord, recordColumns } from '../../core/conservation/held-event.ts';
import { minuteMs } from '../../core/conservation/minute-digest.ts';
import { type AnswerRow, type AthenaQueries, timeOfAnswer } from '../athena/queries.ts';
import { MinuteHoldings } from '../conservation/minute-holdings.ts';
import type { TableVersions } from '../glue/table-versions.ts';
import { knowsEmptyMinutes } from './empty-minutes.ts';
import { newestEventsSql } from './sql.ts';
import { columnName } from './tables.ts';

/**
 * How long a stream may take to show a record, ms: it collects for half a minute, and commits of a busy
 * table wait for each other.
 */
const deliveryMs = 10 * minuteMs;

/** When the record of an event shows at the latest, ms since the epoch. @param sentBy when it was written */
export function lakeShowsBy(_event: HeldEvent, sentBy: number): number {
  return sentBy + deliveryMs;
}

/**
 * The records of the lake, by minute of receipt: the newest version of each. Athena and the embedded
 * store have no way to take a SHA-256 that both understand, so the records come here to be counted.
 */
export function lakeHoldings(queries: Pick<AthenaQueries, 'rows'>, versions: TableVersions): MinuteHoldings {
  const isEmpty = knowsEmptyMinutes(queries, versions);
  return new MinuteHoldings(async (minutes) => {
    if (await isEmpty(minutes)) return [];
    const named = recordColumns.map(columnName).join(', ');
    const rows = await queries.rows(`SELECT ${named} FROM ${newestEventsSql([minutes])} e`);
    return rows.map(eventOf);
  });
}

function eventOf(row: AnswerRow): HeldEvent {
  return heldRecord((column) => row[recordColumns.indexOf(column)] ?? '', timeOfAnswer);
}
