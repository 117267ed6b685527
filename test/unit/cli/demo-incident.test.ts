import { describe, expect, test } from 'vitest';
import { storyTimes } from '../../../cli/demo/story.ts';
import { neededHours, watch } from '../../../functions/core/analytics/anomaly/watch.ts';
import { metricNamed } from '../../../functions/core/analytics/anomaly/watched-metrics.ts';
import { countsOfDemo } from './demo-counts.ts';

const hourMs = 3_600_000;

describe('Given the demo, whose matching failed on the last business day', () => {
  test.each([
    ['a Sunday', '2026-11-15T05:00:00.000Z'],
    ['the first of a month', '2026-10-01T09:00:00.000Z'],
    ['the end of a year', '2026-12-31T23:30:00.000Z'],
    ['a day of pay runs', '2027-02-16T12:00:00.000Z'],
  ])('When it starts on %s, Then the day is found, and named after mismatches', (_, asOf) => {
    const until = Math.floor(Date.parse(asOf) / hourMs) * hourMs;
    const known = neededHours(until);
    const counts = countsOfDemo(asOf, until).filter(({ at }) => at >= known.from && at < known.until);
    const metric = metricNamed('reconciliation');
    const { episodes, judged } = watch(metric, counts, { zone: { offsetAt: () => 0 }, known, expected: [] });
    const { lastIncident } = storyTimes(Date.parse(asOf));
    const found = episodes.find(
      ({ from, until: to }) => from < lastIncident.toMs && to > lastIncident.fromMs,
    );
    expect(judged).toBe('day');
    expect(found).toMatchObject({ direction: 'more', explanation: { dimension: 'status' } });
    expect(found?.explanation?.elements[0]?.element).toBe('mismatched');
  });
});
