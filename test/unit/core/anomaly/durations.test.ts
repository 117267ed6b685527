import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventCount } from '../../../../functions/core/analytics/anomaly/event-counts.ts';
import { histogramBase } from '../../../../functions/core/analytics/anomaly/histogram.ts';
import { anomalySentence } from '../../../../functions/core/analytics/anomaly/sentence.ts';
import { neededHours, watch } from '../../../../functions/core/analytics/anomaly/watch.ts';
import { metricNamed } from '../../../../functions/core/analytics/anomaly/watched-metrics.ts';

const hourMs = 3_600_000;
const until = Date.parse('2026-05-07T14:00:00Z');
const known = neededHours(until);
const struck = until - 3 * hourMs;
const metric = metricNamed('authorization-duration-approved');

/** How long those of a currency take, in minutes, and how many there are in an hour. */
interface Taken {
  readonly minutes: number;
  readonly each: number;
}

type ByCurrency = Readonly<Record<string, Taken>>;

const usual: ByCurrency = { EUR: { minutes: 60, each: 30 }, GBP: { minutes: 60, each: 20 } };

/** Spread over half an order of magnitude, so that medians have something to be the middle of. */
function durations({ minutes, each }: Taken): string {
  return Array.from({ length: each }, (_, index) => {
    const ms = minutes * 60_000 * 3 ** ((2 * index + 1) / each - 1);
    return `${Math.floor(Math.log(ms + 1) / Math.log(histogramBase))}:1`;
  }).join(' ');
}

function counts(last: ByCurrency, { since = known.from, before = usual } = {}): readonly EventCount[] {
  return Array.from({ length: (until - since) / hourMs }, (_, index) => {
    const at = since + index * hourMs;
    return Object.entries(at < struck ? before : last).map(
      ([currency, taken]): EventCount => ({
        ...{ at, stage: 'authorization', status: 'approved', currency, count: taken.each },
        durations: durations(taken),
      }),
    );
  }).flat();
}

function watched(some: readonly EventCount[]) {
  return watch(metric, some, { zone: { offsetAt: () => 0 }, known, expected: [] });
}

describe('Given approvals that take as long in every hour', () => {
  it('When those of one currency take eight times as long, Then it is named', () => {
    const state = watched(counts({ ...usual, EUR: { minutes: 480, each: 30 } }));
    expect(state.judged).toBe('hour');
    expect(state.episodes).toMatchObject([{ from: struck, until, direction: 'more' }]);
    const [episode] = state.episodes;
    if (!episode) throw new Error('There is no episode');
    expect(episode.explanation?.elements.map(({ element }) => element)).toEqual(['EUR']);
    expect(episode.expected / 3_600).toBeCloseTo(1, 0);
    // The median of all hours together, and not a sum of theirs.
    expect(episode.value / 3_600).toBeGreaterThan(2.5);
    expect(episode.value / 3_600).toBeLessThan(5);
    const said = { title: 'Approvals', measure: 'duration', bucket: 'hour' } as const;
    expect(anomalySentence(said, { ...episode, from: 0, until: 3 }, episode.explanation)).toMatch(
      /^Approvals: longer than usual, \d(\.\d)? h instead of about 59.7 min in 3 hours; .* currency EUR\.$/,
    );
    expect(state.scores.filter(({ isEpisode }) => isEpisode)).toHaveLength(3);
    for (const { observed, expected, score } of state.scores)
      expect(score).toBeCloseTo(Math.log(observed / expected), 9);
  });

  it('When all take four times as long, Then no currency is to blame', () => {
    const slow = { EUR: { minutes: 240, each: 30 }, GBP: { minutes: 240, each: 20 } };
    const [episode] = watched(counts(slow)).episodes;
    expect(episode).toMatchObject({ direction: 'more', explanation: undefined });
  });

  it('When all take a quarter, Then it is unusual too', () => {
    const quick = { EUR: { minutes: 15, each: 30 }, GBP: { minutes: 15, each: 20 } };
    expect(watched(counts(quick)).episodes).toMatchObject([{ direction: 'less' }]);
  });

  it('When any take less than twice as long, or any number comes, Then none is unusual', () => {
    fc.assert(
      fc.property(fc.integer({ min: 32, max: 115 }), fc.integer({ min: 0, max: 90 }), (minutes, each) => {
        const last = { EUR: { minutes, each }, GBP: { minutes, each } };
        expect(watched(counts(last)).episodes).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('When they change by seconds, Then nobody waits for it', () => {
    const taking = (minutes: number) => ({ EUR: { minutes, each: 30 } });
    const of = (minutes: number) => watched(counts(taking(minutes), { before: taking(0.1) })).episodes;
    expect(of(1)).toEqual([]);
    expect(of(2)).toHaveLength(1);
  });

  it('When as few came as may be so by chance, Then it is not unusual', () => {
    const few = (each: number) => watched(counts({ EUR: { minutes: 180, each } })).episodes.length;
    expect([few(7), few(12), few(60)]).toEqual([0, 0, 1]);
  });

  it('When too few come in an hour, Then days are judged', () => {
    const few = { EUR: { minutes: 60, each: 3 } };
    const state = watched(counts(few, { before: few }));
    expect(state).toMatchObject({ judged: 'day', episodes: [] });
    expect(state.scores).toHaveLength(14);
  });

  it('When they are known for less than three weeks, Then they are still learned', () => {
    const slow = { EUR: { minutes: 900, each: 30 } };
    const since = until - 20 * 24 * hourMs;
    expect(watched(counts(slow, { since }))).toMatchObject({ judged: 'learning', episodes: [] });
    const unknown = counts(slow).map(({ durations: _, ...count }) => count);
    expect(watched(unknown)).toMatchObject({ judged: 'learning', weeks: 0 });
  });

  it('When other statuses take longer, Then it is none of theirs', () => {
    const denied = counts({ EUR: { minutes: 900, each: 300 } }).map((count) =>
      count.at < struck ? count : { ...count, status: 'denied' as const },
    );
    expect(watched([...counts(usual), ...denied.filter(({ at }) => at >= struck)]).episodes).toEqual([]);
  });
});
