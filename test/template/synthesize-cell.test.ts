import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { synthesizeCell } from '../../local/synthesize-cell.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const cacheDir = mkdtempSync(join(tmpdir(), 'synthesis-'));
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

describe('Given the local cell', () => {
  test('When it is synthesized twice, Then the second time takes what the first one left', {
    timeout: 60_000,
  }, async () => {
    const first = await synthesizeCell('local', { cacheDir });
    const made = statSync(first).birthtimeMs;
    const second = await synthesizeCell('local', { cacheDir });

    expect(second).toBe(first);
    expect(statSync(second).birthtimeMs).toBe(made);
    expect(readdirSync(cacheDir)).toHaveLength(1);
    // The very templates that would be deployed, less only what bundling adds.
    expect(loadTemplates(first).resources.map(({ logicalId }) => logicalId)).toEqual(
      synthesize(cellNamed('local')).resolved.resources.map(({ logicalId }) => logicalId),
    );
  });

  test('When an unknown cell is asked for, Then the error says so and leaves nothing', {
    timeout: 60_000,
  }, async () => {
    await expect(synthesizeCell('atlantis', { cacheDir })).rejects.toThrow(/atlantis/);
    expect(readdirSync(cacheDir).filter((name) => !name.startsWith('local-'))).toEqual([]);
  });
});
