import type { Field, Subject } from '../../dashboards/kpis/kpi.ts';
import { snapshotTypes } from '../../functions/core/measures/invoice-snapshot.ts';
import { dimensions, measureTypes } from '../../functions/core/measures/measures.ts';

/** What decides how a value is compared, told apart and cut into steps. */
export type ColumnType = 'text' | 'decimal' | 'millis' | 'nanos' | 'date' | 'integer' | 'boolean';

/** A column of a table, as SQL. */
export interface KpiColumn {
  readonly sql: string;
  readonly type: ColumnType;
}

const typeOf = {
  varchar: 'text',
  decimal: 'decimal',
  timestamp: 'millis',
  date: 'date',
  bigint: 'integer',
  boolean: 'boolean',
} as const satisfies Record<string, ColumnType>;

function columnsOf(types: Readonly<Record<string, keyof typeof typeOf>>): [string, KpiColumn][] {
  return Object.entries(types).map(([name, type]) => [name, { sql: `"${name}"`, type: typeOf[type] }]);
}

const text = (sql: string): KpiColumn => ({ sql, type: 'text' });

/** The columns that figures about each subject are made of, by the names of `Field`. */
const columns: Readonly<Record<Subject, ReadonlyMap<string, KpiColumn>>> = {
  events: new Map([
    ...dimensions.map((name): [string, KpiColumn] => [name, text(`"${name}"`)]),
    ...columnsOf(measureTypes),
    ['occurredAt', { sql: '"time"', type: 'nanos' }],
    // Only credit notes have it, and not every vendor has a country.
    ['documentType', text(`coalesce("documentType", 'invoice')`)],
    ['vendorCountry', text(`coalesce("vendorCountry", '')`)],
  ]),
  invoices: new Map([
    ['invoiceId', text('"invoiceId"')],
    ...columnsOf(snapshotTypes),
    ['vendorCountry', text(`coalesce("vendorCountry", '')`)],
  ]),
};

/** @throws {RangeError} when a KPI names a field that its subject lacks: a mistake in its definition */
export function columnOf(subject: Subject, field: Field): KpiColumn {
  const column = columns[subject].get(field);
  if (column) return column;
  throw new RangeError(`There is no ${field} of ${subject}`);
}
