import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pastOfAll, pastOfSample } from '../../dashboards/forecast-sample.ts';
import { paidByWeek } from '../../functions/core/analytics/forecast/cash-flow.ts';
import { payablesByCurrency } from '../../functions/core/analytics/forecast/payable-of.ts';
import type { PastQuestion, SampledPast } from '../../functions/core/analytics/forecast/sampled-past.ts';
import { termsWeeks } from '../../functions/core/analytics/forecast/terms-weeks.ts';
import { addDays, dayNumber } from '../../functions/core/invoice/dates.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { isDrawn } from '../evaluation/forecast/sampled.ts';
import { sized } from '../long-run.ts';
import { anyRecordOf } from './snapshots.suite.ts';

const asOf = '2026-03-01';
const origin = dayNumber(asOf);
const [weeks, backtests] = [13, 26];
const questionOf = (most: number): PastQuestion => ({
  ...{ since: addDays(asOf, -581), asOf, paidAfter: addDays(asOf, -7 * backtests) },
  ...{ dueUntil: addDays(asOf, 7 * weeks), most },
});

const day = fc.integer({ min: -700, max: 1 }).map((days) => addDays(asOf, days));
const optionalDay = (min: number, max: number) =>
  fc.option(
    fc.integer({ min, max }).map((days) => addDays(asOf, days)),
    { nil: undefined },
  );
const amount = fc.tuple(fc.integer({ min: -2_000, max: 100_000_000 }), fc.nat(5)).map(([whole, places]) => {
  const digits = `${Math.abs(whole)}`.padStart(places + 1, '0');
  const text = places > 0 ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return whole < 0 ? `-${text}` : text;
});
const snapshots: fc.Arbitrary<readonly InvoiceSnapshot[]> = fc
  .array(
    fc.record({
      currency: fc.constantFrom('EUR', 'EUR', 'USD'),
      state: fc.constantFrom('open', 'settled', 'returned'),
      documentType: fc.constantFrom('invoice', 'credit-note'),
      ...{ amount, openAmount: amount, paidAmount: fc.option(amount, { nil: undefined }) },
      ...{ beganOn: day, dueDate: optionalDay(-90, 200), discountDate: optionalDay(-20, 120) },
      settledOn: optionalDay(-200, 1),
    }),
    { minLength: 20, maxLength: 80 },
  )
  .map((drawn) =>
    drawn.map(({ settledOn, ...fields }, index) => ({
      ...{ invoiceId: `I-${index}`, version: 1_000_000 },
      fields: {
        ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
        ...(fields.state === 'settled' && { settledOn: settledOn ?? asOf }),
      },
    })),
  );

/** What a store of these invoices gives for each size of a sample. */
async function pastsOf(
  all: readonly InvoiceSnapshot[],
  sizes: readonly number[],
): Promise<readonly SampledPast[]> {
  const store = await openDuckDbTimeSeries({ path: ':memory:' });
  try {
    await store.write(
      all.map(({ invoiceId }) => anyRecordOf(invoiceId)),
      all,
    );
    return await Promise.all(sizes.map((most) => store.payables(questionOf(most))));
  } finally {
    await store.close();
  }
}

const [few, all] = [7, 1_000];

describe('Given any invoices, of which the store gives a sample or all', { timeout: 60_000 }, () => {
  test('When few are sampled, Then what is due and what was paid is always that of all', async () => {
    await fc.assert(
      fc.asyncProperty(snapshots, async (stored) => {
        const [sampled, whole] = await pastsOf(stored, [few, all]);
        const byCurrency = payablesByCurrency(whole?.invoices ?? []);
        const samplesBy = payablesByCurrency(sampled?.invoices ?? []);
        expect(whole?.samples).toEqual([]);
        for (const each of sampled?.samples ?? []) {
          const known = pastOfAll(byCurrency.get(each.currency) ?? []);
          const past = pastOfSample(samplesBy.get(each.currency) ?? [], origin, each);
          expect(past.invoices).toBe(known.invoices);
          expect(termsWeeks(past.due, { origin, firstDays: 3 }, weeks)).toEqual(
            termsWeeks(known.due, { origin, firstDays: 3 }, weeks),
          );
          for (let back = 1; back <= backtests; back += 1) {
            const layout = { origin: origin - 7 * back };
            const [paid, expected] = [past, known].map(({ payments }) => paidByWeek(payments, layout, back));
            for (const [week, sums] of (expected ?? []).entries())
              for (const part of ['open', 'toCome', 'total'] as const)
                expect(paid?.[week]?.[part]).toBeCloseTo(sums[part], 3);
          }
        }
      }),
      { numRuns: sized(2, 40) },
    );
  });

  test('When few are sampled, Then they are always those that the rule draws', async () => {
    await fc.assert(
      fc.asyncProperty(snapshots, async (stored) => {
        const [sampled, whole] = await pastsOf(stored, [few, all]);
        const units = new Map(sampled?.samples.map(({ currency, unit }) => [currency, unit]));
        const drawn = [...payablesByCurrency(whole?.invoices ?? [])].flatMap(([currency, of]) => {
          const unit = units.get(currency);
          return of.filter(({ id, amount: own }) => unit === undefined || isDrawn(id, own, unit));
        });
        expect(sampled?.invoices.map(({ invoiceId }) => invoiceId)).toEqual(
          drawn.map(({ id }) => id).toSorted(),
        );
      }),
      { numRuns: sized(2, 40) },
    );
  });

  test('When they were written in another order, Then the sample is always the same', async () => {
    await fc.assert(
      fc.asyncProperty(snapshots, fc.infiniteStream(fc.nat()), async (stored, ranks) => {
        const shuffled = stored
          .map((each) => ({ each, rank: ranks.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        const [first] = await pastsOf(stored, [few]);
        const [second] = await pastsOf(shuffled, [few]);
        expect(second).toEqual(first);
      }),
      { numRuns: sized(2, 30) },
    );
  });
});
