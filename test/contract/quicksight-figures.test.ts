import type { DuckDBValue } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KpiQuery } from '../../dashboards/kpi-reader.ts';
import { type Kpi, stocksOf } from '../../dashboards/kpis/kpi.ts';
import { kpiOf, kpis } from '../../dashboards/kpis/registry.ts';
import type { DataSetName, FigureDataSet } from '../../dashboards/quicksight/data-set.ts';
import { dataSetOf, figureDataSets } from '../../dashboards/quicksight/data-sets.ts';
import { figureIn } from '../../dashboards/quicksight/figures.ts';
import { notInQuickSight } from '../../dashboards/quicksight/measures.ts';
import { lastingTables } from '../../functions/adapters/lake/figure-tables.ts';
import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { sized } from '../long-run.ts';
import { demoMessages } from './demo-messages.ts';
import { anyRounds } from './kpi-oracle/arbitrary-invoices.ts';
import { askedOf, type DrawnQuery, oneQueryForEach } from './kpi-oracle/arbitrary-queries.ts';
import { figuresCell } from './kpi-oracle/cell.ts';
import { type Invoice, invoicesOf } from './kpi-oracle/invoice.ts';
import { recompute } from './kpi-oracle/recompute.ts';
import { startLake } from './lake.ts';
import { lakeReader } from './lake-reader.ts';

const now = Date.UTC(2026, 7, 1);

type Rows = readonly Readonly<Record<string, DuckDBValue>>[];

/** A calculated field as QuickSight has Athena work it out. */
function formulaSql(formula: string): string {
  return formula
    .replaceAll(/\{([\w-]+)\}/g, '"$1"')
    .replaceAll(/percentileDisc\(("[\w-]+"), (\d+)\)/g, (_, column, percent) => {
      return `quantile_disc(${column}, ${Number(percent) / 100})`;
    })
    .replaceAll(/distinct_count\(("\w+")\)/g, 'count(DISTINCT $1)')
    .replaceAll('ifelse(', 'CASE WHEN ')
    .replaceAll(/ (= 1|> 0), /g, ' $1 THEN ')
    .replaceAll(', NULL)', ' END');
}

