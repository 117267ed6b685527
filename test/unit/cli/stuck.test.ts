import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { makeProgram } from '../../../cli/program.ts';
import type { StuckListing } from '../../../operations/stuck-invoices.ts';
import { byStage } from '../../../schemas/stages.ts';
import { type FakeCell, type FakeOptions, instantTiming, startFakeCell } from './fake-cell.ts';

const asOf = '2026-03-10T12:00:00.000Z';
const none = byStage(() => 0);
const invoice = {
  invoiceId: 'INV-7',
  stage: 'posting',
  deadline: '2026-03-09T08:00:00.000Z',
  overdueMs: 28 * 3_600_000,
} as const;
const two: StuckListing = {
  asOf,
  counts: { ...none, posting: 2 },
  capped: false,
  invoices: [invoice, { ...invoice, invoiceId: 'INV-8', overdueMs: 90_000 }],
};

let cell: FakeCell | undefined;
afterEach(() => cell?.close());

/** Runs `bems stuck` against a cell that answers so. */
async function stuck(answers: FakeOptions['answers'], ...args: readonly string[]): Promise<string> {
  cell = await startFakeCell({ ...(answers && { answers }) });
  const out: string[] = [];
  const program = makeProgram({
    output: { out: (text) => out.push(text), err: () => {}, progress: () => {} },
    input: Readable.from(['']),
    timing: instantTiming(),
    stop: () => new AbortController().signal,
    exitWith: () => {},
  });
  const address = ['--api', cell.address.api];
  await program.parseAsync(['stuck', ...args, ...address], { from: 'user' });
  return out.join('\n');
}

const answering = (body: StuckListing, query = 'limit=50') => ({
  [`/console/api/stuck?${query}`]: { status: 200, body },
});

describe('Given a cell with stuck invoices', () => {
  it('each is shown with its stage, since when and for how long', async () => {
    const out = await stuck(answering(two));
    expect(out.split('\n')).toEqual([
      `Stuck as of ${asOf}: 2 (posting 2)`,
      '',
      'invoice  stage    overdue since             overdue for',
      'INV-7    posting  2026-03-09T08:00:00.000Z  1 d 4 h',
      'INV-8    posting  2026-03-09T08:00:00.000Z  1 min 30 s',
    ]);
  });

  it('--json prints what the cell answered', async () => {
    expect(JSON.parse(await stuck(answering(two), '--json'))).toEqual(two);
  });

  it('--stage and --limit go to the cell, and what is left out is said', async () => {
    const one = { ...two, invoices: [invoice] };
    const out = await stuck(answering(one, 'limit=1&stage=posting'), '--stage', 'posting', '--limit', '1');
    expect(out).toContain('Listed: 1 of 2. Use --limit to list more.');
  });

  it('a count that is a lower bound says so', async () => {
    expect(await stuck(answering({ ...two, capped: true }))).toContain(`Stuck as of ${asOf}: at least 2 (`);
  });

  it('none in the stage asked for is no empty table', async () => {
    const others = answering({ ...two, invoices: [] }, 'limit=50&stage=ingestion');
    expect(await stuck(others, '--stage', 'ingestion')).toBe(`Stuck as of ${asOf}: 2 (posting 2)`);
  });
});

describe('Given a cell without stuck invoices', () => {
  it('it says so', async () => {
    const out = await stuck(answering({ ...two, counts: none, invoices: [] }));
    expect(out).toBe(`No invoice is past the deadline of its stage, as of ${asOf}.`);
  });
});

describe('Given a cell without a console', () => {
  it('the error says which cells have one', async () => {
    await expect(stuck({})).rejects.toMatchObject({ code: 'NO_CONSOLE', exitCode: 3 });
  });
});

describe('Given options that make no sense', () => {
  it.each([
    ['--stage', 'shipping'],
    ['--limit', '0'],
    ['--limit', '10001'],
  ])('%s %s is refused', async (option, value) => {
    await expect(stuck({}, option, value)).rejects.toMatchObject({ name: 'CommanderError' });
  });
});
