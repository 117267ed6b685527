import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { CliError, exitCodes } from '../errors.ts';
import { readCsv } from './csv-reader.ts';
import type { LogRecord } from './log-record.ts';
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

/** The events of one log file, in file order. */
export function readLog(file: string, mapping: Mapping): AsyncGenerator<LogRecord> {
  const isXes = /\.xes(\.gz)?$/i.test(file);
  return isXes
    ? readXes(textOf(file, undefined), file)
    : readCsv(textOf(file, mapping.csv?.encoding ?? 'utf-8'), file, mapping.csv);
}

/**
 * The text of a file in chunks, decompressed and decoded. Without an encoding, XML's own
 * declaration decides.
 */
async function* textOf(file: string, encoding: string | undefined): AsyncGenerator<string> {
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  const plain: AsyncIterable<Buffer> =
    extname(file).toLowerCase() === '.gz' ? bytes.pipe(createGunzip()) : bytes;
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of plain) {
      decoder ??= new TextDecoder(encoding ?? xmlEncoding(chunk), { fatal: true });
      yield decoder.decode(chunk, { stream: true });
    }
    if (decoder) yield decoder.decode();
  } catch (error) {
    throw isDecodingError(error) ? undecodable(file, decoder?.encoding) : error;
  }
}

/**
 * The encoding that an XML file declares in its first line (XML 1.0 §4.3.3), or that its first
 * bytes show.
 */
function xmlEncoding(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const declared = /^\W*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(
    start.toString('latin1', 0, 200),
  );
  return declared?.[1] ?? 'utf-8';
}

function isDecodingError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA' || error.code === 'ERR_ENCODING_NOT_SUPPORTED')
  );
}

function undecodable(file: string, encoding = 'as declared'): CliError {
  return new CliError(
    'LOG_ENCODING',
    `${file} is not valid text (${encoding}).`,
    'Save it as UTF-8, or name its encoding under "csv" in the mapping.',
    exitCodes.usage,
  );
}
