import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { readStacks } from '../../emulator/template/assembly.ts';
import { cells } from '../../infra/cells/cells.ts';

const output = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

const deployed = cells.filter(({ name }) => name !== 'local');

describe('Given every cell that can be deployed', () => {
  test('When `npx cdk synth` is run, Then it gives the stacks of each without a warning', {
    timeout: 180_000,
  }, async () => {
    const begun = performance.now();
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['scripts/run.mjs', 'cdk', 'synth', '--quiet', '--output', output],
      { env: { ...process.env, NO_COLOR: '1' } },
    );
    console.info(`cdk synth took ${((performance.now() - begun) / 1_000).toFixed(1)} s`);

    expect(`${stdout}${stderr}`).not.toMatch(/warning|error|deprecat/i);
    const stacks = readStacks(output).map(({ name }) => name);
    expect(stacks).toEqual(
      expect.arrayContaining(
        deployed.flatMap(({ name }) => [`${name}-stateful`, `${name}-stateless`, `${name}-monitoring`]),
      ),
    );
  });
});
