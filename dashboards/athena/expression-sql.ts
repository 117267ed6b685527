import { type Assumed, hundredthsOf } from '../kpis/assumptions.ts';
import { aging } from '../kpis/derived.ts';
import type { Condition, Expression, Field, KpiDimension, Subject } from '../kpis/kpi.ts';
import { type ColumnType, fieldType, type Median, typeOf } from '../sql/types.ts';
import { quotientSql } from './portion-sql.ts';

// SQL in the words that Athena and DuckDB share, with values written into it as literals: Athena skips
// files by what a literal says, and its parameters are texts anyway.

/** What an expression is worked out from. */
export interface Scope {
  readonly subject: Subject;
  /** The day that ages and deadlines are counted from, as SQL. */
  readonly today: string;
  /** The name of the table with a median, which is joined as `<name>.usual`. */
  readonly medianTable: (median: Median) => string;
  /** In the place of what figures usually assume. */
  readonly assumed?: Assumed | undefined;
}

/** A text as a literal. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A day (`YYYY-MM-DD`) as a literal. */
export function dateSql(day: string): string {
  return `DATE '${day}'`;
}

/** Where a field is more than the column of its name. */
const others: Readonly<Record<Subject, Readonly<Partial<Record<Field, string>>>>> = {
  events: {
    occurredAt: 'time',
    // Only credit notes have it, and not every vendor has a country.
    documentType: `coalesce(documenttype, 'invoice')`,
    vendorCountry: `coalesce(vendorcountry, '')`,
  },
  invoices: { vendorCountry: `coalesce(vendorcountry, '')` },
};

/** A column, by the name of its field. @throws {RangeError} when the subject has no such field */
export function columnSql(subject: Subject, field: Field): string {
  fieldType(subject, field);
  return others[subject][field] ?? field.toLowerCase();
}

/** A dimension that figures are filtered by or split by. */
export function dimensionSql(name: KpiDimension, scope: Scope): string {
  return expressionSql(name === 'aging' ? aging : { field: name }, scope);
}

/** An expression as SQL of the columns that it rests on. */
export function expressionSql(expression: Expression, scope: Scope): string {
  const of = (inner: Expression) => expressionSql(inner, scope);
  if ('field' in expression) return columnSql(scope.subject, expression.field);
  if ('text' in expression) return textLiteral(expression.text);
  if ('number' in expression) return `CAST(${expression.number} AS bigint)`;
  if ('today' in expression) return scope.today;
  if ('days' in expression) return `date_diff('day', ${expression.days.map(of).join(', ')})`;
  if ('ms' in expression) return `date_diff('millisecond', ${expression.ms.map(of).join(', ')})`;
  if ('plus' in expression) return plusSql(expression.plus, scope);
  if ('minus' in expression) return `(${expression.minus.map(of).join(' - ')})`;
  if ('first' in expression) return `coalesce(${expression.first.map(of).join(', ')})`;
  if ('median' in expression) return `${scope.medianTable(expression)}.usual`;
  if ('product' in expression) {
    const [a, b] = expression.product;
    return `(${of(a)} * CAST(${of(b)} AS decimal(8, 0)))`;
  }
  if ('portion' in expression) {
    const { portion, times, over } = expression;
    const factor = typeof times === 'number' ? times : hundredthsOf(times.assumption, scope.assumed);
    return quotientSql(`(${of(portion)} * CAST(${factor} AS decimal(8, 0)))`, over);
  }
  const cases = expression.cases.map(
    ([condition, value]) => `WHEN ${conditionSql(condition, scope)} THEN ${of(value)}`,
  );
  return `CASE ${cases.join(' ')} ELSE ${of(expression.otherwise)} END`;
}

function plusSql([a, b]: readonly [Expression, Expression], scope: Scope): string {
  const [left, right] = [expressionSql(a, scope), expressionSql(b, scope)];
  const type = typeOf(a, scope);
  if (type === 'millis') return laterSql(left, right);
  if (type === 'date') return `CAST(${left} + ${right} * INTERVAL '1' DAY AS date)`;
  return `(${left} + ${right})`;
}

/**
 * A time and so many milliseconds. In seconds and what is left of them, for DuckDB multiplies intervals by
 * numbers of 32 bits; a quotient that an engine rounds comes to the same time.
 */
export function laterSql(time: string, ms: string): string {
  const seconds = `CAST(floor(${ms} / 1000.0) AS bigint)`;
  return `(${time} + ${seconds} * INTERVAL '1' SECOND + (${ms} - ${seconds} * 1000) * INTERVAL '0.001' SECOND)`;
}

/** A condition, which holds or does not: what is missing is never unknown. */
export function conditionSql(condition: Condition, scope: Scope): string {
  if ('in' in condition) {
    const column = columnSql(scope.subject, condition.field);
    const isBoolean = fieldType(scope.subject, condition.field) === 'boolean';
    return `coalesce(${isBoolean ? `CAST(${column} AS varchar)` : column} IN (${condition.in.map(textLiteral).join(', ')}), false)`;
  }
  if ('known' in condition) return `${columnSql(scope.subject, condition.known)} IS NOT NULL`;
  if ('unknown' in condition) return `${columnSql(scope.subject, condition.unknown)} IS NULL`;
  if ('compare' in condition) {
    const [a, how, b] = condition.compare;
    return `coalesce(${expressionSql(a, scope)} ${how} ${expressionSql(b, scope)}, false)`;
  }
  const [parts, word] = 'all' in condition ? [condition.all, 'AND'] : [condition.any, 'OR'];
  return `(${parts.map((part) => conditionSql(part, scope)).join(` ${word} `)})`;
}

const dayMs = 86_400_000;

/**
 * A time (ms since the epoch) as a literal to compare times of a type with; of dates the first whose
 * midnight (UTC) is not before it.
 */
export function timeBoundSql(ms: number, type: ColumnType): string {
  const iso = new Date(type === 'date' ? Math.ceil(ms / dayMs) * dayMs : ms).toISOString();
  return type === 'date' ? `DATE '${iso.slice(0, 10)}'` : `TIMESTAMP '${iso.slice(0, 23).replace('T', ' ')}'`;
}
