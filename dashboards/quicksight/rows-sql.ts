import { conditionSql, expressionSql, type Scope } from '../athena/expression-sql.ts';
import { medianJoins } from '../athena/selection-sql.ts';
import type { Expression } from '../kpis/kpi.ts';
import type { Measure } from './measures.ts';

const sqlTypes = { decimal: 'decimal(38, 12)', count: 'bigint', share: 'double' } as const;

/** What a row adds, missing where it adds nothing. */
function measureSql(measure: Measure, scope: Scope): string {
  const value = measure.value ? expressionSql(measure.value, scope) : '1';
  const adds = `CAST(${value} AS ${sqlTypes[measure.type]})`;
  return measure.where.length === 0 ? adds : `CASE WHEN ${conditionsSql(measure, scope)} THEN ${adds} END`;
}

/** The type that a column of the measure has. */
function nothingSql({ type }: Measure): string {
  return `CAST(NULL AS ${sqlTypes[type]})`;
}

function conditionsSql({ where }: Measure, scope: Scope): string {
  return where.map((each) => conditionSql(each, scope)).join(' AND ');
}

/** That a row adds something. */
function addsSql(measure: Measure, scope: Scope): string {
  const conditions = [
    ...(measure.where.length === 0 ? [] : [conditionsSql(measure, scope)]),
    ...(measure.value ? [`${expressionSql(measure.value, scope)} IS NOT NULL`] : []),
  ];
  return conditions.length === 0 ? '1 = 1' : conditions.join(' AND ');
}

export interface RowsOf {
  readonly table: string;
  readonly scope: Scope;
  /** What stands before the measures, each with its name. */
  readonly columns: readonly string[];
  /** Every measure of the data set. */
  readonly measures: readonly Measure[];
  /** Those that these rows add to; the others are missing from them. */
  readonly own: readonly Measure[];
  /** The time that a row needs. */
  readonly time?: Expression | undefined;
  /** Whether they follow others in a union, whose first ones name and type the columns. */
  readonly areMore?: boolean;
}

/** The rows that add to some measure. */
export function rowsSql({ table, scope, columns, measures, own, time, areMore }: RowsOf): string {
  const values = measures.map((measure) => {
    const adds = own.includes(measure);
    if (areMore) return adds ? measureSql(measure, scope) : 'NULL';
    return `${adds ? measureSql(measure, scope) : nothingSql(measure)} AS "${measure.name}"`;
  });
  const adding = [...new Set(own.map((measure) => `(${addsSql(measure, scope)})`))];
  const isTimed = time === undefined ? [] : [`${expressionSql(time, scope)} IS NOT NULL`];
  const where = [...isTimed, `(${adding.join(' OR ')})`].join(' AND ');
  return `SELECT ${[...columns, ...values].join(', ')} FROM ${table} f${medianJoins([time, own], scope)} WHERE ${where}`;
}
