import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { dimensionOfKpi, type Period } from '../../dashboards/kpi-reader.ts';
import { aging } from '../../dashboards/kpis/derived.ts';
import type { Expression, Filters, Kpi, KpiDimension } from '../../dashboards/kpis/kpi.ts';
import { type ColumnType, typeOf } from '../../dashboards/sql/types.ts';
import { codecs } from './columns.ts';
import { expressionSql, type Scope } from './expression-sql.ts';
import { joined, listed, type Statement, statement } from './statement.ts';

/** What an event has to be like to be in any figure. */
export const counting = statement('disregarded IS NOT TRUE');

function dimensionSql(name: KpiDimension, scope: Scope): Statement {
  return expressionSql(dimensionExpression(name), scope);
}

/** What a dimension is worked out from. */
export function dimensionExpression(name: KpiDimension): Expression {
  return name === 'aging' ? aging : { field: name };
}

/** `group_0`, `group_1`, …: what the columns of so many groups are called. */
export function groupNames(groups: readonly KpiDimension[]): readonly string[] {
  return groups.map((_, index) => `group_${index}`);
}

/** The columns of those names. */
export function groupColumns(groups: readonly KpiDimension[], scope: Scope): readonly Statement[] {
  const names = groupNames(groups);
  return groups.map(
    (group, index) => joined`${dimensionSql(group, scope)} AS ${statement(names[index] ?? '')}`,
  );
}

/** What puts a row into the period. A date is in it if its midnight (UTC) is. */
export function periodCondition(
  clock: Expression,
  { from, to }: Period,
  scope: Scope,
  sql?: string,
): Statement {
  const type = sql ? 'millis' : typeOf(clock, scope);
  const time = sql ? statement(sql) : expressionSql(clock, scope);
  const [first, end] = [from, to].map((instant) => timeBound(Date.parse(instant), type));
  return joined`${time} >= ${first} AND ${time} < ${end}`;
}

export function filterConditions(kpi: Kpi, filters: Filters = {}, scope: Scope): readonly Statement[] {
  return Object.entries(filters).map(([name, values]) => {
    const column = dimensionSql(dimensionOfKpi(kpi, name), scope);
    // No list of SQL may be empty; nothing is in one.
    if (values.length === 0) return statement('false');
    return joined`${column} IN (${listed(
      values.map((value) => statement('?', value)),
      ', ',
    )})`;
  });
}

/**
 * A time (ms since the epoch) as a value to compare times of a type with. Only when compared with a value
 * of its own type does a column let the store skip the row groups outside. Of dates it is the first whose
 * midnight (UTC) is not before it.
 */
export function timeBound(ms: number, type: ColumnType): Statement {
  return statement('?', type === 'date' ? firstDay(ms) : type === 'nanos' ? nanos(ms) : millis(ms));
}

const dayMs = 86_400_000;

function firstDay(ms: number): DuckDBValue {
  return codecs.date.encode(new Date(Math.ceil(ms / dayMs) * dayMs).toISOString().slice(0, 10));
}

function millis(ms: number): DuckDBValue {
  return new DuckDBTimestampMillisecondsValue(BigInt(ms));
}

/** Nanoseconds hold the years 1677–2262; farther away there is nothing to find. */
const maxNanos = 2n ** 63n - 1n;

function nanos(ms: number): DuckDBValue {
  const exact = BigInt(ms) * 1_000_000n;
  const held = exact > maxNanos ? maxNanos : exact < -maxNanos ? -maxNanos : exact;
  return new DuckDBTimestampNanosecondsValue(held);
}
