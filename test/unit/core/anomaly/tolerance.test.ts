import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventCount } from '../../../../functions/core/analytics/anomaly/event-counts.ts';
import { judgeShares, shareLimits } from '../../../../functions/core/analytics/anomaly/shares.ts';
import { tolerated } from '../../../../functions/core/analytics/anomaly/tolerance.ts';
import { neededHours, watch } from '../../../../functions/core/analytics/anomaly/watch.ts';
import { metricNamed } from '../../../../functions/core/analytics/anomaly/watched-metrics.ts';

const hourMs = 3_600_000;
const until = Date.parse('2026-05-07T14:00:00Z');
const known = neededHours(until);

/** Payments of a hundred each that waver by a tenth, and so many in the last hour. */
function payments(last: number): readonly EventCount[] {
  const hours = (until - known.from) / hourMs;
  return Array.from({ length: hours }, (_, index) => {
    const count = index === hours - 1 ? last : Math.round(40 * (1 + 0.1 * Math.sin(index)));
    return {
      ...{ at: known.from + index * hourMs, stage: 'posting', status: 'paid', currency: 'EUR' },
      ...{ count, amount: `${100 * count}.00` },
    };
  });
}

function watched(metric: string, last: number) {
  return watch(metricNamed(metric), payments(last), { zone: { offsetAt: () => 0 }, known, expected: [] });
}

describe.each(['posting', 'posting-amount-EUR'])('Given the tolerance of an episode of %s', (metric) => {
  const tolerance = watched(metric, 4_000).episodes[0]?.tolerance;

  test('When any other number is there, Then it is unusual if it is outside', () => {
    fc.assert(
      fc.property(fc.nat({ max: 160 }), (last) => {
        const { scores, episodes } = watched(metric, last);
        const score = scores.at(-1);
        if (!tolerance || !score) throw new Error('The last hour was not judged');
        const { low, high } = tolerated(score.expected, tolerance);
        const isOutside = score.observed <= low || score.observed >= high;
        expect([score.isEpisode, episodes.length]).toEqual([isOutside, isOutside ? 1 : 0]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('Given exceptions among the events of an hour', () => {
  test('When any are there, Then they are unusual if they are outside of its limit', () => {
    const firstHour = (known.from - (known.from % (168 * hourMs))) / hourMs;
    const hours = 9 * 168;
    const seriesOf = (each: number, wave: number, last: number) => ({
      firstHour,
      values: Array.from({ length: hours }, (_, index) =>
        index === hours - 1 ? last : Math.round(each * (1 + wave * Math.sin(index))),
      ),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.oneof(fc.constant(0), fc.nat({ max: 200 })),
        (often, value) => {
          // Shares that waver, so that the residual decides in either direction.
          const of = { part: seriesOf(often, 0.5, value), all: seriesOf(100, 0, 200) };
          const [judged] = judgeShares(of, { from: firstHour + hours - 1, until: firstHour + hours });
          const { limit: deviation = 0, residual = 0 } = judged ?? {};
          const tolerance = { deviation, residual, addend: 3, change: shareLimits.change };
          const expected = judged?.expected ?? 0;
          // On the edge itself floating-point numbers decide.
          fc.pre(Math.abs(Math.abs(value - expected) - tolerance.change) > 1e-6);
          const { low, high } = tolerated(expected, tolerance);
          // Where nothing at all is tolerated, nothing is too few.
          const isOutside = (low > 0 && value <= low) || value >= high;
          expect(judged?.verdict).toBe(isOutside ? 'unusual' : 'usual');
        },
      ),
    );
  });
});

describe('Given something of which little is expected', () => {
  test('When its tolerance is shown, Then it never begins below nothing', () => {
    expect(tolerated(8, { deviation: 0.9, addend: 3, change: 15 })).toEqual({
      low: 0,
      high: expect.closeTo(11 * Math.exp(0.9) - 3),
    });
    expect(tolerated(60, { deviation: 0.1, addend: 0, change: 60 })).toEqual({ low: 0, high: 120 });
  });
});
