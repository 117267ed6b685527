import { CsvError, type Parser, parse } from 'csv-parse';
import { CliError, exitCodes } from '../errors.ts';
import { type CsvOptions, csvLayout, type Layout } from './csv-layout.ts';
import { type LogRecord, maxRecordLength } from './log-record.ts';

/**
 * Streams the events of a CSV log, one per row. The first row names the columns; an attribute
 * `Vendor` of the case is looked up in `Vendor`, `case:Vendor` and `case Vendor`, one of the event
 * likewise. A line `sep=;` before it names the delimiter, as Excel writes it.
 * @param chunks the text of the file, split anywhere
 * @param mapped the attributes that are going to be asked for: their columns may not be there twice
 * @throws {CliError} CSV_INVALID when rows cannot be told apart, or a needed column is missing or
 * there twice
 */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  file: string,
  options: CsvOptions = {},
  mapped: ReadonlySet<string> = new Set(),
): AsyncGenerator<LogRecord> {
  const opened = await afterSeparatorLine(chunks, file, options.delimiter);
  let rows: Row[] = [];
  const parser = parse({
    delimiter: opened.delimiter ?? options.delimiter ?? ',',
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    skip_empty_lines: true,
    max_record_size: maxRecordLength,
    // Rows leave the parser here, a chunk at a time: one by one through the stream takes twice as long.
    on_record: (cells: string[], { lines }: { lines: number }) => {
      rows.push({ cells, lastLine: lines + opened.lines });
      return null;
    },
  });
  let layout: Layout | undefined;
  for await (const step of steps(parser, opened.chunks)) {
    const taken = rows;
    rows = [];
    for (const { cells, lastLine } of taken) {
      if (layout) yield new CsvRecord(layout, file, cells, lastLine);
      else layout = checked(csvLayout(cells, options, mapped), file, lastLine);
    }
    if (step.failure) throw unreadableRows(step.failure, file, opened.lines, layout);
  }
  if (!layout) throw invalid(file, 1, 'it is empty', 'The first line of a CSV log names the columns.');
}

interface Row {
  readonly cells: readonly string[];
  readonly lastLine: number;
}

/** Parses chunk by chunk; an error comes as the last step, after the rows before it. */
async function* steps(parser: Parser, chunks: AsyncIterable<string>): AsyncGenerator<{ failure?: CsvError }> {
  const failed = new Promise<Error>((resolve) => parser.once('error', resolve));
  parser.resume();
  const written = (start: (done: (error?: Error | null) => void) => void) =>
    Promise.race([failed, new Promise<Error | null | undefined>(start)]);
  for await (const chunk of chunks) {
    const failure = await written((done) => parser.write(chunk, done));
    if (failure) return yield asStep(failure);
    yield {};
  }
  const failure = await written((done) => parser.end(done));
  yield failure ? asStep(failure) : {};
}

function asStep(failure: Error): { failure: CsvError } {
  if (failure instanceof CsvError) return { failure };
  throw failure;
}

interface Opened {
  readonly chunks: AsyncIterable<string>;
  /** How many lines were taken off. */
  readonly lines: number;
  readonly delimiter?: string;
}

/** Takes off a first line `sep=;`. */
async function afterSeparatorLine(
  chunks: AsyncIterable<string>,
  file: string,
  delimiter: string | undefined,
): Promise<Opened> {
  const iterator = chunks[Symbol.asyncIterator]();
  let start = '';
  while (start.length < 'sep=;\r\n'.length) {
    const next = await iterator.next();
    if (next.done) break;
    start += next.value;
  }
  const [line, found] = /^\uFEFF?sep=(.)(?:\r\n|\n|\r)/i.exec(start) ?? [];
  const rest = start.slice(line?.length ?? 0);
  const chunksAfter = { [Symbol.asyncIterator]: () => prepended(rest, iterator) };
  if (line === undefined || found === undefined) return { chunks: chunksAfter, lines: 0 };
  if (delimiter !== undefined && delimiter !== found) {
    const what = `it says sep=${found}, but the mapping has the delimiter ${JSON.stringify(delimiter)}`;
    throw invalid(file, 1, what, 'Correct the delimiter under "csv" in the mapping, or leave it out.');
  }
  return { chunks: chunksAfter, lines: 1, delimiter: found };
}

