import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cells } from '../../../infra/cells/cells.ts';
import { exampleCells } from '../../../infra/cells/examples.ts';
import { regions } from '../../../infra/cells/regions.ts';
import { fleetErrors } from '../../../infra/fleet-errors.ts';
import type { CellPlan } from '../../../infra/planner/plan.ts';
import { messageOf } from '../../../lib/message-of.ts';
import { projectRoot } from '../../../local/project-root.ts';
import { runCommand } from './run-program.ts';

const deployable = cells.map(({ name }) => name).filter((name) => name !== 'local');

/** What `bems cells plan` prints. */
async function plan(...args: readonly string[]): Promise<string> {
  return (await runCommand(['cells', 'plan', ...args])).out;
}

const plansOf = async (...args: readonly string[]): Promise<readonly CellPlan[]> =>
  JSON.parse(await plan('--json', ...args)).cells;

describe('Given the cells of the project', () => {
  it('When no cell is named, Then every deployable one is planned, at its own peak', async () => {
    const plans = await plansOf();
    expect(plans.map(({ cell }) => cell)).toEqual(deployable);
    expect(plans.map(({ peakEventsPerSecond }) => peakEventsPerSecond)).toEqual(
      cells.filter(({ name }) => name !== 'local').map(({ peakEventsPerSecond }) => peakEventsPerSecond),
    );
  });

  it('When a cell, a peak and a Region are given, Then they are what is planned', async () => {
    const [only, ...others] = await plansOf('--cell', 'us-1', '--peak', '500', '--region', 'eu-central-1');
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      cell: 'us-1',
      region: 'eu-central-1',
      peakEventsPerSecond: 500,
      growth: 0.4,
    });
    expect(only?.capacity[0]?.hops.find(({ hop }) => hop === 'EventBridge PutEvents')).toMatchObject({
      atPeak: 500,
      grown: 700,
      quota: { value: 2_400, confidence: 'verified' },
    });
  });

  it('When another peak is given, Then costs are of it, and of it grown, all day long', async () => {
    const loadsAt = async (...args: readonly string[]) =>
      (await plansOf('--cell', 'us-1', ...args)).flatMap(({ costs }) =>
        costs
          .filter(({ eventsPerRequest }) => eventsPerRequest === 1)
          .map(({ eventsPerDay }) => eventsPerDay),
      );
    expect(await loadsAt()).toEqual([0, 1_000_000, 86_400_000, 120_960_000]);
    expect(await loadsAt('--peak', '500')).toEqual([0, 1_000_000, 43_200_000, 60_480_000]);
    // 10/s is less than a million a day, and grown to 14/s it is more.
    expect(await loadsAt('--peak', '10')).toEqual([0, 864_000, 1_000_000, 1_209_600]);
    const costOf = async (...args: readonly string[]) =>
      Number((await plansOf('--cell', 'us-1', ...args))[0]?.costs[2]?.month.usd);
    expect(await costOf('--peak', '500')).toBeLessThan(0.6 * (await costOf()));
    expect(await costOf('--peak', '2000')).toBeGreaterThan(1.7 * (await costOf()));
  });

  it('When no cell is named, Then a summary comes first, a line for each cell', async () => {
    const text = await plan();
    const [summary = '', ...plans] = text.split('═'.repeat(100));
    expect(summary).toMatch(/^3 cells\. .* 10 events in each POST/);
    for (const [index, name] of deployable.entries()) {
      const [found] = await plansOf('--cell', name);
      const month = found?.costs[2]?.month.usd;
      expect(summary).toMatch(
        new RegExp(`^${name} +${found?.region} .*${found?.capacity[0]?.limitedBy}`, 'm'),
      );
      expect(summary.replaceAll(',', '')).toContain(` ${Number(month).toFixed(2)} `);
      expect(plans[index]).toContain(`Cell ${name} in`);
    }
    expect(await plan('--cell', 'us-1')).toMatch(/^Cell us-1 in us-east-1/);
  });

  it('When a cell cannot be planned, Then the error names those that can', async () => {
    for (const name of ['nowhere', 'local'])
      await expect(plan('--cell', name)).rejects.toMatchObject({
        code: 'CELL_UNKNOWN',
        message: expect.stringContaining(name),
        next: expect.stringContaining(deployable.join(', ')),
        exitCode: 2,
      });
  });

  it('When the peak or the Region is no such thing, Then it says so', async () => {
    await expect(plan('--peak', '0')).rejects.toThrow('above 0');
    await expect(plan('--peak', 'many')).rejects.toThrow('above 0');
    for (const marked of ['1,400', "1'400", '1_400', '1 400'])
      await expect(plan('--peak', marked)).rejects.toThrow('no marks between its digits here: write 1400');
    await expect(plan('--peak', '1,234,567')).rejects.toThrow('write 1234567');
    await expect(plan('--peak', '1.400')).rejects.toThrow(
      'read as 1400 or as a fraction: write 1400, or 1.4000',
    );
    await expect(plan('--peak', '14,00')).rejects.toThrow('above 0');
    await expect(plan('--peak', '1,4o0')).rejects.toThrow('above 0');
    await expect(plan('--region', 'Frankfurt')).rejects.toThrow('like eu-west-1');
    await expect(plan('--region', 'eu-wset-1')).rejects.toThrow(
      'There is no Region eu-wset-1; close to it: eu-west-1',
    );
    await expect(plan('--region', '')).rejects.toThrow('like eu-west-1');
    await expect(plan('--region', 'us-est-1')).rejects.toThrow(
      'There is no Region us-est-1; close to it: us-east-1, us-west-1, us-east-2, us-west-2.',
    );
  });

  it('When a person reads it, Then it says what breaks first and what is not counted', async () => {
    const text = await plan('--cell', 'us-1', '--region', 'eu-south-1');
    expect(text).toContain(
      'Breaks first: EventBridge invocations, at 375 events/s, too little for today’s peak.',
    );
    expect(text).toMatch(/events: PutEvents throttle limit .* Now 400, needed 1,750/);
    expect(text).toContain('Without part of Lake');
    expect(text).toContain('What eu-south-1 costs is not known here');
    expect(await plan('--cell', 'us-1')).toContain('Quotas to ask for before the cell gets this load: none.');
    expect(await plan('--cell', 'eu-1')).toContain(
      'Note: Timestream for LiveAnalytics has taken no new customers since 2025-06-20',
    );
  });
});

