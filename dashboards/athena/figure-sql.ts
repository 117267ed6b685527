import { createHash } from 'node:crypto';
import { dimensionOfKpi, type KpiQuery, type Period, requireSteps, stocksAt } from '../kpi-reader.ts';
import type {
  Aggregate,
  Condition,
  Expression,
  Kpi,
  KpiDimension,
  Part,
  Stock,
  Subject,
} from '../kpis/kpi.ts';
import { kpiOf } from '../kpis/registry.ts';
import { type Median, mediansIn, typeOf } from '../sql/types.ts';
import {
  columnSql,
  conditionSql,
  dimensionSql,
  expressionSql,
  type Scope,
  textLiteral,
  timeBoundSql,
} from './expression-sql.ts';
import { requireSaid } from './unsaid.ts';

/**
 * Where the rows of each subject are: SQL in parentheses, of the newest version of each row, with columns in
 * lower case, decimals and dates as such.
 */
export type FigureTables = Readonly<Record<Subject, string>>;

/** A figure as a query: columns `step` (with buckets), `group_0` …, and `value`, or `of` and `to` of what is divided. */
export interface AthenaFigure {
  readonly sql: string;
  readonly kpi: Kpi;
  readonly groups: readonly KpiDimension[];
}

/**
 * The figure in the words that Athena and DuckDB share. Numbers come as text, exact.
 * @param maxRows rows returned at most
 * @throws {BemsError} UNKNOWN_KPI, UNKNOWN_DIMENSION, NO_STEPS, NO_PAST, NOT_SAID_HERE
 */
export function athenaFigure(query: KpiQuery, tables: FigureTables, maxRows: number): AthenaFigure {
  const kpi = kpiOf(query.kpi);
  if (query.bucket) requireSteps(kpi);
  if (query.at !== undefined) stocksAt(kpi);
  requireSaid(kpi, query);
  const names = [...new Set([...(kpi.groupBy ?? []), ...(query.groupBy ?? [])])];
  const groups = names.map((name) => dimensionOfKpi(kpi, name));
  const question: Question = {
    ...{ kpi, query, groups, table: tables[kpi.subject] },
    scope: { subject: kpi.subject, today: query.today, medianTable },
  };
  const keys = [...(query.bucket ? ['step'] : []), ...groups.map((_, index) => `group_${index}`)];
  const medians = mediansOf(question);
  const head = medians.length === 0 ? '' : `WITH ${medians.join(', ')} `;
  return { kpi, groups, sql: `${head}${aggregated(question, keys)} LIMIT ${maxRows}` };
}

interface Question {
  readonly kpi: Kpi;
  readonly query: KpiQuery;
  readonly groups: readonly KpiDimension[];
  readonly table: string;
  readonly scope: Scope;
}

function aggregated(question: Question, keys: readonly string[]): string {
  const { aggregate } = question.kpi;
  const { query } = question;
  const by = keys.join(', ');
  const grouping = by && ` GROUP BY ${by}`;
  const order = by && ` ORDER BY ${by}`;
  const select = (values: string, rows: string) =>
    `SELECT ${[...keys, values].join(', ')} FROM (${rows}) r${grouping}${order}`;
  if (query.at !== undefined) return thenSql(question, Date.parse(query.at), select);
  switch (aggregate.kind) {
    case 'count': {
      const [what, value] = aggregate.of === 'rows' ? ['1', 'count(*)'] : ['invoiceid', 'count(DISTINCT x)'];
      return select(`CAST(${value} AS varchar) AS value`, rowsSql(question, {}, what));
    }
    case 'sum':
      return select(`CAST(sum(x) AS varchar) AS value`, measuredSql(question, aggregate.of));
    case 'mean':
      return select(sumAndCount, measuredSql(question, aggregate.of));
    case 'ratio':
      return select(bothSums, sidesSql(question, aggregate));
    case 'percentile':
      return select(
        'CAST(min(x) AS varchar) AS value',
        rankedSql({ rows: measuredSql(question, aggregate.of), by, percent: aggregate.percent }),
      );
  }
}

const sumAndCount = 'CAST(sum(x) AS varchar) AS "of", CAST(count(x) AS varchar) AS "to"';
const bothSums = 'CAST(sum(a) AS varchar) AS "of", CAST(sum(b) AS varchar) AS "to"';

/** The rows of a part of a figure: the keys, and what they add as `x`. */
function rowsSql(question: Question, part: Part, value: string): string {
  return selectionSql(question, conditionsOf(question, part), [`${value} AS x`]);
}

function measuredSql(question: Question, of: Expression): string {
  return rowsSql(question, { sum: of }, expressionSql(of, question.scope));
}

/** What is divided as `a`, and by what as `b`. */
function sidesSql(question: Question, { of, to }: Extract<Aggregate, { kind: 'ratio' }>): string {
  const side = (part: Part, isFirst: boolean) => {
    const value = part.sum ? decimalSql(expressionSql(part.sum, question.scope)) : decimalSql('1');
    const columns = isFirst ? [`${value} AS a`, `${none} AS b`] : [`${none} AS a`, `${value} AS b`];
    return selectionSql(question, conditionsOf(question, part), columns);
  };
  return `${side(of, true)} UNION ALL ${side(to, false)}`;
}

/** Both sides of a union have one type. */
const decimalSql = (value: string) => `CAST(${value} AS decimal(38, 12))`;
const none = decimalSql('NULL');

