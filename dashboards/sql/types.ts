import { snapshotTypes } from '../../functions/core/measures/invoice-snapshot.ts';
import { dimensions, measureTypes } from '../../functions/core/measures/measures.ts';
import type { Expression, Field, Subject } from '../kpis/kpi.ts';

// What every store's SQL has to know of expressions, whatever its words for them.

/** What decides how a value is compared, told apart and cut into steps. */
export type ColumnType = 'text' | 'decimal' | 'millis' | 'nanos' | 'date' | 'integer' | 'boolean';

const columnTypes = {
  varchar: 'text',
  decimal: 'decimal',
  timestamp: 'millis',
  date: 'date',
  bigint: 'integer',
  boolean: 'boolean',
} as const satisfies Record<string, ColumnType>;

function typesOf(types: Readonly<Record<string, keyof typeof columnTypes>>): [string, ColumnType][] {
  return Object.entries(types).map(([name, type]) => [name, columnTypes[type]]);
}

const fieldTypes: Readonly<Record<Subject, ReadonlyMap<string, ColumnType>>> = {
  events: new Map<string, ColumnType>([
    ...dimensions.map((name): [string, ColumnType] => [name, 'text']),
    ...typesOf(measureTypes),
    ['occurredAt', 'nanos'],
  ]),
  invoices: new Map<string, ColumnType>([['invoiceId', 'text'], ...typesOf(snapshotTypes)]),
};

/** @throws {RangeError} when a KPI names a field that its subject lacks: a mistake in its definition */
export function fieldType(subject: Subject, field: Field): ColumnType {
  const type = fieldTypes[subject].get(field);
  if (type) return type;
  throw new RangeError(`There is no ${field} of ${subject}`);
}

/** The type of an expression's values. */
export function typeOf(expression: Expression, { subject }: { readonly subject: Subject }): ColumnType {
  const of = (inner: Expression) => typeOf(inner, { subject });
  if ('field' in expression) return fieldType(subject, expression.field);
  if ('text' in expression) return 'text';
  if ('today' in expression) return 'date';
  if ('plus' in expression) return of(expression.plus[0]);
  if ('first' in expression) return of(expression.first[0]);
  if ('median' in expression) return of(expression.median);
  if ('minus' in expression) return of(expression.minus[0]);
  if ('product' in expression || 'portion' in expression) return 'decimal';
  if ('cases' in expression) return of(expression.otherwise);
  return 'integer';
}

export type Median = Extract<Expression, { median: Expression }>;

/** The medians that something rests on. @param resting anything that is made of expressions */
export function mediansIn(resting: unknown): readonly Median[] {
  if (typeof resting !== 'object' || resting === null) return [];
  return [...(isMedian(resting) ? [resting] : []), ...Object.values(resting).flatMap(mediansIn)];
}

/** The fields that something looks at itself, not through a median. @param resting as of `mediansIn` */
export function fieldsIn(resting: unknown): readonly Field[] {
  if (typeof resting !== 'object' || resting === null || isMedian(resting)) return [];
  const own = Object.entries(resting).flatMap(([key, value]) =>
    fieldKeys.has(key) && isField(value) ? [value] : fieldsIn(value),
  );
  return [...new Set(own)];
}

/** Under which an expression or a condition names a field. */
const fieldKeys: ReadonlySet<string> = new Set(['field', 'known', 'unknown']);

function isField(value: unknown): value is Field {
  return typeof value === 'string' && Object.values(fieldTypes).some((types) => types.has(value));
}

function isMedian(resting: object): resting is Median {
  return 'median' in resting;
}
