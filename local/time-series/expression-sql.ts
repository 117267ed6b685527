import { type Assumed, hundredthsOf } from '../../dashboards/kpis/assumptions.ts';
import type { Condition, Expression, Subject } from '../../dashboards/kpis/kpi.ts';
import { type Median, mediansIn, typeOf } from '../../dashboards/sql/types.ts';
import { codecs, decimalType } from './columns.ts';
import { columnOf } from './kpi-columns.ts';
import { joined, listed, type Statement, statement } from './statement.ts';
import { digestOf, nearColumn, storedColumn } from './stored-columns.ts';

/** What an expression is worked out from. */
export interface Scope {
  readonly subject: Subject;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly assumed?: Assumed | undefined;
}

/** An expression in DuckDB's SQL: the column that has it, or how to work it out. */
export function expressionSql(expression: Expression, scope: Scope): Statement {
  const stored = scope.subject === 'invoices' ? storedColumn(expression) : undefined;
  return stored ? statement(stored) : workedOut(expression, scope);
}

/** An expression as SQL of the fields that it rests on. */
export function workedOut(expression: Expression, scope: Scope): Statement {
  const of = (inner: Expression) => expressionSql(inner, scope);
  if ('field' in expression) return statement(columnOf(scope.subject, expression.field).sql);
  if ('text' in expression) return statement('?', expression.text);
  if ('number' in expression) return statement('?::BIGINT', BigInt(expression.number));
  if ('today' in expression) return statement('?', codecs.date.encode(scope.today));
  if ('days' in expression) {
    const [from, to] = expression.days.map(of);
    // Quicker than `date_diff`. A date given as a parameter has to say that it is one.
    return joined`(${to}::DATE - ${from}::DATE)`;
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
  if ('median' in expression) return statement(medianTable(expression, scope));
  if ('product' in expression) {
    const [a, b] = expression.product;
    return productSql(of(a), of(b));
  }
  if ('portion' in expression) return portionSql(expression, scope);
  const cases = expression.cases.map(
    ([condition, value]) => joined`WHEN ${conditionSql(condition, scope)} THEN ${of(value)}`,
  );
  return joined`CASE ${listed(cases, ' ')} ELSE ${of(expression.otherwise)} END`;
}

/** The database beside the file that has the tables of medians. */
export const medianDatabase = 'usual';

/** A table of medians: the column `per` of what they are of, and that of the medians, named like the table. */
export interface MedianTable {
  readonly name: string;
  readonly rows: Statement;
}

/**
 * The tables of the medians that something rests on, which have to be there when a statement reads it.
 * @param resting anything that is made of expressions
 */
export function medianTables(resting: unknown, scope: Scope): readonly MedianTable[] {
  const tables = mediansIn(resting).map((median) => ({
    name: medianTable(median, scope),
    rows: mediansSql(median, scope),
  }));
  return [...new Map(tables.map((table) => [table.name, table])).values()];
}

/** What joins their tables to the table of the rows: what an expression says twice is looked up once. */
export function joinedMedians(medians: readonly Median[], scope: Scope): Statement {
  const joins = medians.map((median) => {
    const [name, key] = [medianTable(median, scope), columnOf(scope.subject, median.per).sql];
    return ` LEFT JOIN ${medianDatabase}.${name} AS ${name} ON ${name}.per = ${key}`;
  });
  return statement([...new Set(joins)].join(''));
}

/** The name of its table, and of the column with it. Of another day they may be others. */
export function medianTable(median: Median, { today }: Scope): string {
  return `usual_${digestOf(median)}_${today.replaceAll('-', '')}`;
}

function mediansSql(resting: Median, scope: Scope): Statement {
  const { median, of, per, atLeast } = resting;
  const value = expressionSql(median, scope);
  const key = statement(columnOf(scope.subject, per).sql);
  return joined`SELECT ${key} AS per, quantile_disc(${value}, 0.5) AS ${statement(medianTable(resting, scope))}
    FROM ${statement(scope.subject)} WHERE ${conditionSql(of, scope)}
    GROUP BY 1 HAVING count(${value}) >= ${statement('?', BigInt(atLeast))}`;
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
 * How far a portion in millionths may be from the floating-point number that stands for it, as a part
 * of it: seven roundings of 2^-53 lie between them, and this is five times as much.
 */
const nearness = '4e-15';

/**
 * A decimal × `times` ÷ `over`, rounded to millionths, half to even. DuckDB divides decimals as
 * floating-point numbers, and whole numbers of 38 digits slowly: the floating-point number is taken
 * unless it is so near to a half that the exact one may lie on the other side (Ziv's rounding test),
 * as every one above 10^14 is. It is written out where it is used: a lambda costs more than to
 * multiply again.
 */
function portionSql({ portion, times: factors, over }: Portion, scope: Scope): Statement {
  const times = typeof factors === 'number' ? factors : hundredthsOf(factors.assumption, scope.assumed);
  const near = joined`(${nearSql(portion, scope)} * ${statement(`(${times} * 1e6 / ${over})`)})`;
  const exact = exactMillionths(
    joined`(${unitsSql(portion, scope)} * ${statement(`${times}::HUGEINT`)})`,
    over,
  );
  return joined`((CASE WHEN abs(abs(${near} - round(${near})) - 0.5) > abs(${near}) * ${statement(nearness)}
    THEN round(${near})::BIGINT ELSE ${exact} END)::DECIMAL(31, 0) * 0.000001::DECIMAL(7, 6))`;
}

/** The floating-point number nearest to a decimal, or close to it. */
function nearSql(decimal: Expression, scope: Scope): Statement {
  if ('product' in decimal) {
    const [a, b] = decimal.product;
    return joined`(${nearSql(a, scope)} * ${expressionSql(b, scope)}::DOUBLE)`;
  }
  const stored = scope.subject === 'invoices' ? nearColumn(decimal) : undefined;
  return stored ? statement(stored) : joined`${expressionSql(decimal, scope)}::DOUBLE`;
}

type Portion = Extract<Expression, { portion: Expression }>;

/** Of n units of 10^-12, the millionths are n ÷ (`over` × 10^6), in whole numbers. */
function exactMillionths(n: Statement, over: number): Statement {
  const divisor = `${BigInt(over) * 1_000_000n}::HUGEINT`;
  const twice = `(2 * (abs(n) - floor * ${divisor}))`;
  const up = `((${twice} > ${divisor})::INTEGER + (${twice} = ${divisor})::INTEGER * (floor & 1))`;
  const millionths = statement(
    `list_transform([abs(n) // ${divisor}], lambda floor: sign(n) * (floor + ${up}))[1]`,
  );
  return joined`list_transform([${n}], lambda n: ${millionths})[1]`;
}

/** That a value is there: whatever rests on a missing value is missing. */
export function presence(expression: Expression, scope: Scope): Statement {
  const both = ([a, b]: readonly [Expression, Expression]) =>
    joined`(${presence(a, scope)} AND ${presence(b, scope)})`;
  if ('portion' in expression) return presence(expression.portion, scope);
  if ('product' in expression) return both(expression.product);
  if ('minus' in expression) return both(expression.minus);
  if ('days' in expression) return both(expression.days);
  if ('ms' in expression) return both(expression.ms);
  if ('cases' in expression) {
    const cases = expression.cases.map(
      ([condition, value]) => joined`WHEN ${conditionSql(condition, scope)} THEN ${presence(value, scope)}`,
    );
    return joined`CASE ${listed(cases, ' ')} ELSE ${presence(expression.otherwise, scope)} END`;
  }
  return joined`${expressionSql(expression, scope)} IS NOT NULL`;
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
