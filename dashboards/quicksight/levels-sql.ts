import { conditionSql, dimensionSql, expressionSql, type Scope } from '../athena/expression-sql.ts';
import { eachPayment, owedUntil, paid, spanTimes } from '../athena/stock-sql.ts';
import { type KpiDimension, type Stock, stocksOf } from '../kpis/kpi.ts';
import { kpis } from '../kpis/registry.ts';
import { dimensionColumn, type FigureDataSet, measureColumn, timeColumn } from './data-set.ts';
import { type Measure, measuresOf } from './measures.ts';

// Levels at the end of each day, worked out as the steps of a stock are (dashboards/athena/stock-sql.ts): what
// came and what went is added up per day, and a level is the sum of both up to its day.

/** What a level can be told apart by, the same whatever the day. */
const levelDimensions = [
  'currency',
  'vendorId',
  'vendorCountry',
  'producer',
] as const satisfies KpiDimension[];

/** For how many days up to today there are levels: 13 months. */
const levelDays = 400;

interface Level {
  readonly measure: Measure;
  readonly stock: Stock;
}

/** Aging is put together of many stocks, and is there as of now. */
const levels: readonly Level[] = kpis.flatMap((kpi): readonly Level[] => {
  const stocks = stocksOf(kpi);
  if (!stocks || stocks.of.byAge) return [];
  const both = [stocks.of, ...(stocks.to ? [stocks.to] : [])];
  return measuresOf(kpi).flatMap((measure, side) => {
    const stock = both[side];
    return stock ? [{ measure, stock }] : [];
  });
});

const names = levelDimensions.map((name) => `"${name}"`);

/** The spans of a stock: the dimensions, when each came and went, and what it adds to each level. */
function spansSql(level: Level, table: string, scope: Scope): readonly string[] {
  const { stock, measure } = level;
  const { come, gone } = spanTimes(stock, scope);
  const select = (until: string, value: string, also = '') => {
    const values = levels.map(({ measure: { name } }) =>
      name === measure.name
        ? `CAST(${value} AS decimal(38, 12)) AS "${name}"`
        : `CAST(NULL AS decimal(38, 12)) AS "${name}"`,
    );
    const columns = [
      ...levelDimensions.map((name) => `${dimensionSql(name, scope)} AS "${name}"`),
      ...[`${come} AS come`, `${until} AS gone`, ...values],
    ];
    const where = [
      `${expressionSql(stock.entered, scope)} IS NOT NULL`,
      ...(stock.where ? [conditionSql(stock.where, scope)] : []),
      ...(stock.sum ? [`${expressionSql(stock.sum, scope)} IS NOT NULL`] : []),
    ];
    return `SELECT ${columns.join(', ')} FROM ${table} f${also} WHERE ${where.join(' AND ')}`;
  };
  const own = select(gone, stock.sum ? expressionSql(stock.sum, scope) : '1');
  return stock.less ? [own, select(owedUntil(gone), paid, eachPayment)] : [own];
}

const perRow = 20;
const digits = Array.from({ length: perRow }, (_, digit) => `(${digit})`).join(', ');

/** The days up to today, without the words for a series, which the two engines do not share. */
function daysSql(today: string): string {
  return `SELECT CAST(${today} - (a.n + ${perRow} * b.n) * INTERVAL '1' DAY AS timestamp) AS day FROM (VALUES ${digits}) AS a (n) CROSS JOIN (VALUES ${digits}) AS b (n)`;
}

/** Levels at the end of each of the last days. @param table SQL in parentheses, as `FigureTables.invoices` */
export function levelsDataSet(table: string, scope: Scope): FigureDataSet {
  const columns = levels.map(({ measure }) => `"${measure.name}"`);
  const spans = levels.flatMap((level) => spansSql(level, 'i', scope)).join(' UNION ALL ');
  const moved = 'CASE WHEN way = 1 THEN come ELSE gone END';
  const by = names.join(', ');
  const changes = `SELECT greatest(CAST(date_trunc('day', ${moved}) AS timestamp), first) AS since, ${by}, ${columns.map((column) => `sum(${column} * way) AS ${column}`).join(', ')} FROM (${spans}) s CROSS JOIN (VALUES (1), (-1)) AS w (way) CROSS JOIN (SELECT min(day) AS first FROM days) d WHERE (gone IS NULL OR gone > come) AND ${moved} IS NOT NULL GROUP BY 1, ${by}`;
  const sums = levels.map(({ measure }) =>
    measure.type === 'count'
      ? `CAST(sum("${measure.name}") AS bigint) AS "${measure.name}"`
      : `CAST(sum("${measure.name}") AS decimal(38, 12)) AS "${measure.name}"`,
  );
  const someLevel = columns.map((column) => `sum(${column}) <> 0`).join(' OR ');
  return {
    name: 'invoice-levels',
    title: 'Levels at the end of each day',
    grain: `A day, currency, vendor, country and source system with something in it, of the last ${levelDays} days. Levels of two days do not add up: show them by day.`,
    subject: 'invoices',
    columns: [
      timeColumn,
      ...levelDimensions.map(dimensionColumn),
      ...levels.map(({ measure }) => measureColumn(measure)),
    ],
    sql: `WITH i AS (SELECT * FROM ${table} t), days AS (${daysSql(scope.today)}), changes AS (${changes}) SELECT day AS "time", ${[...names, ...sums].join(', ')} FROM days JOIN changes ON since <= day GROUP BY day, ${by} HAVING ${someLevel}`,
  };
}
