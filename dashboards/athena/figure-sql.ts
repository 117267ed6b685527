import { dimensionOfKpi, type KpiQuery, requireSteps, stocksAt } from '../kpi-reader.ts';
import type { Aggregate, Condition, Expression, Kpi, KpiDimension, Part, Subject } from '../kpis/kpi.ts';
import { kpiOf } from '../kpis/registry.ts';
import { conditionSql, dateSql, expressionSql, timeBoundSql } from './expression-sql.ts';
import { type EventRollup, notRolledUp, portionsOf } from './rolled-up.ts';
import {
  filtersOf,
  groupColumns,
  groupNames,
  mediansOf,
  medianTable,
  periodSql,
  type Question,
  rankedSql,
  selectionSql,
  sideColumns,
} from './selection-sql.ts';
import { stockAtSql, stockInStepsSql } from './stock-sql.ts';
import { requireSaid } from './unsaid.ts';

/**
 * Where the rows of each subject are: SQL in parentheses, of the newest version of each row, with columns in
 * lower case, decimals and dates as such.
 */
export type FigureTables = Readonly<Record<Subject, string>> & {
  /** With it, what a rollup can say of whole hours is read from there, and the newest hours from the records. */
  readonly rollup?: EventRollup;
};

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
    scope: { subject: kpi.subject, today: dateSql(query.today), medianTable, assumed: query.assumed },
  };
  return { kpi, groups, sql: `${figureSql(question, tables.rollup)} LIMIT ${maxRows}` };
}

function figureSql(question: Question, rollup: EventRollup | undefined): string {
  const { kpi, query } = question;
  if (query.bucket && kpi.clock === null)
    return stockInStepsSql(question, query.bucket, stocksAt(kpi).to ? bothSums : firstSum);
  const keys = [...(query.bucket ? ['step'] : []), ...groupNames(question)];
  const medians = mediansOf(question);
  const head = medians.length === 0 ? '' : `WITH ${medians.join(', ')} `;
  return `${head}${aggregated(question, keys, rollup)}`;
}

function aggregated(question: Question, keys: readonly string[], rollup: EventRollup | undefined): string {
  const { kpi, query } = question;
  const { aggregate } = kpi;
  const by = keys.join(', ');
  const grouping = by && ` GROUP BY ${by}`;
  const order = by && ` ORDER BY ${by}`;
  const select = (values: string, rows: string) =>
    `SELECT ${[...keys, values].join(', ')} FROM (${rows}) r${grouping}${order}`;
  if (query.at !== undefined)
    return select(stocksAt(kpi).to ? bothSums : firstSum, stockAtSql(question, Date.parse(query.at)));
  const rolledUp = rollup && rolledUpSql(question, rollup);
  if (rolledUp) return select('CAST(sum(x) AS varchar) AS value', rolledUp);
  switch (aggregate.kind) {
    case 'count': {
      const [what, value] = aggregate.of === 'rows' ? ['1', 'count(*)'] : ['invoiceid', 'count(DISTINCT x)'];
      return select(`CAST(${value} AS varchar) AS value`, rowsSql(question, {}, what));
    }
    case 'sum':
      return select('CAST(sum(x) AS varchar) AS value', measuredSql(question, aggregate.of));
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
const firstSum = 'CAST(sum(a) AS varchar) AS value';
const bothSums = 'CAST(sum(a) AS varchar) AS "of", CAST(sum(b) AS varchar) AS "to"';

/** What is counted of whole hours that the rollup has, and one by one of the rest; undefined if it cannot be. */
function rolledUpSql(question: Question, rollup: EventRollup): string | undefined {
  const { kpi, query } = question;
  const period = { from: Date.parse(query.period.from), to: Date.parse(query.period.to) };
  const portions = portionsOf(period, rollup.before);
  if (portions === undefined || notRolledUp(kpi, query) !== undefined) return undefined;
  const { from, to } = portions.rolled;
  const rolled = selectionSql(
    { ...question, table: rollup.table },
    [...keyColumns(question, 'receivedhour'), 'n AS x'],
    [
      `receivedhour >= ${timeBoundSql(from, 'millis')} AND receivedhour < ${timeBoundSql(to, 'millis')}`,
      'n > 0',
      ...(kpi.where ? [conditionSql(kpi.where, question.scope)] : []),
      ...filtersOf(question),
    ],
  );
  if (portions.edges.length === 0) return rolled;
  return `${rolled} UNION ALL ${rowsSql({ ...question, table: rollup.recordsOf(portions.edges) }, {}, '1')}`;
}

/** The rows of a part of a figure: the keys, and what they add as `x`. */
function rowsSql(question: Question, part: Part, value: string): string {
  return partSql(question, part, [`${value} AS x`]);
}

function measuredSql(question: Question, of: Expression): string {
  return rowsSql(question, { sum: of }, expressionSql(of, question.scope));
}

/** What is divided as `a`, and by what as `b`. */
function sidesSql(question: Question, { of, to }: Extract<Aggregate, { kind: 'ratio' }>): string {
  const side = (part: Part, isFirst: boolean) =>
    partSql(question, part, sideColumns(part.sum ? expressionSql(part.sum, question.scope) : '1', isFirst));
  return `${side(of, true)} UNION ALL ${side(to, false)}`;
}

function partSql(question: Question, part: Part, values: readonly string[]): string {
  const { kpi, scope } = question;
  const columns = [...keyColumns(question, kpi.clock && expressionSql(kpi.clock, scope)), ...values];
  return selectionSql(question, columns, conditionsOf(question, part));
}

/** @param time what puts a row into a step; null as of now */
function keyColumns(question: Question, time: string | null): readonly string[] {
  const { bucket } = question.query;
  const step = bucket && time !== null ? [`CAST(date_trunc('${bucket}', ${time}) AS timestamp) AS step`] : [];
  return [...step, ...groupColumns(question)];
}

/** What a row has to be like to be in a part of a figure. */
function conditionsOf(question: Question, { where, sum }: Part): readonly string[] {
  const { kpi, query, scope } = question;
  const wheres: readonly (Condition | undefined)[] = [kpi.where, where];
  const period = { from: Date.parse(query.period.from), to: Date.parse(query.period.to) };
  return [
    kpi.subject === 'events' ? 'coalesce(disregarded, false) = false' : '1 = 1',
    ...(kpi.clock ? [periodSql(kpi.clock, period, scope)] : []),
    ...wheres.flatMap((each) => (each ? [conditionSql(each, scope)] : [])),
    ...filtersOf(question),
    ...(sum ? [`${expressionSql(sum, scope)} IS NOT NULL`] : []),
  ];
}
