import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadAccessKeys } from '../../../local/access-keys.ts';
import { apiMethod } from '../emulator/resources.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const producers = (...names: readonly string[]) => names.map((name) => ({ id: name, name }));
const signed = [apiMethod('/a', { authorizationType: 'AWS_IAM' })];
const file = () => join(folder, 'access-keys.json');

describe('Given a cell whose requests are signed', () => {
  test('every producer gets a key of its own, kept from one start to the next', () => {
    const first = loadAccessKeys(folder, { methods: signed, apiKeys: producers('erp', 'scanning') });
    expect(first.size).toBe(2);
    expect(new Set(first.values()).size).toBe(2);
    const second = loadAccessKeys(folder, { methods: signed, apiKeys: producers('erp', 'new') });
    const kept = JSON.parse(readFileSync(file(), 'utf8'));
    expect(Object.keys(kept)).toEqual(['erp', 'scanning', 'new']);
    expect(second.get(kept.erp.accessKeyId)).toBe(first.get(kept.erp.accessKeyId));
    expect(second.has(kept.scanning.accessKeyId)).toBe(false);
  });

  test('only the owner of the data folder can read them', () => {
    loadAccessKeys(folder, { methods: signed, apiKeys: producers('erp') });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });
});

describe('Given a cell whose requests are not signed', () => {
  test('there are no access keys, and no file for them', () => {
    expect(loadAccessKeys(folder, { methods: [apiMethod('/a')], apiKeys: producers('erp') }).size).toBe(0);
    expect(existsSync(file())).toBe(false);
  });
});
