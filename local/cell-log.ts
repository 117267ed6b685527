import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../lib/printable.ts';
import type { HostApi } from './runtime/thread-api.ts';

const mostBytes = 10 * 1024 * 1024;

/**
 * Writes the cell's log, a line of JSON per entry, to `cell.log` in the data folder; the one before
 * is kept as `cell.log.1`.
 */
export function cellLog(folder: string): HostApi['log'] {
  const path = join(folder, 'cell.log');
  let bytes = existsSync(path) ? statSync(path).size : 0;
  return (level, code, text, fields) => {
    const entry = JSON.stringify({ time: new Date().toISOString(), level, code, text, ...fields });
    // People read it in a terminal.
    const line = `${printable(entry)}\n`;
    if (bytes + line.length > mostBytes) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    appendFileSync(path, line, { mode: 0o600 });
    bytes += line.length;
  };
}
