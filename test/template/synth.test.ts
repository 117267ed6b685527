import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { readStacks } from '../../emulator/template/assembly.ts';
import { cells } from '../../infra/cells/cells.ts';
import { firstCell, largeCell } from '../../infra/cells/examples.ts';
import { isLongRun } from '../long-run.ts';
import { cellNamed } from './synthesis.ts';

const output = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** What `npx cdk synth` says, how long it takes and which stacks it makes. */
async function synth(what: string, ...args: readonly string[]) {
  const folder = join(output, what);
  const begun = performance.now();
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    // Without a pattern nothing is said of the stacks of stages, a cell's.
    ['scripts/run.mjs', 'cdk', 'synth', '**', '--quiet', '--output', folder, ...args],
    { env: { ...process.env, NO_COLOR: '1' } },
  );
  console.info(`cdk synth of ${what} took ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  return { said: `${stdout}${stderr}`, stacks: readStacks(folder).map(({ name }) => name) };
}

const stacksOf = (cell: { readonly name: string }) =>
  ['stateful', 'stateless', 'monitoring'].map((stack) => `${cell.name}-${stack}`);

/** A cell with a stage that two partitions share, and no other: templates of one are checked in seconds. */
const one = cellNamed('us-1');

describe(`Given ${isLongRun ? 'every cell that can be deployed' : one.name}`, () => {
  test('When `npx cdk synth` is run, Then it gives the stacks of each without a warning', {
    timeout: 180_000,
  }, async () => {
    const chosen = isLongRun ? cells.filter(({ name }) => name !== 'local') : [one];
    const { said, stacks } = await synth('cells', ...(isLongRun ? [] : ['-c', `cell=${one.name}`]));
    expect(said).not.toMatch(/warning|error|deprecat/i);
    expect(stacks).toEqual(expect.arrayContaining(chosen.flatMap(stacksOf)));
  });
});

// The long run's: what `-c cell=` chooses is told by test/template/app-input.test.ts too, in a second.
if (isLongRun)
  describe('Given a cell for a new account, one of five partitions and one of 99', () => {
    test('When `npx cdk synth` is run, Then it gives their stacks alone, without a warning', {
      timeout: 120_000,
    }, async () => {
      const chosen = [firstCell, cellNamed('us-1'), largeCell];
      const { said, stacks } = await synth('three', '-c', `cell=${chosen.map(({ name }) => name).join()}`);
      expect(said).not.toMatch(/warning|error|deprecat/i);
      expect(stacks).toEqual(expect.arrayContaining(chosen.flatMap(stacksOf)));
      expect(stacks.filter((name) => name.startsWith('large-partitions-'))).toHaveLength(4);
      expect(stacks.filter((name) => !/^(first|us-1|large)-/.test(name))).toEqual([]);
    });
  });
