import { createHash } from 'node:crypto';
import { dimensionOfKpi, type KpiQuery } from '../kpi-reader.ts';
import type { Kpi, KpiDimension } from '../kpis/kpi.ts';
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

/** A figure and what is asked of it. */
export interface Question {
  readonly kpi: Kpi;
  readonly query: KpiQuery;
  readonly groups: readonly KpiDimension[];
  /** SQL in parentheses. */
  readonly table: string;
  readonly scope: Scope;
}

/** Both sides of a union have one type. */
const decimalSql = (value: string) => `CAST(${value} AS decimal(38, 12))`;

/** What one side of a figure adds: `a` of what is divided or stands alone, `b` of what it is divided by. */
export function sideColumns(value: string, isFirst: boolean): readonly string[] {
  const [own, none] = [decimalSql(value), decimalSql('NULL')];
  return isFirst ? [`${own} AS a`, `${none} AS b`] : [`${none} AS a`, `${own} AS b`];
}

/** The groups of a row. */
export function groupColumns({ groups, scope }: Pick<Question, 'groups' | 'scope'>): readonly string[] {
  return groups.map((group, index) => `${dimensionSql(group, scope)} AS group_${index}`);
}

export function groupNames({ groups }: Pick<Question, 'groups'>): readonly string[] {
  return groups.map((_, index) => `group_${index}`);
}

/**
 * Rows of the figure's table, joined with the medians that it rests on.
 * @param also another table that each row is joined with, in SQL
 */
export function selectionSql(
  { kpi, table, scope }: Question,
  columns: readonly string[],
  where: readonly string[],
  also = '',
): string {
  return `SELECT ${columns.join(', ')} FROM ${table} f${medianJoins(kpi, scope)}${also} WHERE ${where.join(' AND ')}`;
}

/** The joins of the rows `f` with the medians that something rests on. */
export function medianJoins(resting: unknown, { subject }: Pick<Scope, 'subject'>): string {
  const joins = mediansOfAll(resting).map((median) => {
    const name = medianTable(median);
    return ` LEFT JOIN ${name} ON ${name}.per = ${columnSql(subject, median.per)}`;
  });
  return joins.join('');
}

/** What the query's filters ask of a row. */
export function filtersOf({ kpi, query, scope }: Question): readonly string[] {
  return Object.entries(query.filters ?? {}).map(([name, values]) => {
    const column = dimensionSql(dimensionOfKpi(kpi, name), scope);
    return values.length === 0 ? '1 = 0' : `${column} IN (${values.map(textLiteral).join(', ')})`;
  });
}

/** That a clock is in a period, ms since the epoch: from its beginning up to, not including, its end. */
export function periodSql(
  clock: Parameters<typeof expressionSql>[0],
  { from, to }: { readonly from: number; readonly to: number },
  scope: Scope,
): string {
  const time = expressionSql(clock, scope);
  const [first, end] = [from, to].map((ms) => timeBoundSql(ms, typeOf(clock, scope)));
  return `${time} >= ${first} AND ${time} < ${end}`;
}

interface Ranked {
  readonly rows: string;
  /** The names of the keys, with commas. */
  readonly by: string;
  readonly percent: number;
}

/** The rows from the nearest rank on: the smallest of them is the one that so many percent do not exceed. */
export function rankedSql({ rows, by, percent }: Ranked): string {
  const partition = by && `PARTITION BY ${by}`;
  return `SELECT * FROM (SELECT q.*, row_number() OVER (${[partition, 'ORDER BY x'].filter(Boolean).join(' ')}) AS place, count(*) OVER (${partition}) AS places FROM (${rows}) q) p WHERE place * 100 >= places * ${percent}`;
}

function mediansOfAll(resting: unknown): readonly Median[] {
  return [...new Map(mediansIn(resting).map((median) => [medianTable(median), median])).values()];
}

/** The name of the table with a median. */
export function medianTable(median: Median): string {
  return `usual_${createHash('md5').update(JSON.stringify(median)).digest('hex').slice(0, 8)}`;
}

/** The tables of the medians that a figure rests on, of all rows, whatever is filtered. */
export function mediansOf({ kpi, table, scope }: Question): readonly string[] {
  return medianTables(kpi, table, scope);
}

/** The tables of the medians that anything made of expressions rests on, as those of a figure. */
export function medianTables(resting: unknown, table: string, scope: Scope): readonly string[] {
  return mediansOfAll(resting).map((median) => {
    const value = expressionSql(median.median, scope);
    const key = columnSql(scope.subject, median.per);
    const rows = `SELECT ${key} AS per, ${value} AS x FROM ${table} f WHERE ${conditionSql(median.of, scope)} AND ${value} IS NOT NULL`;
    const ranked = rankedSql({ rows, by: 'per', percent: 50 });
    return `${medianTable(median)} AS (SELECT per, min(x) AS usual FROM (${ranked}) m WHERE places >= ${median.atLeast} GROUP BY per)`;
  });
}
