import { type InvoiceSnapshot, snapshotFields } from '../../core/measures/invoice-snapshot.ts';
import { dimensions, type MeasureRecord, measures } from '../../core/measures/measures.ts';
import { columnName, fieldColumn, type LakeColumn, measureColumn } from './tables.ts';

// Rows are JSON of one level whose names are those of the columns, a null where a value is missing: a
// stream refuses rows that lack a column. Numbers are spelled out, since those of 64 bits are more than
// a JavaScript number holds. Times are microseconds since the epoch, the only form that streams take
// (https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-destination-supp.html).

const named = (name: string, literal: string) => `${JSON.stringify(name)}:${literal}`;

const measureColumns = measures.map((name) => ({ name, column: measureColumn(name) }));
const fieldColumns = snapshotFields.map((name) => ({ name, column: fieldColumn(name) }));

/** A record as a row of `events_raw`. @param writtenAt ms since the epoch */
export function eventRow(record: MeasureRecord, writtenAt: number): string {
  const { dimensions: of, measures: values, timeNs, version } = record;
  const row = [
    ...dimensions.map((name) => named(columnName(name), textLiteral(of[name]))),
    named('time', String(microsOf(timeNs))),
    named('timens', String(timeNs)),
    ...versionOf(version, writtenAt),
    ...measureColumns.map(({ name, column }) => named(column.name, literal(column, values[name]))),
  ];
  return `{${row.join()}}`;
}

/** A snapshot as a row of `invoice_versions`. @param writtenAt ms since the epoch */
export function snapshotRow({ invoiceId, version, fields }: InvoiceSnapshot, writtenAt: number): string {
  const row = [
    named('invoiceid', textLiteral(invoiceId)),
    ...versionOf(version, writtenAt),
    ...fieldColumns.map(({ name, column }) => named(column.name, literal(column, fields[name]))),
  ];
  return `{${row.join()}}`;
}

function versionOf(version: number, writtenAt: number): readonly string[] {
  return [named('version', String(version)), named('writtenat', `${writtenAt}000`)];
}

/** Rounded down, so that a time stays in its minute before 1970 too. */
function microsOf(nanos: bigint): bigint {
  const micros = nanos / 1_000n;
  return nanos < 0n && micros * 1_000n !== nanos ? micros - 1n : micros;
}

/** The text of a value as JSON. Timestamps are ms since the epoch, the others as they are. */
function literal({ type }: LakeColumn, text: string | undefined): string {
  if (text === undefined) return 'null';
  switch (type) {
    case 'timestamp':
      return String(BigInt(text) * 1_000n);
    case 'long':
      return String(BigInt(text));
    case 'boolean':
      return text === 'true' ? 'true' : 'false';
    default:
      return textLiteral(text);
  }
}

/** A surrogate without its pair is no text to whoever reads the row. */
function textLiteral(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
