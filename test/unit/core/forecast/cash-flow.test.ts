import fc from 'fast-check';
import { mean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import {
  type CashFlowWeek,
  cashFlowForecast,
  correctedWeeks,
  paidByWeek,
} from '../../../../functions/core/analytics/forecast/cash-flow.ts';
import { intervalLevels } from '../../../../functions/core/analytics/forecast/interval.ts';
import type { Payable } from '../../../../functions/core/analytics/forecast/payable.ts';
import { sized } from '../../../long-run.ts';
import { paidOnThursdays, payablesOf, start } from './payables.ts';

const options = { origin: start + 200, weeks: 6, paths: 60, seed: 7, backtests: 8 };

function plain(weeks: readonly CashFlowWeek[]) {
  return weeks.map(({ firstDay, ...parts }) => ({
    firstDay,
    ...Object.fromEntries(
      Object.entries(parts).map(([part, { mean, median, interval }]) => [
        part,
        { mean, median, intervals: intervalLevels.map(interval) },
      ]),
    ),
  }));
}

/** Invoices about the origin, most of them paid some day. */
const payables = fc
  .array(
    fc.record({
      vendor: fc.constantFrom('V-1', 'V-2', 'V-3'),
      amount: fc.integer({ min: 1, max: 1_000_000 }).map((cents) => cents / 100),
      receivedOn: fc.integer({ min: start, max: start + 250 }),
      dueAfter: fc.option(fc.integer({ min: -10, max: 90 }), { nil: undefined }),
      kind: fc.constantFrom('invoice', 'with discount'),
      paidAfter: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map(payablesOf);

describe('a company that pays on the Thursday after the due date', () => {
  const weeks = cashFlowForecast(paidOnThursdays(260), { ...options, paths: 300 });
  const paid = paidByWeek(paidOnThursdays(260), options, options.weeks);

  it('is expected to pay in each week, and in all, about what it pays', () => {
    for (const [week, { total }] of weeks.entries()) {
      expect(total.mean).toBeGreaterThan((paid[week]?.total ?? 0) * 0.7);
      expect(total.mean).toBeLessThan((paid[week]?.total ?? 0) * 1.3);
    }
    const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
    const share = sum(weeks.map(({ total }) => total.mean)) / sum(paid.map(({ total }) => total));
    expect(Math.abs(share - 1)).toBeLessThan(0.1);
  });

  it('is expected to pay later what has not come yet', () => {
    const [first, , , , , last] = weeks;
    expect(first?.toCome.mean).toBeLessThan(50);
    expect(last?.toCome.mean).toBeGreaterThan(300);
    expect(last?.open.mean).toBeLessThan(200);
  });

  it('names the days of its weeks', () => {
    expect(weeks.map(({ firstDay }) => firstDay - options.origin)).toEqual([1, 8, 15, 22, 29, 36]);
  });
});

describe('a company whose runs are put off now and then', () => {
  /** Every fourth run pays nothing; the next pays for both. */
  const runs = paidOnThursdays(260, 4).map((each) => {
    const run = Math.floor(((each.paidOn ?? 0) - start) / 7);
    return run % 4 === 1 ? { ...each, paidOn: (each.paidOn ?? 0) + 7 } : each;
  });
  const widthOf = (all: readonly Payable[], backtests: number) => {
    const [week] = cashFlowForecast(all, { ...options, paths: 400, backtests });
    const { low, high } = week?.total.interval(0.8) ?? { low: 0, high: 0 };
    return high - low;
  };

  it('gets intervals that are wider than those of one that never does it', () => {
    expect(widthOf(runs, 0)).toBeGreaterThan(1.5 * widthOf(paidOnThursdays(260, 4), 0));
  });
});

describe('any invoices', () => {
  it('always give the same forecast for a seed', () => {
    fc.assert(
      fc.property(payables, (all) => {
        expect(plain(cashFlowForecast(all, options))).toEqual(plain(cashFlowForecast(all, options)));
      }),
      { numRuns: sized(4, 10) },
    );
  });

  it('give a forecast that never knows what comes after its origin', () => {
    fc.assert(
      fc.property(payables, (all) => {
        const until = all
          .filter(({ receivedOn }) => receivedOn <= options.origin)
          .map((each) => ((each.paidOn ?? 0) > options.origin ? { ...each, paidOn: undefined } : each));
        fc.pre(until.length > 0);
        expect(plain(cashFlowForecast(all, options))).toEqual(plain(cashFlowForecast(until, options)));
      }),
      { numRuns: sized(6, 20) },
    );
  });

  it('are never paid twice: the weeks of what is open are at most what is open', () => {
    fc.assert(
      fc.property(payables, (all) => {
        const weeks = cashFlowForecast(all, { ...options, weeks: 20, backtests: 0 });
        const open = all
          .filter(
            ({ receivedOn, paidOn }) => receivedOn <= options.origin && !(paidOn && paidOn <= options.origin),
          )
          .reduce((sum, { amount }) => sum + amount, 0);
        expect(weeks.reduce((sum, week) => sum + week.open.mean, 0)).toBeLessThanOrEqual(open + 0.001);
      }),
      { numRuns: sized(6, 20) },
    );
  });

  it('always get intervals around what is expected, one in the other, none below 0', () => {
    fc.assert(
      fc.property(payables, fc.integer({ min: 1, max: 7 }), (all, firstDays) => {
        for (const { open, toCome, total } of cashFlowForecast(all, { ...options, firstDays }))
          for (const part of [open, toCome, total]) {
            const ends = [Math.min(part.median, part.mean), Math.max(part.median, part.mean)];
            for (const level of intervalLevels) {
              const { low, high } = part.interval(level);
              expect(low).toBeLessThanOrEqual(ends[0] ?? 0);
              expect(high).toBeGreaterThanOrEqual(ends[1] ?? 0);
              expect(low).toBeGreaterThanOrEqual(0);
              ends.splice(0, 2, low, high);
            }
          }
      }),
      { numRuns: sized(6, 20) },
    );
  });
});

describe('an invoice that is heard of long after it was paid', () => {
  const all = paidOnThursdays(260, 5).map((each, index) => ({ ...each, amount: 1 + ((index * 37) % 199) }));
  const before = cashFlowForecast(all, options);

  const boundsOf = (weeks: readonly CashFlowWeek[]) =>
    weeks.flatMap(({ total }) =>
      intervalLevels.map(total.interval).flatMap(({ low, high }) => [total.mean, low, high]),
    );

  it.each([0, 75, 150, 225, 300, 375, 450])('hardly moves a forecast (%i)', (index) => {
    const [like] = all.slice(index);
    const late = like ? [{ ...like, id: 'late' }] : [];
    const [then, now] = [before, cashFlowForecast([...late, ...all], options)].map(boundsOf);
    const moved = (then ?? []).map((each, at) => Math.abs(each - (now?.[at] ?? 0)));
    // In a week some 3,200 are paid. When courses were drawn anew, bounds moved by 135.
    expect(mean(moved)).toBeLessThan(15);
    expect(mean(moved)).toBeGreaterThan(0);
  });
});

describe('backtests whose values were outside of the narrow intervals alone', () => {
  const week = (values: (index: number) => number) => {
    const total = Float64Array.from({ length: 101 }, (_, index) => values(index));
    return { open: total, toCome: total, total };
  };
  const origin = start + 100;
  const payables = Array.from({ length: 12 }, (_, back) => {
    const paidOn = origin - 7 * back;
    return { id: `I-${back}`, vendor: 'V', amount: 150, kind: 'invoice', receivedOn: start, paidOn };
  });
  const backtests = payables.map(({ paidOn }) => ({
    origin: paidOn - 7,
    weeks: [week((index) => (index < 95 ? index / 2 : 400))],
  }));
  const [corrected] = correctedWeeks(payables, { origin }, [week((index) => index)], backtests);

  it('widen these, and the wide ones as far', () => {
    const [narrow, wide] = [corrected?.total.interval(0.8), corrected?.total.interval(0.95)];
    expect(narrow?.high).toBeGreaterThan(98);
    expect(wide?.high).toBe(narrow?.high);
  });
});

describe('a large invoice that is seldom paid in a week', () => {
  it('is expected in it, and in its intervals', () => {
    const values = Float64Array.from({ length: 100 }, (_, path) => (path === 0 ? 50_000 : 0));
    const seldom = { open: values, toCome: new Float64Array(100), total: values };
    const [week] = correctedWeeks([], options, [seldom], []);
    expect(week?.total.mean).toBe(500);
    for (const level of intervalLevels) expect(week?.total.interval(level)).toEqual({ low: 0, high: 500 });
  });
});

describe('a part of a week', () => {
  const at = { origin: start + 100, firstDays: 2 };
  const week = (values: (index: number) => number) => {
    const total = Float64Array.from({ length: 101 }, (_, index) => values(index));
    return { open: total, toCome: total, total };
  };
  const none = week(() => 0);
  const hundred = week(() => 100);
  /** Twelve backtests: nothing is ever paid in the part, and 400 in the week after it. */
  const payables = Array.from({ length: 13 }, (_, back) => ({
    ...{ id: `I-${back}`, vendor: 'V', amount: 400, kind: 'invoice', receivedOn: start },
    paidOn: at.origin - 7 * back,
  }));
  const backtests = Array.from({ length: 12 }, (_, back) => ({
    origin: at.origin - 7 * (back + 1),
    weeks: [none, hundred],
  }));
  const [part, whole] = correctedWeeks(payables, at, [none, hundred], backtests);

  it('is not corrected by what whole weeks are off by', () => {
    expect(part?.total.interval(0.95)).toEqual({ low: 0, high: 0 });
    expect(whole?.total.interval(0.95).high).toBeGreaterThan(200);
  });

  it('says so by the first day of the week after it', () => {
    expect([part?.firstDay, whole?.firstDay]).toEqual([at.origin + 1, at.origin + 3]);
  });
});

describe('credit notes alone', () => {
  it('are expected as negative payments', () => {
    const notes = paidOnThursdays(260).map((each) => ({
      ...each,
      amount: -each.amount,
      kind: 'credit note',
    }));
    const [week] = cashFlowForecast(notes, options);
    expect(week?.total.mean).toBeLessThan(-400);
    expect(week?.total.interval(0.95).low).toBeLessThan(-400);
  });
});

describe('no invoices', () => {
  it('give a forecast of nothing', () => {
    for (const { total } of cashFlowForecast([], options)) {
      expect(total.mean).toBe(0);
      expect(total.interval(0.95)).toEqual({ low: 0, high: 0 });
    }
  });
});
