import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { KpiQuery, KpiReader } from '../../../dashboards/kpi-reader.ts';
import { kpiOf } from '../../../dashboards/kpis/registry.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { openDuckDbTimeSeries } from '../../../local/time-series/duckdb-time-series.ts';
import { askedOf, oneQueryForEachBy, valuesOf } from '../../contract/kpi-oracle/arbitrary-queries.ts';
import { type FiguresCell, figuresCell } from '../../contract/kpi-oracle/cell.ts';
import { type Invoice, invoicesOf } from '../../contract/kpi-oracle/invoice.ts';
import { listed, recompute } from '../../contract/kpi-oracle/recompute.ts';
import { arrivalsOf } from './arrivals.ts';

/** What was compared of one log. */
export interface Comparison {
  readonly invoices: number;
  readonly events: number;
  readonly late: number;
  readonly repeated: number;
  /** Questions asked, and the rows of their answers. */
  questions: number;
  rows: number;
  /** Questions whose answer says more than nothing: a value that is there and not 0. */
  telling: number;
  /** Lists of the invoices behind a figure whose length was compared too. */
  lists: number;
  readonly differences: Difference[];
}

/** An answer that is not what follows from the events. */
export interface Difference {
  readonly query: KpiQuery;
  readonly expected: unknown;
  readonly found: unknown;
}

/** Messages of a batch, of all stages together. */
const batch = 500;

/**
 * Takes a log through a cell's processors into a store of its own, and compares every KPI with the
 * recomputation: before and after late, repeated and disordered events.
 * @param questions for each KPI, each time
 */
export async function compare(log: readonly Fact[], questions: number, seed: number): Promise<Comparison> {
  const { inTime, afterwards, late, repeated } = arrivalsOf(log, seed);
  const comparison: Comparison = {
    invoices: new Set(log.map(({ event }) => event.invoiceId)).size,
    ...{ events: log.length, late, repeated },
    ...{ questions: 0, rows: 0, telling: 0, lists: 0, differences: [] },
  };
  const timeSeries = await openDuckDbTimeSeries({ path: ':memory:' });
  try {
    const cell = figuresCell(timeSeries);
    for (const messages of [inTime, afterwards]) {
      await takeInBatches(cell, messages);
      const invoices = invoicesOf(cell.taken);
      const drawn = fc.sample(oneQueryForEachBy(valuesOf(invoices)), { seed, numRuns: questions }).flat();
      for (const query of askedOf(invoices, drawn)) await ask(query, invoices, timeSeries, comparison);
    }
    return comparison;
  } finally {
    await timeSeries.close();
  }
}

async function takeInBatches(cell: FiguresCell, messages: readonly Fact[]): Promise<void> {
  for (let at = 0; at < messages.length; at += batch) await cell.take(messages.slice(at, at + batch));
}

async function ask(
  query: KpiQuery,
  invoices: readonly Invoice[],
  reader: KpiReader,
  comparison: Comparison,
): Promise<void> {
  const all = recompute(invoices, query);
  const found = await reader.read(query);
  // A reading holds so many rows, and says when there are more.
  const rows = found.truncated ? all.slice(0, found.rows.length) : all;
  const expected = { query, rows, truncated: all.length > rows.length };
  comparison.questions += 1;
  comparison.rows += rows.length;
  if (rows.some(({ value }) => value !== null && value !== '0')) comparison.telling += 1;
  if (!isDeepStrictEqual(found, expected)) comparison.differences.push({ query, expected, found });
  if (kpiOf(query.kpi).subject === 'events') return;
  const { groupBy: _, bucket: __, ...asked } = query;
  const { total } = await reader.invoices({ ...asked, limit: 1 });
  const behind = listed(invoices, asked).length;
  comparison.lists += 1;
  if (total !== behind) comparison.differences.push({ query, expected: behind, found: total });
}
