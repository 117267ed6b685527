import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { own, parseJsonObject } from '../lib/json.ts';
import { loadSecrets } from './data-folder.ts';

/** The file of the data folder that holds it. */
export const operatorKeyFile = 'operator-key.json';
const name = 'operator';

/**
 * The key of whoever operates the cell: made at random at the first start, kept in a file of the
 * data folder that only its owner can read. No producer has it.
 */
export function loadOperatorKey(folder: string): string {
  const [key = newKey()] = loadSecrets(folder, operatorKeyFile, [name], newKey).values();
  return key;
}

/** The key that the cell of the data folder made, if this user may read it. */
export function readOperatorKey(folder: string): string | undefined {
  const path = join(folder, operatorKeyFile);
  try {
    const kept = existsSync(path) ? parseJsonObject(readFileSync(path, 'utf8')) : undefined;
    const key = kept && own(kept, name);
    return typeof key === 'string' ? key : undefined;
  } catch {
    // Another user's folder: its key is not ours to use.
    return undefined;
  }
}

/**
 * Whether both are the same key, in a time that tells nothing about where they differ. Hashes are
 * compared, because a comparison in constant time needs equal lengths.
 */
export function isSameKey(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}
