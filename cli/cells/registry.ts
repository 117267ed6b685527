import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../local/project-root.ts';

/** A cell that said it runs on this machine. */
export interface CellEntry {
  readonly pid: number;
  readonly api: string;
  readonly apiKey: string;
  readonly console: string;
  readonly dataDir: string;
  /** Folder of the project it was started from: one machine may have several. */
  readonly project: string;
  /** RFC 3339 UTC. */
  readonly startedAt: string;
}

/** The folder in which this user's running cells are listed, one file per process. */
function registryFolder(): string {
  return join(tmpdir(), `bems-${process.getuid?.() ?? userInfo().username}`);
}

/**
 * Lists the cell for this user's other commands and leaves the same entry in its data folder.
 * The entry holds the API key, so only this user may read it.
 * @returns removes the entries again
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
 * The cells of this user whose process is alive: those of a project first, in each group the newest first. Entries of
 * dead processes are removed.
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

/** The cell that keeps its data in the folder, if it runs and said so. */
export function cellIn(dataDir: string): CellEntry | undefined {
  const entry = readEntry(entryOf(dataDir));
  return entry && isAlive(entry.pid) ? entry : undefined;
}

function entryOf(dataDir: string): string {
  return join(dataDir, 'cell.json');
}

/** The temporary folder is everybody's: trust only what nobody else could have put there. */
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
  try {
    const entry: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is CellEntry {
  if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number') {
    return false;
  }
  const record: object = value;
  return ['api', 'apiKey', 'console', 'dataDir', 'project', 'startedAt'].every(
    (field) => typeof Reflect.get(record, field) === 'string',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Gone, or another user's by now: in both cases not the cell that registered.
    return false;
  }
}
