import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Raised when another running cell has the data folder. */
class DataFolderInUse extends Error {
  readonly code = 'DATA_FOLDER_IN_USE';

  constructor(folder: string, pid: number) {
    super(
      `${folder} belongs to a running cell (process ${pid}). Stop it, or name another folder with --data-dir.`,
    );
  }
}

/**
 * Makes the folder where missing and claims it for this process, so that no two cells write the same files. A claim
 * left by a process that is gone is taken over.
 * @returns gives the claim back
 * @throws {DataFolderInUse} while another process has it
 */
export function claimDataFolder(folder: string): () => void {
  makeFolder(folder);
  const path = join(folder, 'pid');
  for (;;) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!existsSync(path)) throw error;
      const pid = Number(readFileSync(path, 'utf8'));
      if (pid !== process.pid && isAlive(pid)) throw new DataFolderInUse(folder, pid);
      rmSync(path, { force: true });
    }
  }
}

/** Node's own recursive way never ends where the file system lets nothing be made, as under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Gives each of the cell's API keys its secret: made at random for one that has none yet, kept under the key's name in
 * `api-keys.json` in the data folder, readable by its owner only.
 */
export function loadApiKeys<K extends { readonly name: string }>(
  folder: string,
  keys: readonly K[],
): readonly (K & { readonly secret: string })[] {
  const path = join(folder, 'api-keys.json');
  const kept: Record<string, string> = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const loaded = keys.map((key) => ({
    ...key,
    secret: kept[key.name] ?? randomBytes(24).toString('base64url'),
  }));
  if (loaded.some(({ name }) => !kept[name])) {
    const secrets = Object.fromEntries(loaded.map(({ name, secret }) => [name, secret]));
    writeFileSync(path, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, { mode: 0o600 });
  }
  return loaded;
}
