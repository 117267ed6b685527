import { DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import type { KpiReader, KpiRow, ListedEvent } from '../../dashboards/kpi-reader.ts';
import type { KpiDimension } from '../../dashboards/kpis/kpi.ts';
import { decimalText } from './columns.ts';
import { eventsStatement, kpiStatement, type Statement } from './kpi-sql.ts';
import { type Query, type QueryRow, stageOf } from './queries.ts';

/** Rows of one reading at most. */
const maxRows = 10_000;

/**
 * How far back from the newest event to look, ms, until enough events are found: so that a long
 * history is not sorted.
 */
const lookBacks = [2_000, 60_000, 3_600_000, 86_400_000, Number.MAX_SAFE_INTEGER];

/**
 * Reads figures from the tables `events` and `rollup`.
 * @param newestMs newest visible `receivedAt`, ms since the epoch
 */
export function duckDbKpiReader(query: Query, newestMs: () => number | undefined): KpiReader {
  const run = ({ sql, values }: Statement) => query(sql, [...values]);
  return {
    async read(asked) {
      const statement = kpiStatement(asked, maxRows + 1);
      const rows = await run(statement);
      return {
        query: asked,
        rows: rows.slice(0, maxRows).map((row) => kpiRow(row, statement.groups)),
        truncated: rows.length > maxRows,
      };
    },
    async events(asked) {
      const newest = newestMs();
      if (newest === undefined) return [];
      let rows: readonly QueryRow[] = [];
      for (const lookBack of lookBacks) {
        const since = Math.max(newest - lookBack, 0);
        rows = await run(eventsStatement(asked, since));
        if (rows.length >= asked.limit || since === 0) break;
      }
      return rows.map(listedEvent);
    },
  };
}

function kpiRow(row: QueryRow, groups: readonly KpiDimension[]): KpiRow {
  return {
    ...(row.at instanceof DuckDBTimestampValue && { at: utcMs(row.at.micros / 1_000n) }),
    group: Object.fromEntries(groups.map((dimension, index) => [dimension, String(row[`group_${index}`])])),
    value: decimalText(row.value ?? 0n),
  };
}

function listedEvent(row: QueryRow): ListedEvent {
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
}

function utcMs(ms: DuckDBValue | undefined): string {
  return new Date(Number(ms)).toISOString();
}

/** Digits that an amount of the currency is written with. */
function minorUnits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** The exact amount with at least the currency's digits: 1250.5 EUR is "1250.50", 1250 JPY "1250". */
function amountText(amount: DuckDBValue | undefined, currency: string): string {
  const [whole, fraction = ''] = decimalText(amount ?? '0').split('.');
  const digits = fraction.padEnd(minorUnits(currency), '0');
  return digits === '' ? `${whole}` : `${whole}.${digits}`;
}