/** Of the rows that were in the stocks at a time. */
function thenSql(question: Question, at: number, select: (values: string, rows: string) => string): string {
  const { of, to } = stocksAt(question.kpi);
  const rows = (stock: Stock, isFirst: boolean) => {
    const value = decimalSql(stock.sum ? expressionSql(stock.sum, question.scope) : '1');
    const columns = isFirst ? [`${value} AS a`, `${none} AS b`] : [`${none} AS a`, `${value} AS b`];
    return selectionSql(question, stockConditions(question, stock, at), columns);
  };
  if (to) return select(bothSums, `${rows(of, true)} UNION ALL ${rows(to, false)}`);
  return select('CAST(sum(a) AS varchar) AS value', rows(of, true));
}

function stockConditions(question: Question, stock: Stock, at: number): readonly string[] {
  const { scope } = question;
  const [entered, left] = [stock.entered, stock.left].map((clock) => ({
    time: expressionSql(clock, scope),
    bound: timeBoundSql(at, typeOf(clock, scope)),
  }));
  return [
    `${entered?.time} < ${entered?.bound}`,
    `(${left?.time} IS NULL OR ${left?.time} >= ${left?.bound})`,
    ...(stock.where ? [conditionSql(stock.where, scope)] : []),
    ...filtersOf(question),
    ...(stock.sum ? [`${expressionSql(stock.sum, scope)} IS NOT NULL`] : []),
  ];
}

function selectionSql(
  { kpi, query, groups, table, scope }: Question,
  where: readonly string[],
  values: readonly string[],
): string {
  const keys = [
    ...(query.bucket && kpi.clock
      ? [`CAST(date_trunc('${query.bucket}', ${expressionSql(kpi.clock, scope)}) AS timestamp) AS step`]
      : []),
    ...groups.map((group, index) => `${dimensionSql(group, scope)} AS group_${index}`),
  ];
  const joins = mediansOfKpi(kpi).map((median) => {
    const name = medianTable(median);
    return ` LEFT JOIN ${name} ON ${name}.per = ${columnSql(scope.subject, median.per)}`;
  });
  return `SELECT ${[...keys, ...values].join(', ')} FROM ${table} f${joins.join('')} WHERE ${where.join(' AND ')}`;
}

/** What a row has to be like to be in a part of a figure. */
function conditionsOf(question: Question, { where, sum }: Part): readonly string[] {
  const { kpi, query, scope } = question;
  const wheres: readonly (Condition | undefined)[] = [kpi.where, where];
  return [
    kpi.subject === 'events' ? 'coalesce(disregarded, false) = false' : '1 = 1',
    ...(kpi.clock ? [periodSql(kpi.clock, query.period, scope)] : []),
    ...wheres.flatMap((each) => (each ? [conditionSql(each, scope)] : [])),
    ...filtersOf(question),
    ...(sum ? [`${expressionSql(sum, scope)} IS NOT NULL`] : []),
  ];
}

function periodSql(clock: Expression, { from, to }: Period, scope: Scope): string {
  const time = expressionSql(clock, scope);
  const [first, end] = [from, to].map((instant) => timeBoundSql(Date.parse(instant), typeOf(clock, scope)));
  return `${time} >= ${first} AND ${time} < ${end}`;
}

function filtersOf({ kpi, query, scope }: Question): readonly string[] {
  return Object.entries(query.filters ?? {}).map(([name, values]) => {
    const column = dimensionSql(dimensionOfKpi(kpi, name), scope);
    return values.length === 0 ? '1 = 0' : `${column} IN (${values.map(textLiteral).join(', ')})`;
  });
}

interface Ranked {
  readonly rows: string;
  /** The names of the keys, with commas. */
  readonly by: string;
  readonly percent: number;
}

/** The rows from the nearest rank on: the smallest of them is the one that so many percent do not exceed. */
function rankedSql({ rows, by, percent }: Ranked): string {
  const partition = by && `PARTITION BY ${by}`;
  return `SELECT * FROM (SELECT q.*, row_number() OVER (${[partition, 'ORDER BY x'].filter(Boolean).join(' ')}) AS place, count(*) OVER (${partition}) AS places FROM (${rows}) q) p WHERE place * 100 >= places * ${percent}`;
}

function mediansOfKpi(kpi: Kpi): readonly Median[] {
  return [...new Map(mediansIn(kpi).map((median) => [medianTable(median), median])).values()];
}

function medianTable(median: Median): string {
  return `usual_${createHash('md5').update(JSON.stringify(median)).digest('hex').slice(0, 8)}`;
}

/** The tables of the medians that a figure rests on, of all rows, whatever is filtered. */
function mediansOf({ kpi, table, scope }: Question): readonly string[] {
  return mediansOfKpi(kpi).map((median) => {
    const value = expressionSql(median.median, scope);
    const key = columnSql(scope.subject, median.per);
    const rows = `SELECT ${key} AS per, ${value} AS x FROM ${table} f WHERE ${conditionSql(median.of, scope)} AND ${value} IS NOT NULL`;
    const ranked = rankedSql({ rows, by: 'per', percent: 50 });
    return `${medianTable(median)} AS (SELECT per, min(x) AS usual FROM (${ranked}) m WHERE places >= ${median.atLeast} GROUP BY per)`;
  });
}
