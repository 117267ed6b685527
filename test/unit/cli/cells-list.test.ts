import { describe, expect, test } from 'vitest';
import { makeProgram } from '../../../cli/program.ts';
import { cells } from '../../../infra/cells/cells.ts';
import { releaseOf } from '../../../infra/cells/release.ts';
import { waves } from '../../../infra/cells/waves.ts';

const deployable = cells.filter(({ name }) => name !== 'local');

/** What `bems cells list` prints. */
async function list(...options: string[]): Promise<string> {
  const printed: string[] = [];
  const ignore = () => {};
  await makeProgram({
    output: { out: (text) => printed.push(text), err: ignore, progress: ignore },
    input: process.stdin,
    timing: { now: () => 0, sleep: async () => {}, random: () => 0 },
    stop: () => new AbortController().signal,
    exitWith: ignore,
  }).parseAsync(['cells', 'list', ...options], { from: 'user' });
  return printed.join('\n');
}

describe('Given the cells that can be deployed', () => {
  test('When they are released, Then each is in one wave, and waves are in order', () => {
    const steps = releaseOf(deployable, waves);
    const order = waves.map(({ name }) => name);
    expect(steps.map(({ wave }) => wave)).toEqual(
      order.filter((name) => deployable.some(({ wave }) => wave === name)),
    );
    const names = (of: typeof deployable) => of.map(({ name }) => name).toSorted();
    expect(names(steps.flatMap((step) => step.cells))).toEqual(names(deployable));
  });

  test('When listed, Then every wave says how to deploy it and how long to watch it', async () => {
    const text = await list();
    for (const { name, domain } of deployable) {
      expect(text).toContain(`'${name}/*'`);
      if (domain) expect(text).toContain(`-c 'certificate:${domain.name}=<certificate ARN>'`);
    }
    for (const { name, retention } of deployable)
      expect(text).toContain(`Every event that ${name} takes is locked for ${retention.archiveDays} days`);
    expect(text).toMatch(/Wave 1, canary: then watch its alarms for \d+ minutes/);
    expect(text).not.toContain('local');
  });

  test('When they are listed for a program, Then it is one line of JSON', async () => {
    const { waves: steps } = JSON.parse(await list('--json'));
    expect(steps[0]).toMatchObject({ wave: 'canary', cells: [{ name: 'ap-1', auth: 'iam' }] });
  });
});
