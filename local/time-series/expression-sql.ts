import type { Condition, Expression, Subject } from '../../dashboards/kpis/kpi.ts';
import { codecs, decimalType } from './columns.ts';
import { type ColumnType, columnOf } from './kpi-columns.ts';
import { joined, listed, type Statement, statement } from './statement.ts';

/** What an expression is worked out from. */
export interface Scope {
  readonly subject: Subject;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** An expression in DuckDB's SQL. */
export function expressionSql(expression: Expression, scope: Scope): Statement {
  const of = (inner: Expression) => expressionSql(inner, scope);
  if ('field' in expression) return statement(columnOf(scope.subject, expression.field).sql);
  if ('text' in expression) return statement('?', expression.text);
  if ('number' in expression) return statement('?::BIGINT', BigInt(expression.number));
  if ('today' in expression) return statement('?', codecs.date.encode(scope.today));
  if ('days' in expression) {
    const [from, to] = expression.days.map(of);
    return joined`date_diff('day', ${from}, ${to})`;
  }
  if ('ms' in expression) {
    const [from, to] = expression.ms.map(of);
    return joined`date_diff('millisecond', ${from}, ${to})`;
  }
  if ('plus' in expression) {
    const [a, b] = expression.plus.map(of);
    const type = typeOf(expression.plus[0], scope);
    if (type === 'millis') return joined`(${a} + to_milliseconds(${b}))::TIMESTAMP_MS`;
    return type === 'date' ? joined`(${a} + ${b}::INTEGER)` : joined`(${a} + ${b})`;
  }
  if ('minus' in expression) {
    const [a, b] = expression.minus.map(of);
    return joined`(${a} - ${b})`;
  }
  if ('first' in expression) return joined`coalesce(${listed(expression.first.map(of), ', ')})`;
  if ('median' in expression) return medianSql(expression, scope);
  if ('product' in expression) {
    const [a, b] = expression.product;
    return productSql(of(a), of(b));
  }
  if ('portion' in expression) return portionSql(unitsSql(expression.portion, scope), expression);
  const cases = expression.cases.map(
    ([condition, value]) => joined`WHEN ${conditionSql(condition, scope)} THEN ${of(value)}`,
  );
  return joined`CASE ${listed(cases, ' ')} ELSE ${of(expression.otherwise)} END`;
}

/** The columns of the inner query have names that no table has, so that the others are those of the outer row. */
function medianSql(
  { median, of, per, atLeast }: Extract<Expression, { median: Expression }>,
  scope: Scope,
): Statement {
  const key = statement(columnOf(scope.subject, per).sql);
  const value = expressionSql(median, scope);
  return joined`(SELECT usual FROM (
    SELECT ${key} AS usual_per, quantile_disc(${value}, 0.5) AS usual FROM ${statement(scope.subject)}
    WHERE ${conditionSql(of, scope)} GROUP BY 1 HAVING count(${value}) >= ${statement('?', BigInt(atLeast))})
    WHERE usual_per = ${key})`;
}

/** A decimal times a whole number: as many digits after the point, and an error when 38 are too few. */
function productSql(a: Statement, b: Statement): Statement {
  return joined`(${a} * ${b}::DECIMAL(8, 0))`;
}

/**
 * A decimal as a whole number of units of 10^-12. By way of its text: DuckDB takes ten times as long to
 * rescale a decimal of 38 digits, or to cut it off at the point.
 */
function unitsSql(expression: Expression, scope: Scope): Statement {
  if ('product' in expression) {
    const [a, b] = expression.product;
    return joined`(${unitsSql(a, scope)} * ${expressionSql(b, scope)}::HUGEINT)`;
  }
  return joined`replace(${expressionSql(expression, scope)}::${statement(String(decimalType))}::VARCHAR, '.', '')::HUGEINT`;
}

/**
 * A decimal × `times` ÷ `over`, in whole numbers: DuckDB divides decimals as floating-point numbers. Of n
 * units of 10^-12, the millionths are n × `times` ÷ (`over` × 10^6). A lambda works out once what is used
 * several times.
 */
function portionSql(
  units: Statement,
  { times, over }: { readonly times: number; readonly over: number },
): Statement {
  const divisor = `${BigInt(over) * 1_000_000n}::HUGEINT`;
  const twice = `(2 * (abs(n) - floor * ${divisor}))`;
  const up = `((${twice} > ${divisor})::INTEGER + (${twice} = ${divisor})::INTEGER * (floor & 1))`;
  const millionths = statement(
    `list_transform([abs(n) // ${divisor}], lambda floor: sign(n) * (floor + ${up}))[1]`,
  );
  const n = joined`(${units} * ${statement(`${BigInt(times)}::HUGEINT`)})`;
  return joined`(list_transform([${n}], lambda n: ${millionths})[1]::DECIMAL(31, 0) * 0.000001::DECIMAL(7, 6))`;
}

/** A condition in DuckDB's SQL. */
export function conditionSql(condition: Condition, scope: Scope): Statement {
  if ('in' in condition) {
    const values = condition.in.map((value) => statement('?', value));
    const { sql, type } = columnOf(scope.subject, condition.field);
    const column = type === 'boolean' ? `${sql}::VARCHAR` : sql;
    return joined`${statement(column)} IN (${listed(values, ', ')})`;
  }
  if ('known' in condition) return statement(`${columnOf(scope.subject, condition.known).sql} IS NOT NULL`);
  if ('unknown' in condition) return statement(`${columnOf(scope.subject, condition.unknown).sql} IS NULL`);
  if ('compare' in condition) {
    const [a, how, b] = condition.compare;
    // What is missing compares as unknown, which a negation would turn into neither.
    return joined`coalesce(${expressionSql(a, scope)} ${statement(how)} ${expressionSql(b, scope)}, false)`;
  }
  const [parts, word] = 'all' in condition ? [condition.all, 'AND'] : [condition.any, 'OR'];
  const inner = parts.map((part) => conditionSql(part, scope));
  return joined`(${listed(inner, ` ${word} `)})`;
}

/** The type of an expression's values. */
export function typeOf(expression: Expression, scope: Scope): ColumnType {
  if ('field' in expression) return columnOf(scope.subject, expression.field).type;
  if ('text' in expression) return 'text';
  if ('today' in expression) return 'date';
  if ('plus' in expression) return typeOf(expression.plus[0], scope);
  if ('first' in expression) return typeOf(expression.first[0], scope);
  if ('median' in expression) return typeOf(expression.median, scope);
  if ('minus' in expression) return typeOf(expression.minus[0], scope);
  if ('product' in expression || 'portion' in expression) return 'decimal';
  if ('cases' in expression) return typeOf(expression.otherwise, scope);
  return 'integer';
}
