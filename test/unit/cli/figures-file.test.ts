import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../../cli/errors.ts';
import { runCommand } from './run-program.ts';

describe('Given `bems up --figures`', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bems-figures-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the command says about a file, before anything is started. */
  function up(name: string, content?: string) {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    return runCommand(['up', '--figures', file, '--data-dir', join(folder, 'cell')]);
  }

  test('When the file is wrong, Then nothing starts and every field is named', async () => {
    const started = up('wrong.json', '{"targets": {"nonsense": null}, "rates": {"base": "eur"}}');
    await expect(started).rejects.toMatchObject({
      code: 'FIGURES_UNUSABLE',
      exitCode: exitCodes.usage,
      message: expect.stringMatching(/targets\.nonsense.*rates\.base.*rates\.perUnit/s),
      next: expect.stringContaining('wrong.json; docs/local-cell.md'),
    });
  });

  test('When there is no such file, Then it says so', async () => {
    await expect(up('missing.json')).rejects.toMatchObject({ code: 'FIGURES_UNUSABLE', exitCode: 2 });
  });
});