async function* prepended(start: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    if (start !== '') yield start;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function checked(layout: Layout | { readonly problem: string }, file: string, line: number): Layout {
  if (!('problem' in layout)) return layout;
  throw invalid(file, line, layout.problem, 'Check delimiter and column names under "csv" in the mapping.');
}

function unreadableRows(
  error: CsvError,
  file: string,
  linesBefore: number,
  layout: Layout | undefined,
): CliError {
  const [line, column] = [Number(error.lines) + linesBefore, Number(error.column)];
  // A row of another length ends before or after every column.
  const isWholeRow = error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH';
  const name = isWholeRow ? undefined : layout?.header[column];
  const where = name === undefined ? '' : `column ${JSON.stringify(name)}: `;
  const [what, next] = rowProblems[error.code] ?? [error.message, 'Repair the line.'];
  return invalid(
    file,
    line,
    `${where}${what}`,
    `${next} Then import again: what was imported is not counted twice.`,
  );
}

/** The errors of the parser that a file can cause, in words, and the way out. */
const rowProblems: Readonly<Record<string, readonly [what: string, next: string]>> = {
  INVALID_OPENING_QUOTE: [
    'a quote stands inside a value that is not quoted',
    'Put the value in quotes and double the quotes within, as in "5"" pipe".',
  ],
  CSV_INVALID_CLOSING_QUOTE: [
    'a value goes on after its closing quote',
    'Double the quotes within a quoted value, as in "5"" pipe".',
  ],
  CSV_QUOTE_NOT_CLOSED: ['a quote is opened and not closed before the file ends', 'Close it.'],
  CSV_MAX_RECORD_SIZE: [
    `a row is longer than ${maxRecordLength} characters; perhaps a quote is not closed`,
    'Close it, or shorten the row.',
  ],
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: [
    'the row has not as many values as there are columns',
    'Put values that hold the delimiter in quotes, and check the delimiter in the mapping.',
  ],
};

function invalid(file: string, line: number, what: string, next: string): CliError {
  return new CliError(
    'CSV_INVALID',
    `${file} is not a readable CSV log, line ${line}: ${what}.`,
    next,
    exitCodes.usage,
  );
}

class CsvRecord implements LogRecord {
  readonly #layout: Layout;
  readonly #file: string;
  readonly #cells: readonly string[];
  readonly #lastLine: number;

  constructor(layout: Layout, file: string, cells: readonly string[], lastLine: number) {
    this.#layout = layout;
    this.#file = file;
    this.#cells = cells;
    this.#lastLine = lastLine;
  }

  /** The line where the row begins: its values may hold others. */
  get place(): string {
    const within = this.#cells.reduce((sum, cell) => sum + cell.split(/\r\n|\n|\r/).length - 1, 0);
    return `${this.#file}, line ${this.#lastLine - within}`;
  }

  get caseId(): string | undefined {
    return this.#first(this.#layout.caseId);
  }

  get activity(): string | undefined {
    return this.#first(this.#layout.activity);
  }

  get timestamp(): string | undefined {
    return this.#first(this.#layout.timestamp);
  }

  get decimalMark(): '.' | ',' | undefined {
    return this.#layout.decimalMark;
  }

  eventAttribute(name: string): string | undefined {
    return this.#first(this.#layout.ofEvent(name));
  }

  caseAttribute(name: string): string | undefined {
    return this.#first(this.#layout.ofCase(name));
  }

  /** The first of the columns that is not empty. */
  #first(columns: readonly number[]): string | undefined {
    for (const column of columns) {
      const value = this.#cells[column]?.trim();
      if (value) return value;
    }
    return undefined;
  }
}
