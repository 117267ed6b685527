import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventCount } from '../../../../functions/core/analytics/anomaly/event-counts.ts';
import { judgeShares, shareLimits } from '../../../../functions/core/analytics/anomaly/shares.ts';
import { neededHours, watch } from '../../../../functions/core/analytics/anomaly/watch.ts';
import { metricNamed } from '../../../../functions/core/analytics/anomaly/watched-metrics.ts';

const hourMs = 3_600_000;
const weeks = 9;
const hours = weeks * 168;
/** A Monday of no season, whatever zone it is in. */
const firstHour = (Date.parse('2026-03-02T00:00:00Z') - (weeks - 1) * 168 * hourMs) / hourMs;

/** So many of a hundred in every hour before the last, of which there are others. */
function seriesOf(often: number, last: { readonly part: number; readonly all: number }, usual = 100) {
  const of = (each: number, end: number) => ({
    firstHour,
    values: Array.from({ length: hours }, (_, index) => (index === hours - 1 ? end : each)),
  });
  return { part: of((often * usual) / 100, last.part), all: of(usual, last.all) };
}

const lastHour = { from: firstHour + hours - 1, until: firstHour + hours };

function lastVerdict(often: number, last: { readonly part: number; readonly all: number }, usual?: number) {
  return judgeShares(seriesOf(often, last, usual), lastHour)[0];
}

describe('Given an hour with exceptions', () => {
  it('When all events are any number of times as many, Then their share is usual', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }), (often, times) => {
        const last = { part: often * times, all: 100 * times };
        expect(lastVerdict(often, last)?.verdict).toBe('usual');
      }),
    );
  });

  it('When their share is five times as large, Then it is unusual', () => {
    const judged = lastVerdict(5, { part: 25, all: 100 });
    expect(judged).toMatchObject({ verdict: 'unusual', value: 25 });
    expect(judged?.expected).toBeCloseTo(5, 1);
  });

  it('When fewer change than matter, Then none is unusual, however large a share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), (part) => {
        expect(lastVerdict(1, { part, all: 8 })?.verdict).toBe('usual');
      }),
    );
    expect(lastVerdict(1, { part: 1 + shareLimits.change, all: 100 })?.verdict).toBe('unusual');
  });

  it('When exceptions stop where there are many, Then it is unusual', () => {
    expect(lastVerdict(30, { part: 0, all: 100 })?.verdict).toBe('unusual');
  });

  it('When nothing happened, or usually too little does, Then nobody can tell', () => {
    expect(lastVerdict(5, { part: 0, all: 0 })?.verdict).toBe('cannot tell');
    expect(lastVerdict(50, { part: 40, all: 40 }, 7)?.verdict).toBe('cannot tell');
  });

  it('When less than three weeks are known, Then it is still learned', () => {
    const { part, all } = seriesOf(5, { part: 90, all: 100 });
    const short = (of: typeof part, from: number) => ({
      firstHour: firstHour + from,
      values: of.values.slice(from),
    });
    const verdictAfter = (known: number) =>
      judgeShares({ part: short(part, hours - known), all: short(all, hours - known) }, lastHour)[0]?.verdict;
    expect(verdictAfter(3 * 168)).toBe('learning');
    expect(verdictAfter(4 * 168)).toBe('unusual');
  });

  it('When shares waver from hour to hour, Then more has to change', () => {
    const { part, all } = seriesOf(10, { part: 40, all: 100 });
    const wavering = {
      ...part,
      // Without a period of a day or a week, or slots would learn it.
      values: part.values.map((of, index) => (index === hours - 1 ? of : [1, 22, 6, 17, 4][index % 5])),
    };
    expect(judgeShares({ part, all }, lastHour)[0]?.verdict).toBe('unusual');
    expect(judgeShares({ part: wavering, all }, lastHour)[0]?.verdict).toBe('usual');
  });

  it('When it was far out on a few days, Then they teach little', () => {
    const { part, all } = seriesOf(5, { part: 25, all: 100 });
    const struck = {
      ...part,
      values: part.values.map((of, index) => (index % 120 < 6 && index < hours - 1 ? 90 : of)),
    };
    const expectedOf = (of: typeof part & { expectedHours?: ReadonlySet<number> }) =>
      judgeShares({ part: of, all }, lastHour)[0]?.expected ?? Number.NaN;
    expect(expectedOf(struck)).toBeLessThan(7);
    // Unless somebody said that they were to be expected.
    const said = new Set(struck.values.flatMap((of, index) => (of === 90 ? [firstHour + index] : [])));
    expect(expectedOf({ ...struck, expectedHours: said })).toBeGreaterThan(12);
  });
});

describe('Given counts of a stage, of which one currency is rejected', () => {
  const until = Date.parse('2026-05-07T14:00:00Z');
  const known = neededHours(until);
  const struck = until - 3 * hourMs;
  /** @param rejected of euros and of pounds in the last hours */
  const countsWith = (rejected: readonly [number, number]) =>
    Array.from({ length: (known.until - known.from) / hourMs }, (_, index) => {
      const at = known.from + index * hourMs;
      const of = (currency: string, status: 'received' | 'rejected', count: number): EventCount => ({
        ...{ at, stage: 'ingestion', status, currency, count },
      });
      const [euros, pounds] = at >= struck ? rejected : [4, 2];
      return [
        ...[of('EUR', 'received', 60 - euros), of('EUR', 'rejected', euros)],
        ...[of('GBP', 'received', 40 - pounds), of('GBP', 'rejected', pounds)],
      ];
    }).flat();
  const metric = metricNamed('ingestion-share');

  it('When it is watched, Then its episode names the currency, with figures', () => {
    const state = watch(metric, countsWith([4, 36]), { zone: { offsetAt: () => 0 }, known, expected: [] });
    expect(state.judged).toBe('hour');
    expect(state.episodes).toMatchObject([
      { from: struck, until, direction: 'more', value: 120, whole: 300 },
    ]);
    expect(state.episodes[0]?.expected).toBeCloseTo(18, 0);
    expect(state.episodes[0]?.explanation?.elements.map(({ element }) => element)).toEqual(['GBP']);
  });

  it('When all currencies are struck alike, Then none is named', () => {
    const counts = countsWith([24, 12]);
    const state = watch(metric, counts, { zone: { offsetAt: () => 0 }, known, expected: [] });
    expect(state.episodes).toHaveLength(1);
    expect(state.episodes[0]?.explanation).toBeUndefined();
  });
});
