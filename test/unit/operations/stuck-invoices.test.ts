import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { StuckInvoice } from '../../../functions/core/invoice/stuck-listing.ts';
import type { OverdueInvoice } from '../../../functions/core/ports.ts';
import {
  listStuckInvoices,
  maxStuckInvoices,
  positionAt,
  type StuckSelection,
} from '../../../operations/stuck-invoices.ts';
import { stages } from '../../../schemas/stages.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { dayMinutes, minuteMs, stuckWorld } from './stuck-world.ts';

const firstStatus = {
  ingestion: 'received',
  reconciliation: 'matching',
  authorization: 'pending',
  posting: 'failed',
} as const;

const anyInvoice = fc.record({
  stage: fc.constantFrom(...stages),
  /** When it entered the stage. */
  minute: fc.integer({ min: 0, max: 8 * dayMinutes }),
  currency: fc.constantFrom('EUR', 'JPY'),
  amount: fc.integer({ min: -500, max: 2_000 }).map(String),
  vendor: fc.constantFrom('V-1', 'V-2'),
});
const anyInvoices = fc.array(anyInvoice, { maxLength: 20 });

const anySelection = fc
  .record({
    stage: fc.option(fc.constantFrom(...stages), { nil: undefined }),
    vendorId: fc.option(fc.constantFrom('V-1', 'V-2'), { nil: undefined }),
    money: fc.option(
      fc.record({
        currency: fc.constantFrom('EUR', 'JPY'),
        minAmount: fc.option(fc.integer({ min: -500, max: 2_000 }).map(String), { nil: undefined }),
      }),
      { nil: undefined },
    ),
    olderThanMs: fc.option(fc.integer({ min: 0, max: 3 * dayMinutes * minuteMs }), { nil: undefined }),
  })
  .map(({ money, ...rest }) => ({ ...rest, ...money }));

const now = 8 * dayMinutes;

async function worldOf(invoices: readonly (typeof anyInvoice extends fc.Arbitrary<infer T> ? T : never)[]) {
  const world = stuckWorld();
  for (const [index, { stage, minute, currency, amount, vendor }] of invoices.entries())
    await world.happen(`INV-${index}`, stage, firstStatus[stage], minute, {
      ...{ currency, amount, vendor: { id: vendor } },
    });
  world.at(now);
  const ports = {
    ...{ ledger: world.ledger, records: memoryRecords(), clock: { now: world.now } },
    stageDeadlines: usualStageDeadlines,
  };
  return { list: (selection: StuckSelection) => listStuckInvoices(ports, selection), world, ports };
}

const daysIn = (stage: string) => usualStageDeadlines.find((each) => each.stage === stage)?.days ?? 0;

describe('Given invoices with any deadlines', () => {
  test('every overdue one is counted in its stage, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(anyInvoices, async (invoices) => {
        const { list } = await worldOf(invoices);
        const { counts } = await list({ limit: 1 });
        for (const stage of stages)
          expect(counts?.[stage]).toBe(
            invoices.filter((of) => of.stage === stage && of.minute + daysIn(stage) * dayMinutes < now)
              .length,
          );
      }),
    );
  });

  test('those selected are listed, the longest overdue first, page after page', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyInvoices,
        anySelection,
        fc.integer({ min: 1, max: 9 }),
        async (invoices, selection, limit) => {
          const { list } = await worldOf(invoices);
          const listed: StuckInvoice[] = [];
          for (let page = await list({ ...selection, limit }); ; ) {
            expect(page.invoices.length).toBeLessThanOrEqual(limit);
            listed.push(...page.invoices);
            if (page.next === undefined) break;
            page = await list({ ...selection, limit, after: positionAt(page.next) });
            expect(page.counts).toBeUndefined();
          }
          const expected = invoices
            .map((invoice, index) => ({
              ...invoice,
              invoiceId: `INV-${index}`,
              overdueMs: (now - invoice.minute - daysIn(invoice.stage) * dayMinutes) * minuteMs,
            }))
            .filter(
              ({ stage, vendor, currency, amount, overdueMs }) =>
                overdueMs > 0 &&
                overdueMs > (selection.olderThanMs ?? 0) &&
                stage === (selection.stage ?? stage) &&
                vendor === (selection.vendorId ?? vendor) &&
                currency === (selection.currency ?? currency) &&
                Number(amount) >= Number(selection.minAmount ?? amount),
            );
          expect(new Set(listed.map(({ invoiceId }) => invoiceId))).toEqual(
            new Set(expected.map(({ invoiceId }) => invoiceId)),
          );
          expect(listed).toHaveLength(expected.length);
          expect(listed.map(({ overdueMs }) => overdueMs)).toEqual(
            expected.map(({ overdueMs }) => overdueMs).sort((a, b) => b - a),
          );
        },
      ),
    );
  });
});

describe('Given an invoice that waits too long', () => {
  test('it is listed with what it waits for, since when, and what is open', async () => {
    const { list } = await worldOf([
      { stage: 'authorization', minute: 0, currency: 'EUR', amount: '1250.00', vendor: 'V-1' },
    ]);
    expect((await list({ limit: 5 })).invoices).toEqual([
      {
        ...{ invoiceId: 'INV-0', stage: 'authorization', status: 'pending', waitsFor: 'approval' },
        waitsSince: '2026-03-02T08:00:00.000Z',
        deadline: '2026-03-07T08:00:00.000Z',
        overdueMs: 3 * dayMinutes * minuteMs,
        ...{ amount: '1250.00', currency: 'EUR', vendorId: 'V-1' },
      },
    ]);
  });

  test('it is not listed when the deadlines that hold now give it more time', async () => {
    const { ports } = await worldOf([
      { stage: 'authorization', minute: 0, currency: 'EUR', amount: '1', vendor: 'V-1' },
    ]);
    const stageDeadlines = [{ stage: 'authorization', days: 30 } as const, ...usualStageDeadlines];
    expect((await listStuckInvoices({ ...ports, stageDeadlines }, { limit: 5 })).invoices).toEqual([]);
  });
});

describe('Given more stuck invoices than are counted', () => {
  const deadline = '2026-03-01T00:00:00.000Z';
  const many = (count: number): OverdueInvoice[] =>
    Array.from({ length: count }, (_, i) => ({ invoiceId: `INV-${i}`, stage: 'posting', deadline }));

  test.each([
    [maxStuckInvoices, false],
    [maxStuckInvoices + 1, true],
  ])('%d of them: capped is %s', async (count, capped) => {
    const all = many(count);
    const ledger = {
      facts: async () => [],
      async overdue(_: number, limit: number, after?: { invoiceId: string }) {
        const from = after ? Number(after.invoiceId.slice('INV-'.length)) + 1 : 0;
        return all.slice(from, from + limit);
      },
    };
    const clock = { now: () => Date.parse('2026-03-10T12:00:00.000Z') };
    const listing = await listStuckInvoices(
      { ledger, records: memoryRecords(), clock, stageDeadlines: usualStageDeadlines },
      { limit: 5 },
    );
    expect(listing).toMatchObject({ capped, counts: { posting: maxStuckInvoices }, invoices: [] });
    // So many were looked at in vain that the caller has to ask again.
    expect(listing.next).toBeDefined();
  });
});

describe('Given a place that no list named', () => {
  test.each(['', 'x', Buffer.from('yesterday INV-1').toString('base64url')])('%j is refused', (place) => {
    expect(() => positionAt(place)).toThrow('There is no page at');
  });
});