/** What is shown of a figure, durations in ms again. */
function shownSql(kpi: Kpi, dataSet: DataSetName): string {
  const sql = formulaSql(figureIn(kpi, dataSet).expression);
  return kpi.unit === 'duration' ? `(${sql}) * 86400000` : sql;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A visual's question: the data set with its filters, grouped. */
function visualSql({ sql, columns, name }: FigureDataSet, query: KpiQuery): string {
  const kpi = kpiOf(query.kpi);
  const groups = [...new Set([...(kpi.groupBy ?? []), ...(query.groupBy ?? [])])];
  const hasTime = columns.some(({ role }) => role === 'time');
  const conditions = [
    ...(hasTime
      ? [
          `"time" >= CAST('${query.period.from.slice(0, 23)}' AS timestamp)`,
          `"time" < CAST('${query.period.to.slice(0, 23)}' AS timestamp)`,
        ]
      : []),
    ...Object.entries(query.filters ?? {}).map(([column, values]) =>
      values.length === 0 ? 'false' : `"${column}" IN (${values.map(quoted).join(', ')})`,
    ),
  ];
  const keys = [
    ...(query.bucket ? [`date_trunc('${query.bucket}', "time")`] : []),
    ...groups.map((group) => `"${group}"`),
  ];
  const by = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${[...keys.map((key, index) => `CAST(${key} AS varchar) AS k${index}`), `CAST(${shownSql(kpi, name)} AS double) AS value`].join(', ')} FROM (${sql}) x${where}${by}`;
}

type Figures = ReadonlyMap<string, number>;

/** The values by their groups. */
function figuresIn(entries: readonly (readonly [readonly unknown[], unknown])[]): Figures {
  return new Map(
    entries.flatMap(([group, value]) =>
      value === null || value === undefined ? [] : [[JSON.stringify(group), Number(value)]],
    ),
  );
}

function shown(rows: Rows, keys: number): Figures {
  return figuresIn(
    rows.map((row) => [Array.from({ length: keys }, (_, index) => row[`k${index}`]), row.value]),
  );
}

function recomputed(invoices: readonly Invoice[], query: KpiQuery): Figures {
  return figuresIn(
    recompute(invoices, query).map(({ at, group, value }) => [
      [...(at === undefined ? [] : [at.slice(0, 19).replace('T', ' ')]), ...Object.values(group)],
      value,
    ]),
  );
}

/** A group that nothing is in is 0 in one reading and missing in another. */
function expectSame(actual: Figures, wanted: Figures, query: KpiQuery): void {
  for (const key of new Set([...actual.keys(), ...wanted.keys()])) {
    const [value, other] = [wanted.get(key) ?? 0, actual.get(key) ?? 0];
    const isSame = Math.abs(value - other) <= 1e-6 + Math.abs(value) * 1e-12;
    expect(isSame, JSON.stringify({ query, key, value, other })).toBe(true);
  }
}

const named = (table: string) => table;

/** Answers of a run that are not nothing or zero, at least: without them it would compare nothing with nothing. */
const fewestFilled = 10;

function isFilled(figures: Figures): boolean {
  return [...figures.values()].some((value) => value !== 0);
}

/** The data sets as they are asked on a day. */
function setsOn(today: string, at: string): readonly FigureDataSet[] {
  const tables = lastingTables("TIMESTAMP '1970-01-01 00:00:00'", named);
  return figureDataSets(tables, usualStageDeadlines, { today: `DATE '${today}'`, now: at });
}

describe('Given invoices whose events come late, twice and in any order, in a lake', () => {
  test('When any data set is added up, Then figures follow from the events', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRounds,
        oneQueryForEach,
        fc.nat({ max: 90 * 24 }),
        async (rounds, drawn, hoursAgo) => {
          const clock = { at: now, now: () => clock.at++ };
          const lake = await startLake({}, { clock });
          const { rollups } = lakeReader(lake, () => 0);
          const cell = figuresCell(lake.timeSeries);
          for (const { messages, settlings } of rounds) {
            await cell.take(messages);
            for (const settling of settlings) await cell.settle(settling);
            await rollups.bringUpToDate(clock.now(), 'far');
          }
          const invoices = invoicesOf(cell.taken, await cell.rulings());
          let filled = 0;
          const readAt = new Date(now - hoursAgo * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
          for (const asked of askedOf(invoices, drawn)) {
            const query = sayable(asked);
            if (!query) continue;
            const set = setsOn(query.today, `TIMESTAMP '${readAt}'`).find(
              ({ name }) => name === dataSetOf(kpiOf(query.kpi)),
            );
            if (!set) throw new RangeError(query.kpi);
            const rows = await lake.query(visualSql(set, query));
            const keys =
              new Set([...(kpiOf(query.kpi).groupBy ?? []), ...(query.groupBy ?? [])]).size +
              (query.bucket ? 1 : 0);
            const wanted = recomputed(invoices, query);
            expectSame(shown(rows, keys), wanted, query);
            if (isFilled(wanted)) filled += 1;
          }
          for (const query of levelsOf(invoices, drawn)) {
            const set = setsOn(query.today, `TIMESTAMP '${readAt}'`).find(
              ({ name }) => name === 'invoice-levels',
            );
            if (!set) throw new RangeError(query.kpi);
            expectSame(
              shown(await lake.query(visualSql(set, query)), 1 + (kpiOf(query.kpi).groupBy ?? []).length),
              recomputed(invoices, query),
              query,
            );
          }
          await lake.stop();
          // Another is drawn in its place; when hardly any has as many, the test fails.
          fc.pre(filled >= fewestFilled);
        },
      ),
      { numRuns: sized(1, 6), interruptAfterTimeLimit: 40_000, endOnFailure: true },
    );
  });
});

const dayMs = 86_400_000;

/** The stocks by day, up to the day before today. */
function levelsOf(invoices: readonly Invoice[], drawn: readonly DrawnQuery[]): readonly KpiQuery[] {
  return askedOf(invoices, drawn).flatMap(({ kpi, today }): readonly KpiQuery[] => {
    const stocks = stocksOf(kpiOf(kpi));
    if (!stocks || stocks.of.byAge) return [];
    const end = Date.parse(today);
    const period = {
      from: new Date(end - 390 * dayMs).toISOString(),
      to: new Date(end).toISOString(),
    };
    return [{ kpi, today, period, bucket: 'day' }];
  });
}

const eventColumns: readonly string[] = ['stage', 'status', 'kind', 'currency'];

/** The question as far as a dashboard asks it; undefined if no data set answers it. */
function sayable({ assumed, at, bucket, ...query }: KpiQuery): KpiQuery | undefined {
  const kpi = kpiOf(query.kpi);
  if (notInQuickSight(kpi) !== undefined) return undefined;
  if (kpi.clock === null) return query;
  const stepped = { ...query, ...(bucket && { bucket }) };
  if (kpi.subject === 'invoices') return stepped;
  // Events are counted by whole hours, and told apart by some of their dimensions.
  const whole = (time: string) => `${time.slice(0, 13)}:00:00.000Z`;
  const { from, to } = query.period;
  return {
    ...stepped,
    period: { from: whole(from), to: whole(to) },
    ...(bucket === 'minute' && { bucket: 'hour' }),
    groupBy: (query.groupBy ?? []).filter((name) => eventColumns.includes(name)),
    filters: Object.fromEntries(
      Object.entries(query.filters ?? {}).filter(([name]) => eventColumns.includes(name)),
    ),
  };
}

/** Some of what is received is read from the rollup at this time, and some from the records. */
const readAt = '2026-01-13 12:30:00';
const weeks = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-11T00:00:00.000Z' };

describe('Given weeks of events, with one in a hundred corrected', () => {
  test('When levels and hours are read, Then they follow from the events', { timeout: 120_000 }, async () => {
    const clock = { at: now, now: () => clock.at++ };
    const lake = await startLake({}, { clock });
    const { rollups } = lakeReader(lake, () => 0);
    const cell = figuresCell(lake.timeSeries);
    // Within 24 days.
    const messages = demoMessages(3_000, 3_000 / (24 * 86_400));
    const days = new Set(messages.map(({ receivedAt }) => receivedAt.slice(0, 10)));
    expect(days.size).toBeGreaterThan(15);
    await cell.take(messages);
    await rollups.bringUpToDate(clock.now(), 'far');
    const invoices = invoicesOf(messages);
    const today = weeks.to.slice(0, 10);
    const stocks = kpis.filter((kpi) => stocksOf(kpi) && stocksOf(kpi)?.of.byAge === undefined);
    const questions: readonly (readonly [DataSetName, KpiQuery])[] = [
      ...stocks.map(
        ({ id }) => ['invoice-levels', { kpi: id, today, period: weeks, bucket: 'day' }] as const,
      ),
      ...['events', 'exceptions'].map((kpi) => {
        return ['event-hours', { kpi, today, period: weeks, bucket: 'hour', groupBy: ['stage'] }] as const;
      }),
    ];
    for (const [name, query] of questions) {
      const wanted = recomputed(invoices, query);
      expect(wanted.size, query.kpi).toBeGreaterThan(10);
      expect(isFilled(wanted), query.kpi).toBe(true);
      const set = setsOn(today, `TIMESTAMP '${readAt}'`).find((each) => each.name === name);
      if (!set) throw new RangeError(name);
      const keys = 1 + (kpiOf(query.kpi).groupBy ?? []).length + (query.groupBy ?? []).length;
      expectSame(shown(await lake.query(visualSql(set, query)), keys), wanted, query);
    }
    await lake.stop();
  });
});

/** QuickSight's types by those that the columns have. */
const typesOf: Readonly<Record<string, string>> = {
  VARCHAR: 'STRING',
  BIGINT: 'INTEGER',
  DOUBLE: 'DECIMAL',
  'DECIMAL(38,12)': 'DECIMAL',
  TIMESTAMP: 'DATETIME',
};

describe('Given the data sets as QuickSight asks for them', () => {
  test('When they are asked for at any time, Then they have the columns that they say', async () => {
    const lake = await startLake();
    const tables = lastingTables("(current_date - INTERVAL '2' DAY)", named);
    for (const { sql, columns } of figureDataSets(tables, usualStageDeadlines)) {
      const described = await lake.query(`DESCRIBE ${sql}`);
      expect(described.map((row) => [row.column_name, typesOf[String(row.column_type)]])).toEqual(
        columns.map(({ name, type }) => [name, type]),
      );
      expect(await lake.query(sql)).toEqual([]);
    }
    await lake.stop();
  });
});
