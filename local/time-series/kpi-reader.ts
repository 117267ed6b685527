import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { KpiQuery, KpiReader, KpiRow, ListedEvent } from '../../dashboards/kpi-reader.ts';
import type { Kpi } from '../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../dashboards/kpis/registry.ts';
import { quotient } from '../../dashboards/quotient.ts';
import { decimalText } from './columns.ts';
import type { FigureWindow } from './figure-window.ts';
import { eventsStatement, invoicesStatement, type KpiStatement, kpiStatement } from './kpi-sql.ts';
import { amountText, listedInvoice, utcMs } from './listed-invoice.ts';
import type { Medians } from './medians.ts';
import { type Query, type QueryRow, stageOf } from './queries.ts';
import type { Statement } from './statement.ts';

/** Rows of one reading at most. */
const maxRows = 10_000;

/**
 * How far back from the newest event to look, ms, until enough events are found: so that a long
 * history is not sorted.
 */
const lookBacks = [2_000, 60_000, 3_600_000, 86_400_000, Number.MAX_SAFE_INTEGER];

/**
 * Reads figures from the tables `events`, `rollup` and `invoices`.
 * @param newestMs newest visible `receivedAt`, ms since the epoch
 * @param window in which identical questions share an answer
 * @param medians makes the tables that expected dates rest on
 */
export function duckDbKpiReader(
  query: Query,
  newestMs: () => number | undefined,
  window: FigureWindow,
  medians: Medians,
): KpiReader {
  const run = ({ sql, values }: Statement) => query(sql, [...values]);
  return {
    read: window.shared(async (asked) => {
      const statement = kpiStatement(asked, maxRows + 1);
      if (statement.kpi.subject === 'invoices') await window.merged();
      await medians.make(statement.medians);
      const rows = await run(statement);
      return {
        query: asked,
        rows: rows.slice(0, maxRows).map((row) => kpiRow(row, statement)),
        truncated: rows.length > maxRows,
      };
    }, essenceOf),
    invoices: window.shared(async (asked) => {
      const statement = invoicesStatement(asked);
      await window.merged();
      await medians.make(statement.medians);
      const rows = await run(statement);
      return { invoices: rows.map(listedInvoice), total: Number(rows[0]?.total ?? 0) };
    }, essenceOf),
    async events(asked) {
      // A question that makes no sense is refused without events, too.
      const everything = eventsStatement(asked, 0);
      const newest = newestMs();
      if (newest === undefined) return [];
      let rows: readonly QueryRow[] = [];
      for (const lookBack of lookBacks) {
        const since = Math.max(newest - lookBack, 0);
        rows = await run(since === 0 ? everything : eventsStatement(asked, since));
        if (rows.length >= asked.limit || since === 0) break;
      }
      return rows.map(listedEvent);
    },
  };
}

/** A figure as of now has no period, whatever moment its question names, unless it is asked for in steps. */
function essenceOf<Q extends Pick<KpiQuery, 'kpi' | 'period' | 'bucket'>>({ period, ...others }: Q) {
  const isAsOfNow = kpiOf(others.kpi).clock === null && others.bucket === undefined;
  return isAsOfNow ? others : { ...others, period };
}

function kpiRow(row: QueryRow, { kpi, groups }: KpiStatement): KpiRow {
  return {
    ...(row.at instanceof DuckDBTimestampValue && { at: utcMs(row.at.micros / 1_000n) }),
    group: Object.fromEntries(groups.map((dimension, index) => [dimension, String(row[`group_${index}`])])),
    ...figureOf(row, kpi),
  };
}

function figureOf(row: QueryRow, { aggregate }: Kpi): Pick<KpiRow, 'value' | 'parts'> {
  const { kind } = aggregate;
  if (kind === 'percentile') return { value: row.value == null ? null : decimalText(row.value) };
  if (kind === 'count' || kind === 'sum') return { value: decimalText(row.value ?? 0n) };
  const [of, to] = [decimalText(row.of ?? 0n), decimalText(row.to ?? 0n)];
  const times = kind === 'ratio' ? aggregate.times : undefined;
  return { value: quotient(of, to, times), parts: { of, to } };
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
