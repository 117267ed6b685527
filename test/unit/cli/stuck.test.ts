import { afterEach, describe, expect, it } from 'vitest';
import type { StuckListing } from '../../../functions/core/invoice/stuck-listing.ts';
import { byStage } from '../../../schemas/stages.ts';
import { type FakeCell, type FakeOptions, startFakeCell } from './fake-cell.ts';
import { runCommand } from './run-program.ts';

const asOf = '2026-03-10T12:00:00.000Z';
const none = byStage(() => 0);
const invoice = {
  invoiceId: 'INV-7',
  stage: 'posting',
  status: 'scheduled',
  waitsFor: 'payment',
  waitsSince: '2026-03-02T08:00:00.000Z',
  deadline: '2026-03-09T08:00:00.000Z',
  overdueMs: 28 * 3_600_000,
  amount: '1250.00',
  currency: 'EUR',
  vendorId: 'V-10001',
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
  return (await runCommand(['stuck', ...args, '--api', cell.address.api])).out;
}

const answering = (body: StuckListing, query = 'limit=50') => ({
  [`/console/api/stuck?${query}`]: { status: 200, body },
});

describe('Given a cell with stuck invoices', () => {
  it('each is shown with what it waits for, since when, how much and whose', async () => {
    const out = await stuck(answering(two));
    expect(out.split('\n')).toEqual([
      `Stuck as of ${asOf}: 2 (posting 2)`,
      '',
      'invoice  stage    waits for  since                     overdue for  amount       vendor',
      'INV-7    posting  payment    2026-03-02T08:00:00.000Z  1 d 4 h      1250.00 EUR  V-10001',
      'INV-8    posting  payment    2026-03-02T08:00:00.000Z  1 min 30 s   1250.00 EUR  V-10001',
    ]);
  });

  it('--json prints what the cell answered', async () => {
    expect(JSON.parse(await stuck(answering(two), '--json'))).toEqual(two);
  });

  it('every condition goes to the cell', async () => {
    const query = 'stage=posting&vendor=V-1&currency=EUR&minAmount=9.50&olderThanMs=43200000&limit=7';
    const args = ['--stage', 'posting', '--vendor', 'V-1', '--currency', 'EUR', '--min-amount', '9.50'];
    const out = await stuck(answering(two, query), ...args, '--older-than', '12h', '--limit', '7');
    expect(out).toContain('INV-8');
  });

  it('a list that ends early says how to go on', async () => {
    const one = { ...two, invoices: [invoice], next: 'place-2' };
    const out = await stuck(answering(one, 'stage=posting&limit=1'), '--stage', 'posting', '--limit', '1');
    expect(out).toContain('There are more: use --limit to list more than 1, or --after place-2');
    const next = await stuck(answering({ asOf, invoices: [invoice] }, 'limit=50&after=p'), '--after', 'p');
    expect(next.split('\n')[0]).toBe(`Stuck as of ${asOf}:`);
  });

  it('more than a page is asked for page by page, empty pages included', async () => {
    const invoices = Array.from({ length: 1_000 }, (_, i) => ({ ...invoice, invoiceId: `INV-${i}` }));
    const answers = {
      ...answering({ ...two, invoices, next: 'p2' }, 'limit=1000'),
      ...answering({ asOf, invoices: [], next: 'p3' }, 'limit=500&after=p2'),
      ...answering({ asOf, invoices: two.invoices }, 'limit=500&after=p3'),
    };
    const listing: StuckListing = JSON.parse(await stuck(answers, '--limit', '1500', '--json'));
    expect(listing).toMatchObject({ asOf, counts: { posting: 2 } });
    expect(listing.invoices).toHaveLength(1_002);
    expect(listing.next).toBeUndefined();
  });

  it('a count that is a lower bound says so', async () => {
    expect(await stuck(answering({ ...two, capped: true }))).toContain(`Stuck as of ${asOf}: at least 2 (`);
  });

  it('none that matches is no empty table', async () => {
    const others = answering({ ...two, invoices: [] }, 'stage=ingestion&limit=50');
    expect(await stuck(others, '--stage', 'ingestion')).toContain('None of them matches.');
  });

  it('--csv prints a header and a row each, and no formula', async () => {
    const hostile = { ...invoice, invoiceId: '=1+1', vendorId: 'A "B", C', amount: '-12.50' };
    const out = await stuck(answering({ ...two, invoices: [hostile] }), '--csv');
    expect(out.split('\n')).toEqual([
      'invoiceId,stage,status,waitsFor,waitsSince,deadline,overdueMs,amount,currency,vendorId',
      `'=1+1,posting,scheduled,payment,${invoice.waitsSince},${invoice.deadline},100800000,-12.50,EUR,"A ""B"", C"`,
    ]);
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
    ['--limit', '1000001'],
    ['--min-amount', '1,5'],
    ['--older-than', '3w'],
  ])('%s %s is refused', async (option, value) => {
    await expect(stuck({}, option, value)).rejects.toMatchObject({ name: 'CommanderError' });
  });

  it('an amount without its currency is refused', async () => {
    await expect(stuck({}, '--min-amount', '5')).rejects.toMatchObject({ code: 'AMOUNT_WITHOUT_CURRENCY' });
  });
});
