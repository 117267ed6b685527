import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { LatestEvents, Traffic } from '../../dashboards/console-api.ts';
import { byStage, type Stage, stages } from '../../schemas/stages.ts';
import { decimalText, millisSql } from './columns.ts';

/** Values bound to a query's `$1`, `$2`, … */
export type QueryParameters = DuckDBValue[];
/** A row by column name. */
export type QueryRow = Readonly<Record<string, DuckDBValue>>;
/** Runs SQL on what is visible. */
export type Query = (sql: string, parameters?: QueryParameters) => Promise<readonly QueryRow[]>;

/** Queries of one connection, one after the other: a connection runs one at a time. */
export function queriesOn(connection: DuckDBConnection): Query {
  let last: Promise<unknown> = Promise.resolve();
  return (sql, parameters) => {
    const rows = last.then(async () => (await connection.run(sql, parameters)).getRowObjects());
    last = rows.catch(() => {});
    return rows;
  };
}

const isStage = (name: DuckDBValue | undefined): name is Stage => stages.some((stage) => stage === name);
const stageOf = (name: DuckDBValue | undefined): Stage => {
  if (isStage(name)) return name;
  throw new TypeError(`The store holds a stage the cell does not know: ${String(name)}`);
};
const noneYet = (): Record<Stage, number> => byStage(() => 0);

/** Number of visible events of each stage, from the rollup. */
export async function countByStage(query: Query): Promise<Record<Stage, number>> {
  const counts = noneYet();
  for (const { stage, events } of await query(
    'SELECT stage, sum(count) AS events FROM rollup GROUP BY stage',
  ))
    counts[stageOf(stage)] = Number(events);
  return counts;
}

/** Newest `receivedAt`, ms since the epoch. */
export async function newestReceivedMs(query: Query): Promise<number | undefined> {
  const [row] = await query('SELECT epoch_ms(max("receivedAt")) AS newest FROM events');
  return row?.newest === null || row === undefined ? undefined : Number(row.newest);
}

const utcMs = (value: DuckDBValue | undefined): string => new Date(Number(value)).toISOString();

/** Digits that an amount of the currency is written with. */
const minorUnits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** The exact amount with at least the currency's digits: 1250.5 EUR is "1250.50", 1250 JPY "1250". */
function amountText(amount: DuckDBValue | undefined, currency: string): string {
  const [whole, fraction = ''] = decimalText(amount ?? '0').split('.');
  const digits = fraction.padEnd(minorUnits(currency), '0');
  return digits === '' ? `${whole}` : `${whole}.${digits}`;
}

/** How far back from the newest event to look, ms, until enough events are found: so that a long history is not sorted. */
const lookBacks = [2_000, 60_000, 3_600_000, 86_400_000, Number.MAX_SAFE_INTEGER];

/** The newest visible events by `receivedAt`, newest first. */
export async function latestEvents(
  query: Query,
  newest: number | undefined,
  limit: number,
): Promise<LatestEvents> {
  if (newest === undefined || limit < 1) return { events: [] };
  let rows: readonly QueryRow[] = [];
  for (const lookBack of lookBacks) {
    const since = Math.max(newest - lookBack, 0);
    rows = await query(
      `SELECT "invoiceId", "eventKey", stage, status, kind, currency, "vendorId", amount,
         epoch_ms("time") AS "occurredMs", epoch_ms("receivedAt") AS "receivedMs"
       FROM events WHERE "receivedAt" >= ${millisSql(since)}
       ORDER BY "receivedAt" DESC, "time" DESC, "eventKey" LIMIT $1`,
      [BigInt(limit)],
    );
    if (rows.length >= limit || since === 0) break;
  }
  return {
    events: rows.map((row) => {
      const [eventKey, currency] = [String(row.eventKey), String(row.currency)];
      return {
        invoiceId: String(row.invoiceId),
        eventId: eventKey.slice(0, eventKey.lastIndexOf('#')),
        stage: stageOf(row.stage),
        status: String(row.status),
        kind: String(row.kind),
        occurredAt: utcMs(row.occurredMs),
        receivedAt: utcMs(row.receivedMs),
        amount: amountText(row.amount, currency),
        currency,
        vendorId: String(row.vendorId),
      };
    }),
  };
}

const minuteMs = 60_000;

/** Visible events per received minute and stage over the last `minutes`, the minute of `now` (ms since the epoch) included. */
export async function traffic(query: Query, minutes: number, now: number): Promise<Traffic> {
  const last = Math.floor(now / minuteMs) * minuteMs;
  const first = last - (minutes - 1) * minuteMs;
  const counts = new Map(
    Array.from({ length: minutes }, (_, i) => [first + i * minuteMs, noneYet()] as const),
  );
  const rows = await query(`
    SELECT epoch_ms(minute) AS minute, stage, sum(count) AS events FROM rollup
    WHERE minute BETWEEN ${millisSql(first)} AND ${millisSql(last)} GROUP BY ALL`);
  for (const { minute, stage, events } of rows) {
    const ofMinute = counts.get(Number(minute));
    if (ofMinute) ofMinute[stageOf(stage)] = Number(events);
  }
  return {
    minutes: [...counts].map(([minute, ofMinute]) => ({
      minute: new Date(minute).toISOString(),
      counts: ofMinute,
    })),
  };
}
