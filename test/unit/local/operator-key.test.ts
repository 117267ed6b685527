import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadApiKeys } from '../../../local/data-folder.ts';
import { isSameKey, loadOperatorKey, operatorKeyFile, readOperatorKey } from '../../../local/operator-key.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'operator-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('Given a data folder', () => {
  test('When a cell starts again, Then its operator key is the same, and no producer’s', () => {
    const key = loadOperatorKey(folder);
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(loadOperatorKey(folder)).toBe(key);
    const producers = loadApiKeys(folder, [{ name: 'operator' }]).map(({ secret }) => secret);
    expect(producers).not.toContain(key);
  });

  test('When the key is made, Then only the owner can read it, and nothing else is left', () => {
    loadOperatorKey(folder);
    expect(statSync(join(folder, operatorKeyFile)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual([operatorKeyFile]);
  });

  test('When another has one, Then they differ', () => {
    const other = mkdtempSync(join(tmpdir(), 'operator-key-'));
    expect(loadOperatorKey(other)).not.toBe(loadOperatorKey(folder));
    rmSync(other, { recursive: true });
  });

  test('When a command looks for the key, Then it finds what the cell made, or nothing', () => {
    expect(readOperatorKey(folder)).toBeUndefined();
    const key = loadOperatorKey(folder);
    expect(readOperatorKey(folder)).toBe(key);
  });
});

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'aa', false],
  ['', 'a', false],
])('Given %j and %j, When they are compared, Then they are the same key: %s', (one, other, same) => {
  expect(isSameKey(one, other)).toBe(same);
});
