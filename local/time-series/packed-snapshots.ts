import { type InvoiceSnapshot, snapshotFields } from '../../functions/core/measures/invoice-snapshot.ts';

/**
 * A snapshot on its way into the store: its fields are one text, from the thread that projects it to the
 * row of the table, because most versions are superseded before anybody looks at their forty fields.
 */
export interface PackedSnapshot {
  readonly invoiceId: string;
  readonly version: number;
  /** JSON: an array of texts in the order of `snapshotFields`, null for a field that is missing. */
  readonly fields: string;
}

export function packSnapshot({ invoiceId, version, fields }: InvoiceSnapshot): PackedSnapshot {
  const texts: (string | null)[] = [];
  for (const name of snapshotFields) texts.push(fields[name] ?? null);
  const json = JSON.stringify(texts);
  // A surrogate without its pair is no text, and no JSON to DuckDB.
  const isSuspect = json.includes('\\ud');
  return {
    ...{ invoiceId, version },
    fields: isSuspect ? JSON.stringify(texts.map((text) => text?.toWellFormed() ?? null)) : json,
  };
}

/** The texts of `fields`. */
export function textsOf(fields: string): readonly (string | null)[] {
  // Written by `packSnapshot` alone.
  return JSON.parse(fields) as (string | null)[];
}
