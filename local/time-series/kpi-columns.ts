import type { Field, Subject } from '../../dashboards/kpis/kpi.ts';
import { type ColumnType, fieldType } from '../../dashboards/sql/types.ts';

/** A column of a table, as SQL. */
export interface KpiColumn {
  readonly sql: string;
  readonly type: ColumnType;
}

/** Where a field is more than the column of its name. */
const others: Readonly<Record<Subject, Readonly<Partial<Record<Field, string>>>>> = {
  events: {
    occurredAt: '"time"',
    // Only credit notes have it, and not every vendor has a country.
    documentType: `coalesce("documentType", 'invoice')`,
    vendorCountry: `coalesce("vendorCountry", '')`,
  },
  invoices: { vendorCountry: `coalesce("vendorCountry", '')` },
};

/**
 * The column that figures about a subject have a field from.
 * @throws {RangeError} when a KPI names a field that its subject lacks: a mistake in its definition
 */
export function columnOf(subject: Subject, field: Field): KpiColumn {
  return { sql: others[subject][field] ?? `"${field}"`, type: fieldType(subject, field) };
}
