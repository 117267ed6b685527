import { csv } from '../../../lib/csv.ts';
import { stages } from '../../../schemas/stages.ts';
import { endAsked, endOfBucket, type FigureAsk, type Looker } from '../../asks.ts';
import type { StuckInvoice } from '../../console-api.ts';
import { ratesUsed } from '../../converted.ts';
import { type Coverage, gapBefore, ownGap } from '../../coverage.ts';
import type { RateTable } from '../../figure-settings.ts';
import { addsUp, type Figure } from '../../figures.ts';
import { type Bucket, bucketMs } from '../../kpi-reader.ts';
import { assumptionsOf } from '../../kpis/assumptions.ts';
import { type Kpi, kpiDimensions } from '../../kpis/kpi.ts';
import { kpiOf } from '../../kpis/registry.ts';
import { periodOf, previousOf } from '../../periods.ts';
import type { StageColumn } from '../../stage-columns.ts';
import { stuckColumns } from '../../stuck-columns.ts';
import { assumedWords } from '../../view.ts';
import type { Feed } from '../data/status-feed.ts';
import type { Conversion } from '../data/use-converted.ts';
import { type Board, figuresFor, shortLookOf } from './board.ts';

/** A line of a panel's file: cells by the names of their columns. */
export type CsvRow = Readonly<Record<string, string>>;

type Seen = Pick<Board, 'looker' | 'coverage'>;

/**
 * A figure as a line: its group, its value in its unit, that of the period before, and of how many of the
 * days that it looks back at there are data, if not of all.
 * @param bucket the step that it is of, if it is of one
 */
export function figureCells(
  kpi: Kpi,
  { row, before }: Figure,
  { looker, coverage }: Seen,
  bucket?: Bucket,
): CsvRow {
  const end = row.at !== undefined && bucket ? endOfBucket(row.at, bucket) : undefined;
  const short = shortLookOf(kpi, { looker, coverage }, end);
  return {
    figure: kpi.id,
    counted: row.at !== undefined && kpi.clock === null ? 'at the end of the step' : countedOf(kpi, looker),
    ...(row.at !== undefined && { from: row.at }),
    ...row.group,
    unit: kpi.unit === 'duration' ? 'ms' : kpi.unit,
    value: row.value ?? '',
    ...(before !== undefined && { before: before ?? (addsUp(kpi) ? '0' : '') }),
    ...(short && { daysWithData: `${short.days} of ${short.of}` }),
  };
}

/** When the figure is of, and what it assumes. */
export function countedOf(kpi: Kpi, { view, now }: Looker): string {
  if (kpi.clock !== null) return 'in the period';
  const isOver = endAsked(kpi, periodOf(view.period, now), now) !== undefined;
  const assumed = assumptionsOf(kpi).map((name) => `, ${assumedWords(view, name)}`);
  return `${isOver ? 'at the end of the period' : 'as of now'}${assumed.join('')}`;
}

/** The lines of all figures that were asked for. */
export function askedCells(asks: readonly FigureAsk[], board: Board): readonly CsvRow[] {
  return asks.flatMap((ask) =>
    (figuresFor(ask, board) ?? []).map((figure) => figureCells(kpiOf(ask.kpi), figure, board, ask.bucket)),
  );
}

/** A count over time as lines, one for each step and stage. */
export function columnCells(kpi: string, columns: readonly StageColumn[]): readonly CsvRow[] {
  return columns.flatMap(({ at, counts }) =>
    stages.map((stage) => ({ figure: kpi, from: at, stage, unit: 'count', value: `${counts[stage]}` })),
  );
}

/** A stuck invoice as a line. */
export function stuckCells(invoice: StuckInvoice): CsvRow {
  return Object.fromEntries(stuckColumns.map((column) => [column, String(invoice[column])]));
}

/** What a file says of all its lines: whose they are, of which time and invoices, and as of when. */
export function statedCells(
  looker: Looker,
  feed: Feed,
  asOf: number | undefined,
  coverage: Coverage = { isKnown: false },
): CsvRow {
  const { view, now, zone } = looker;
  const [own, gap] = [ownGap(looker, coverage), gapBefore(looker, coverage)];
  const period = periodOf(view.period, now);
  const before = view.compare ? previousOf(view.period, now) : undefined;
  const filters = kpiDimensions.flatMap((name) =>
    (view.filters[name] ?? []).map((value) => `${name}=${value}`),
  );
  return {
    filters: filters.join('; ') || 'none',
    ...{ periodFrom: period.from, periodTo: period.to },
    ...(own && { periodHasDataFrom: own.since ?? 'none' }),
    ...(gap && { beforeHasDataFrom: gap.since ?? 'none' }),
    ...(before && { beforeFrom: before.from, beforeTo: before.to }),
    ...statedOfCell(feed, asOf, zone),
  };
}

/** What a file says of the rates at which these answers were converted; nothing without them. */
export function ratesCells(conversion: Conversion | undefined, names: readonly string[]): CsvRow {
  const from = conversion?.from(names) ?? [];
  if (!conversion || from.length === 0) return {};
  return statedRates(conversion.rates, [...from, conversion.currency]);
}

/** What a file says of the rates of some currencies. */
export function statedRates(rates: RateTable, currencies: readonly string[]): CsvRow {
  return {
    rates: ratesUsed(rates, currencies),
    ...{ ratesAsOf: rates.asOf, ratesSource: rates.source },
  };
}

/** The same of what no filter and no period applies to. */
export function statedOfCell(feed: Feed, asOf: number | undefined, zone: string): CsvRow {
  const status = feed.window.at(-1);
  return {
    asOf: asOf === undefined ? '' : new Date(asOf).toISOString(),
    ...{ zone, cell: status?.cell ?? '' },
    ...(status?.loading && { historyLoaded: `${status.loading.sent} of ${status.loading.total} events` }),
  };
}

/** The same of what is as of the end of a day of UTC. */
export function statedOfDay(feed: Feed, day: string, zone: string): CsvRow {
  return statedOfCell(feed, Date.parse(day) + bucketMs.day, zone);
}

/**
 * The file: every column that a line has, in the order in which they first occur, and behind them what is
 * stated in each line. One line says so where there are none.
 */
export function csvFile(rows: readonly CsvRow[], stated: CsvRow): string {
  const lines = (rows.length > 0 ? rows : [{}]).map((row) => ({ ...row, ...stated }));
  const columns = [...new Set([...rows.flatMap((row) => Object.keys(row)), ...Object.keys(stated)])];
  return csv([columns, ...lines.map((line: CsvRow) => columns.map((column) => line[column] ?? ''))]);
}