describe('Given a cell that synthesis refuses', () => {
  /** What synthesis says of the cell, were it so. */
  const refusalsOf = (name: string, change: { region: string; peakEventsPerSecond: number }) => {
    const [cell] = [...cells, ...exampleCells].filter((each) => each.name === name);
    if (!cell) throw new Error(`No cell ${name}`);
    return fleetErrors([...cells.filter((each) => each.name !== name), { ...cell, ...change }]);
  };

  it('When it cannot be in a Region, Then the plan ends with the words of synthesis', async () => {
    for (const [name, region, why] of [
      ['large', 'eu-south-1', 'a bus takes 100 rules in eu-south-1, but 99 partitions need 101'],
      ['us-1', 'af-south-1', 'the store lake is not possible in af-south-1: nothing there keeps'],
      ['us-1', 'cn-north-1', 'the store lake is not possible in cn-north-1: Firehose delivers'],
    ] as const)
      for (const form of [[], ['--json']])
        await expect(plan('--cell', name, '--region', region, ...form)).rejects.toMatchObject({
          code: 'CELL_IMPOSSIBLE',
          message: expect.stringContaining(`cell ${name}: ${why}`),
          exitCode: 2,
        });
  });

  it('When a quota can be raised, Then the plan marks what synthesis says until then', async () => {
    expect(await plan('--cell', 'first', '--peak', '500')).toContain(
      'Synthesis refuses this cell for now: account sandbox, eu-west-1: Lambda allows 50 concurrent',
    );
    expect(await plan('--cell', 'us-1')).not.toContain('Synthesis refuses');
  });

  it('When any cell is planned anywhere, Then plan and synthesis refuse it alike', async () => {
    const names = [...deployable, ...exampleCells.map(({ name }) => name)];
    const anyPeak = fc.oneof(fc.integer({ min: 1, max: 1_200 }), fc.integer({ min: 1_200, max: 9_000 }));
    await fc.assert(
      fc.asyncProperty(
        ...([fc.constantFrom(...names), fc.constantFrom(...regions), anyPeak] as const),
        async (name, region, peakEventsPerSecond) => {
          const expected = refusalsOf(name, { region, peakEventsPerSecond });
          const place = ['--cell', name, '--region', region, '--peak', String(peakEventsPerSecond)];
          const said = await plansOf(...place).then(
            ([found]) => found?.refusals,
            (error: unknown) => messageOf(error).replace(/\.$/, '').split('.\n'),
          );
          const impossible = expected.filter((sentence) => /not possible in|a bus takes/.test(sentence));
          expect(said).toEqual(impossible.length > 0 ? impossible : expected);
        },
      ),
      // It shares an account and a Region with us-1.
      { examples: [['large', 'us-east-1', 5_000]] },
    );
  });
});

describe('Given the page on cost and quotas', () => {
  const page = join(projectRoot, 'docs', 'cost-and-quotas.md');

  it('When its commands are run (-u rewrites it), Then they print what the page shows', async () => {
    let shown = readFileSync(page, 'utf8');
    const commands = [...shown.matchAll(/```\n\$ npx bems cells plan (.*)\n[\s\S]*?```/g)];
    expect(commands).toHaveLength(4);
    for (const [block, args = ''] of commands) {
      const output = await plan(...args.split(' '));
      shown = shown.replace(block, () => `\`\`\`\n$ npx bems cells plan ${args}\n${output}\n\`\`\``);
    }
    await expect(shown).toMatchFileSnapshot(page);
  });
});
