import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, exitCodes } from '../errors.ts';
import { decoded, UnreadableText } from '../input/decode.ts';
import { readCsv } from './csv-reader.ts';
import { logBytes } from './log-bytes.ts';
import type { LogRecord } from './log-record.ts';
import { mappedNames } from './mapped-names.ts';
import type { Mapping } from './mapping-schema.ts';
import { readXes } from './xes-reader.ts';

const logName = /\.(xes|csv)(\.gz)?$/i;

/**
 * The event logs behind the paths, in a fixed order: files as named, those of a folder by name.
 * @throws {CliError} NO_LOGS, LOG_UNKNOWN; Node's error for a path that does not exist
 */
export async function logFiles(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) {
      const names = (await readdir(path)).filter((name) => logName.test(name)).sort();
      files.push(...names.map((name) => join(path, name)));
    } else {
      if (!logName.test(path)) throw unknownLog(path);
      files.push(path);
    }
  }
  if (files.length === 0) {
    throw new CliError(
      'NO_LOGS',
      `There is no event log in ${paths.join(', ')}.`,
      'Name .xes or .csv files (or .gz of them), or a folder of such files.',
      exitCodes.usage,
    );
  }
  return files;
}

function unknownLog(path: string): CliError {
  return new CliError(
    'LOG_UNKNOWN',
    `${path} is neither XES nor CSV by its name.`,
    'Name the file .xes or .csv, with .gz after it when it is compressed.',
    exitCodes.usage,
  );
}

/**
 * The events of one log file, in file order.
 * @throws {CliError} CSV_INVALID, XES_INVALID, LOG_ENCODING, naming file and line
 */
export function readLog(file: string, mapping: Mapping): AsyncGenerator<LogRecord> {
  const names = mappedNames(mapping);
  const isXes = /\.xes(\.gz)?$/i.test(file);
  const text = textOf(file, isXes ? xmlEncoding : () => mapping.csv?.encoding);
  return isXes ? readXes(text, file, names) : readCsv(text, file, mapping.csv, names);
}

/** The text of a file in chunks. */
async function* textOf(file: string, stated: (start: Buffer) => string | undefined): AsyncGenerator<string> {
  try {
    yield* decoded(logBytes(file), stated);
  } catch (error) {
    throw error instanceof UnreadableText ? unreadable(file, error) : error;
  }
}

/** The encoding that an XML file declares in its first line (XML 1.0 §4.3.3). */
function xmlEncoding(start: Buffer): string | undefined {
  const declared = /^\W*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/;
  return declared.exec(start.toString('latin1', 0, 200))?.[1];
}

function unreadable(file: string, problem: UnreadableText): CliError {
  return new CliError(
    'LOG_ENCODING',
    `${file} is not readable, ${problem.message}.`,
    'Save or copy the file again; a CSV file that is not UTF-8 needs its encoding under "csv" in the mapping.',
    exitCodes.usage,
  );
}
