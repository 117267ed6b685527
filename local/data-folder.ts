import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { replaceFile } from './replace-file.ts';

/** Raised when another running cell has the data folder. */
class DataFolderInUse extends Error {
  readonly code = 'DATA_FOLDER_IN_USE';

  constructor(folder: string) {
    super(`${folder} belongs to a running cell. Stop it, or name another folder with --data-dir.`);
  }
}

/**
 * Makes the folder where missing and claims it for this process, so that no two cells write the same files. The
 * claim is a lock of the operating system on a file: it ends with the process, however that ends, and unlike a process
 * id on disk it is never mistaken for somebody else's.
 * @returns gives the claim back
 * @throws {DataFolderInUse} while another process has it
 */
export function claimDataFolder(folder: string): () => void {
  makeFolder(folder);
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new DataFolderInUse(folder);
  }
  return () => lock.close();
}

/** Node's own recursive way never ends where the file system lets nothing be made, as under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/**
 * Gives each of the cell's API keys its secret: made at random for one that has none yet, kept under the key's name in
 * `api-keys.json` in the data folder, readable by its owner only.
 */
export function loadApiKeys<K extends { readonly name: string }>(
  folder: string,
  keys: readonly K[],
): readonly (K & { readonly secret: string })[] {
  const names = keys.map(({ name }) => name);
  const secrets = loadSecrets(folder, 'api-keys.json', names, () => randomBytes(24).toString('base64url'));
  return keys.map((key) => ({ ...key, secret: secrets.get(key.name) ?? '' }));
}

/**
 * What a file of the data folder keeps under each of the names; what is missing is made and written first. Only the
 * owner can read the file.
 */
export function loadSecrets<S>(
  folder: string,
  file: string,
  names: readonly string[],
  make: () => S,
): ReadonlyMap<string, S> {
  const path = join(folder, file);
  const kept: Readonly<Record<string, S>> = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const secrets = new Map(names.map((name) => [name, kept[name] ?? make()]));
  if (names.some((name) => kept[name] === undefined)) {
    const all = { ...kept, ...Object.fromEntries(secrets) };
    replaceFile(path, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}
