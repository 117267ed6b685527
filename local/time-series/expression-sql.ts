import type { Condition, Expression, Subject } from '../../dashboards/kpis/kpi.ts';
import { codecs } from './columns.ts';
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
    return typeOf(expression.plus[0], scope) === 'millis'
      ? joined`(${a} + to_milliseconds(${b}))::TIMESTAMP_MS`
      : joined`(${a} + ${b})`;
  }
  if ('minus' in expression) {
    const [a, b] = expression.minus.map(of);
    return joined`(${a} - ${b})`;
  }
  if ('product' in expression) {
    const [a, b] = expression.product;
    return productSql(of(a), of(b));
  }
  if ('portion' in expression) return portionSql(of(expression.portion), expression);
  const cases = expression.cases.map(
    ([condition, value]) => joined`WHEN ${conditionSql(condition, scope)} THEN ${of(value)}`,
  );
  return joined`CASE ${listed(cases, ' ')} ELSE ${of(expression.otherwise)} END`;
}

/**
 * A decimal times a whole number. DuckDB gives a product as many digits as both factors have, and holds
 * 38: the whole and the fraction are multiplied apart, so that no digit is lost.
 */
function productSql(a: Statement, b: Statement): Statement {
  const factor = joined`${b}::DECIMAL(8, 0)`;
  const whole = joined`(trunc(${a})::DECIMAL(30, 0) * ${factor})`;
  const fraction = joined`(${fractionOf(a)} * ${factor})`;
  return joined`(${whole}::DECIMAL(38, 12) + ${fraction}::DECIMAL(38, 12))`;
}

function fractionOf(x: Statement): Statement {
  return joined`(${x} - trunc(${x}))::DECIMAL(20, 12)`;
}

/**
 * A decimal × `times` ÷ `over`, in whole numbers: DuckDB divides decimals as floating-point numbers. With
 * n in units of 10^-12, the millionths are n × `times` ÷ (`over` × 10^6).
 */
function portionSql(
  x: Statement,
  { times, over }: { readonly times: number; readonly over: number },
): Statement {
  const unit = statement('1000000000000::DECIMAL(14, 0)');
  const n = joined`((trunc(${x})::HUGEINT * ${unit}::HUGEINT + (${fractionOf(x)} * ${unit})::HUGEINT)
    * ${statement('?::HUGEINT', BigInt(times))})`;
  const divisor = statement('?::HUGEINT', BigInt(over) * 1_000_000n);
  const [floor, rest] = [joined`(abs(${n}) // ${divisor})`, joined`(abs(${n}) % ${divisor} * 2)`];
  const isUp = joined`(${rest} > ${divisor} OR (${rest} = ${divisor} AND ${floor} % 2 = 1))`;
  const millionths = joined`(sign(${n}) * (${floor} + CASE WHEN ${isUp} THEN 1 ELSE 0 END))`;
  return joined`(${millionths}::DECIMAL(31, 0) * 0.000001::DECIMAL(7, 6))`;
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
  if ('minus' in expression) return typeOf(expression.minus[0], scope);
  if ('product' in expression || 'portion' in expression) return 'decimal';
  if ('cases' in expression) return typeOf(expression.otherwise, scope);
  return 'integer';
}
