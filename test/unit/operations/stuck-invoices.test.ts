import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OverdueInvoice } from '../../../functions/core/ports.ts';
import { listStuckInvoices, maxStuckInvoices } from '../../../operations/stuck-invoices.ts';
import { stages } from '../../../schemas/stages.ts';
import { sampleHead } from '../../contract/samples.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';

const now = Date.parse('2026-03-10T12:00:00.000Z');
const clock = { now: () => now };

/** Deadlines from an hour before now to an hour after, on the very millisecond of now too. */
const anyOffset = fc.oneof(fc.constant(0), fc.integer({ min: -3_600_000, max: 3_600_000 }));
const anyInvoices = fc.array(fc.record({ stage: fc.constantFrom(...stages), offset: fc.option(anyOffset) }), {
  maxLength: 20,
});

async function ledgerOf(invoices: readonly { stage: OverdueInvoice['stage']; offset: number | null }[]) {
  const ledger = memoryLedger();
  for (const [index, { stage, offset }] of invoices.entries())
    await ledger.saveHead(
      sampleHead({
        invoiceId: `INV-${index}`,
        stage,
        ...(offset !== null && { deadline: new Date(now + offset).toISOString() }),
      }),
    );
  return ledger;
}

describe('Given invoices with any deadlines', () => {
  test('every overdue one is counted in its stage, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(anyInvoices, async (invoices) => {
        const { counts } = await listStuckInvoices({ ledger: await ledgerOf(invoices), clock }, { limit: 1 });
        for (const stage of stages)
          expect(counts[stage]).toBe(
            invoices.filter((of) => of.stage === stage && of.offset !== null && of.offset < 0).length,
          );
      }),
    );
  });

  test('the longest overdue of the selected stage are listed, up to the limit', async () => {
    const anyStage = fc.option(fc.constantFrom(...stages), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(anyInvoices, anyStage, fc.nat({ max: 12 }), async (invoices, stage, limit) => {
        const listing = await listStuckInvoices(
          { ledger: await ledgerOf(invoices), clock },
          { stage, limit },
        );
        const expected = invoices
          .filter((of) => stage === undefined || of.stage === stage)
          .flatMap(({ offset }) => (offset !== null && offset < 0 ? [-offset] : []))
          .sort((a, b) => b - a)
          .slice(0, limit);
        expect(listing.invoices.map(({ overdueMs }) => overdueMs)).toEqual(expected);
        if (stage) expect(listing.invoices.every((invoice) => invoice.stage === stage)).toBe(true);
      }),
    );
  });
});

describe('Given more stuck invoices than are examined', () => {
  const deadline = new Date(now - 1).toISOString();
  const many = (count: number): OverdueInvoice[] =>
    Array.from({ length: count }, (_, i) => ({ invoiceId: `INV-${i}`, stage: 'posting', deadline }));

  test.each([
    [maxStuckInvoices, false],
    [maxStuckInvoices + 1, true],
  ])('%d of them: capped is %s', async (count, capped) => {
    const ledger = { overdue: async (_: number, limit: number) => many(count).slice(0, limit) };
    const listing = await listStuckInvoices({ ledger, clock }, { limit: 5 });
    expect(listing).toMatchObject({ capped, counts: { posting: maxStuckInvoices } });
    expect(listing.invoices).toHaveLength(5);
  });
});
