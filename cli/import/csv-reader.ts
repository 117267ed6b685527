import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { CliError, exitCodes } from '../errors.ts';
import type { LogRecord } from './log-record.ts';
import type { Mapping } from './mapping-schema.ts';

type Row = Readonly<Record<string, string>>;

/**
 * Streams the events of a CSV log, one per row. The first row names the columns; an attribute
 * `Vendor` of the case is looked up in `Vendor`, `case:Vendor` and `case Vendor`, one of the event
 * likewise.
 * @param chunks the text of the file, split anywhere
 * @throws {CliError} CSV_INVALID when rows cannot be told apart or a needed column is missing
 */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  file: string,
  options: Mapping['csv'] = {},
): AsyncGenerator<LogRecord> {
  const parser = Readable.from(chunks).compose(
    parse({
      columns: (header: string[]) =>
        checkedHeader(
          header.map((column) => column.trim()),
          file,
          options,
        ),
      delimiter: options.delimiter ?? ',',
      bom: true,
      skip_empty_lines: true,
    }),
  );
  try {
    for await (const row of parser) yield record(row, options);
  } catch (error) {
    throw isCsvError(error) ? invalid(file, error.message) : error;
  }
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}

function caseNames(name: string) {
  return [name, `case:${name}`, `case ${name}`];
}
function eventNames(name: string) {
  return [name, `event:${name}`, `event ${name}`];
}

/** A column that the mapping names, else where converters from XES to CSV put it. */
function columnsOf(options: NonNullable<Mapping['csv']>) {
  return {
    case: options.case ? [options.case] : ['case:concept:name', 'case concept:name'],
    activity: options.activity ? [options.activity] : eventNames('concept:name'),
    timestamp: options.timestamp ? [options.timestamp] : eventNames('time:timestamp'),
  };
}

function checkedHeader(header: string[], file: string, options: NonNullable<Mapping['csv']>): string[] {
  for (const [part, names] of Object.entries(columnsOf(options))) {
    if (names.some((name) => header.includes(name))) continue;
    throw invalid(file, `there is no column ${names.join(' or ')} for the ${part}`);
  }
  return header;
}

function invalid(file: string, what: string): CliError {
  return new CliError(
    'CSV_INVALID',
    `${file} is not a readable CSV log: ${what}.`,
    'Check delimiter and column names under "csv" in the mapping.',
    exitCodes.usage,
  );
}

function record(row: Row, options: NonNullable<Mapping['csv']>): LogRecord {
  const columns = columnsOf(options);
  return {
    caseId: first(row, columns.case),
    activity: first(row, columns.activity),
    timestamp: first(row, columns.timestamp),
    eventAttribute: (name) => first(row, eventNames(name)),
    caseAttribute: (name) => first(row, caseNames(name)),
  };
}

/** The first of the columns that is not empty. */
function first(row: Row, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = Object.hasOwn(row, name) ? row[name]?.trim() : undefined;
    if (value) return value;
  }
  return undefined;
}
