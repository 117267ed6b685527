import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cashFlowForecast } from '../../../../functions/core/analytics/forecast/cash-flow.ts';
import { expectationChange } from '../../../../functions/core/analytics/forecast/changes.ts';
import { weekdayOf } from '../../../../functions/core/analytics/forecast/pay-days.ts';
import { paidOnThursdays, payablesOf, start, thursday } from './payables.ts';

const origin = start + 200;
const until = origin + 42;
const payables = fc
  .array(
    fc.record({
      vendor: fc.constantFrom('V-1', 'V-2'),
      amount: fc.integer({ min: -1_000, max: 100_000 }),
      receivedOn: fc.integer({ min: start, max: origin + 5 }),
      dueAfter: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      kind: fc.constantFrom('invoice', 'with discount'),
      paidAfter: fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map(payablesOf);

describe('any invoices', () => {
  it('always have reasons that add up to the difference', () => {
    fc.assert(
      fc.property(payables, (all) => {
        const { before, now, ...reasons } = expectationChange(all, origin, until);
        const sum = Object.values(reasons).reduce((total, each) => total + each, before);
        expect(Math.abs(sum - now)).toBeLessThan(0.01);
      }),
      { numRuns: 40 },
    );
  });

  it('never change what is expected by what came later', () => {
    fc.assert(
      fc.property(payables, (all) => {
        const known = all
          .filter(({ receivedOn }) => receivedOn <= origin)
          .map((each) => ((each.paidOn ?? 0) > origin ? { ...each, paidOn: undefined } : each));
        expect(expectationChange(known, origin, until)).toEqual(expectationChange(all, origin, until));
      }),
      { numRuns: 20 },
    );
  });
});

describe('a company that pays on the Thursday after the due date', () => {
  const all = paidOnThursdays(260);
  const nextThursday = origin + ((thursday - weekdayOf(origin) + 7) % 7);

  it('is expected to pay what its simulation says on average', () => {
    const { now } = expectationChange(all, origin, until);
    const weeks = cashFlowForecast(all, { origin, weeks: 6, paths: 400, seed: 3, backtests: 0 });
    const simulated = weeks.reduce((sum, { total }) => sum + total.mean, 0);
    expect(Math.abs(now / simulated - 1)).toBeLessThan(0.04);
  });

  it('has a reason in each invoice that comes', () => {
    const more = Array.from({ length: 10 }, (_, index) => ({
      ...{
        id: `more-${index}`,
        vendor: 'V-1',
        amount: 1_000,
        kind: 'invoice',
        receivedOn: origin,
        dueOn: origin + 10,
      },
    }));
    const [usual, change] = [all, [...all, ...more]].map((each) => expectationChange(each, origin, until));
    expect((change?.received ?? 0) - (usual?.received ?? 0)).toBeGreaterThan(9_000);
    expect(change?.received).toBeLessThanOrEqual(10_100);
  });

  it('has a reason in invoices that are paid before anybody expected it', () => {
    const early = all.map((each) =>
      each.receivedOn > origin - 6 && each.receivedOn < origin ? { ...each, paidOn: origin } : each,
    );
    const paid = expectationChange(early, origin, until).paid - expectationChange(all, origin, until).paid;
    expect(paid).toBeLessThan(-450);
    expect(paid).toBeGreaterThanOrEqual(-500);
  });

  it('has a reason in a run that did not pay', () => {
    const late = all.map((each) =>
      each.paidOn === nextThursday ? { ...each, paidOn: nextThursday + 7 } : each,
    );
    const skipped = expectationChange(late, nextThursday, nextThursday + 42);
    const usual = expectationChange(all, nextThursday, nextThursday + 42);
    expect(usual.notPaid).toBeLessThan(100);
    expect(skipped.notPaid).toBeGreaterThan(usual.notPaid + 400);
  });
});

describe('a company that pays on the day on which an invoice comes', () => {
  const all = paidOnThursdays(260).map((each) => ({ ...each, dueOn: undefined, paidOn: each.receivedOn }));

  it('is expected to pay tomorrow what comes tomorrow', () => {
    const { now } = expectationChange(all, origin, origin + 1);
    expect(now).toBeGreaterThan(70);
    expect(now).toBeLessThan(110);
  });
});

describe('no invoices', () => {
  it('have no difference', () => {
    expect(Object.values(expectationChange([], origin, until)).map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
