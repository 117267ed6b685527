import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type JsonObject, own, parseJsonObject } from '../../lib/json.ts';
import { projectRoot } from '../../local/project-root.ts';

/** A cell that registered itself on this machine. */
export interface CellEntry {
  readonly pid: number;
  readonly api: string;
  readonly apiKey: string;
  readonly console: string;
  readonly dataDir: string;
  /** Folder of the project it was started from; one machine may have several. */
  readonly project: string;
  /** RFC 3339 UTC. */
  readonly startedAt: string;
}

/** The folder that lists this user's running cells, one file per process. */
function registryFolder(): string {
  return join(tmpdir(), `bems-${process.getuid?.() ?? userInfo().username}`);
}

/**
 * Lists the cell for this user's other commands and leaves the same entry in its data folder. The
 * entry holds the API key, so only this user may read it.
 * @returns a function that removes the entries
 */
export function register(entry: CellEntry, folder = registryFolder()): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isPrivate(folder)) throw new Error(`${folder} is not a folder that only this user can use`);
  const files = [join(folder, `${entry.pid}.json`), entryOf(entry.dataDir)];
  for (const file of files) writePrivately(file, `${JSON.stringify(entry)}\n`);
  return () => {
    for (const file of files) rmSync(file, { force: true });
  };
}

/**
 * This user's cells whose process is alive: those of the project first, and within each group the
 * newest first. Entries of dead processes are removed.
 */
export function runningCells(folder = registryFolder(), project = projectRoot): readonly CellEntry[] {
  if (!isPrivate(folder)) return [];
  const cells: CellEntry[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.json')) continue;
    const entry = readEntry(join(folder, name));
    if (entry && isAlive(entry.pid)) cells.push(entry);
    else rmSync(join(folder, name), { force: true });
  }
  const isOurs = (cell: CellEntry) => Number(cell.project === project);
  return cells.sort((a, b) => isOurs(b) - isOurs(a) || (a.startedAt < b.startedAt ? 1 : -1));
}

/** The running cell that keeps its data in the folder, if it registered itself there. */
export function cellIn(dataDir: string): CellEntry | undefined {
  const entry = readEntry(entryOf(dataDir));
  return entry && isAlive(entry.pid) ? entry : undefined;
}

function entryOf(dataDir: string): string {
  return join(dataDir, 'cell.json');
}

/**
 * Everybody can write to the temporary folder, so only a folder that nobody else could have made is
 * trusted.
 */
function isPrivate(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return false;
  if (process.platform === 'win32') return true;
  return found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  // The mode above only applies to a new file.
  chmodSync(file, 0o600);
}

function readEntry(file: string): CellEntry | undefined {
  const entry = parseJsonObject(textOf(file));
  return isEntry(entry) ? entry : undefined;
}

/** The file's text; empty when it is gone or may not be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const textFields = ['api', 'apiKey', 'console', 'dataDir', 'project', 'startedAt'] as const;

function isEntry(value: JsonObject | undefined): value is JsonObject & CellEntry {
  return typeof value?.pid === 'number' && textFields.every((field) => typeof own(value, field) === 'string');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Gone, or reused by another user: either way not the cell that registered.
    return false;
  }
}
