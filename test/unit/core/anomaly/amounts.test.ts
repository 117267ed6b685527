import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventCount } from '../../../../functions/core/analytics/anomaly/event-counts.ts';
import { anomalySentence } from '../../../../functions/core/analytics/anomaly/sentence.ts';
import { neededHours, watch } from '../../../../functions/core/analytics/anomaly/watch.ts';
import { metricNamed, watchedIn } from '../../../../functions/core/analytics/anomaly/watched-metrics.ts';

const hourMs = 3_600_000;
const until = Date.parse('2026-05-07T14:00:00Z');
const known = neededHours(until);
const struck = until - 3 * hourMs;
const metric = metricNamed('posting-amount-EUR');

interface Last {
  readonly count: number;
  readonly posted: number;
  readonly paid: number;
}

/** Twenty postings and twenty payments of a thousand in every hour, and something else in the last three. */
function counts(last: Last, { since = known.from, each = 20 } = {}): readonly EventCount[] {
  return Array.from({ length: (until - since) / hourMs }, (_, index) => {
    const at = since + index * hourMs;
    const { count, posted, paid } = at < struck ? { count: each, posted: 1_000, paid: 1_000 } : last;
    const of = (status: 'posted' | 'paid', amount: number): EventCount => ({
      ...{ at, stage: 'posting', status, currency: 'EUR', count, amount: `${count * amount}.00` },
    });
    return [of('posted', posted), of('paid', paid)];
  }).flat();
}

function watched(some: readonly EventCount[]) {
  return watch(metric, some, { zone: { offsetAt: () => 0 }, known, expected: [] });
}

describe('Given amounts that are alike in every hour', () => {
  it('When those of one status are five times as large, Then it is named', () => {
    const state = watched(counts({ count: 20, posted: 5_000, paid: 1_000 }));
    expect(state.judged).toBe('hour');
    expect(state.episodes).toMatchObject([{ from: struck, until, direction: 'more' }]);
    const [episode] = state.episodes;
    expect(episode?.value).toBeCloseTo(360_000, 3);
    expect(episode?.expected).toBeCloseTo(120_000, -3);
    expect(episode?.explanation?.elements.map(({ element }) => element)).toEqual(['posted']);
    const said = { title: 'Amounts', measure: 'amount', bucket: 'hour', currency: 'EUR' } as const;
    if (!episode) throw new Error('There is no episode');
    expect(anomalySentence(said, { ...episode, from: 0, until: 3 }, episode.explanation)).toMatch(
      /^Amounts: more than usual, EUR 360,000 instead of about EUR 1\d\d,\d{3} in 3 hours; all of .* posted\.$/,
    );
  });

  it('When as many events are worth next to nothing, Then it is unusual', () => {
    expect(watched(counts({ count: 20, posted: 1, paid: 1 })).episodes).toMatchObject([
      { direction: 'less' },
    ]);
  });

  it('When more is credited than invoiced, Then it counts as nothing', () => {
    const state = watched(counts({ count: 20, posted: 10, paid: -1_000 }));
    expect(state.episodes).toMatchObject([{ direction: 'less' }]);
    expect(state.episodes[0]?.value).toBeCloseTo(0, 6);
  });

  it('When any are up to twice what is usual, or half of it, Then none is unusual', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 2_000 }), (amount) => {
        expect(watched(counts({ count: 20, posted: amount, paid: amount })).episodes).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('When they are known for less than three weeks, Then they are still learned', () => {
    const since = until - 20 * 24 * hourMs;
    const last = { count: 20, posted: 9_000, paid: 9_000 };
    expect(watched(counts(last, { since }))).toMatchObject({ judged: 'learning', episodes: [] });
  });

  it('When too few happen in an hour, Then days are judged', () => {
    const state = watched(counts({ count: 7, posted: 1_000, paid: 1_000 }, { each: 7 }));
    expect(state.judged).toBe('day');
    expect(state.episodes).toEqual([]);
  });
});

describe('Given a cell with many currencies', () => {
  const of = (currency: string, count: number, amount = '1.00'): EventCount => ({
    ...{ at: known.from, stage: 'posting', status: 'paid', currency, count, amount },
  });

  it('When it is watched, Then amounts are of those with the most events', () => {
    const watchedAmounts = watchedIn([of('CHF', 1, '9e9'), of('GBP', 3), of('EUR', 9), of('USD', 2)]);
    const currencies = watchedAmounts.flatMap(({ currency }) => currency ?? []);
    expect([...new Set(currencies)]).toEqual(['EUR', 'GBP', 'USD']);
    for (const each of watchedAmounts) expect(metricNamed(each.id)).toEqual(each);
  });

  it('When nothing says what events are worth, Then no amounts are watched', () => {
    const { amount: _, ...unknown } = of('EUR', 5);
    expect(watchedIn([unknown]).filter(({ measure }) => measure === 'amount')).toEqual([]);
    expect(() => metricNamed('posting-amount')).toThrow(RangeError);
  });
});
