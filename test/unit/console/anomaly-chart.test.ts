import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnomalySlot,
  anomalySlots,
  lonelySlots,
  ownBand,
  slotAfter,
} from '../../../dashboards/anomaly-chart.ts';
import { courseWords } from '../../../dashboards/anomaly-words.ts';
import type { AnomalySeries, AnomalyStep } from '../../../functions/core/analytics/anomaly/anomaly-series.ts';
import { localHour, momentOfHour } from '../../../functions/core/analytics/anomaly/counted-series.ts';
import type { ListedAnomaly } from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { zoneOffsets } from '../../../functions/core/values/zone-offsets.ts';

const hourMs = 3_600_000;
const zone = zoneOffsets('Europe/Amsterdam') ?? { offsetAt: () => Number.NaN };
/** In the night after the second day, clocks are put back. */
const firstDay = Date.parse('2026-10-24') / hourMs;

const anomaly: ListedAnomaly = {
  ...{
    id: 'a',
    sentence: 'Unusual.',
    metric: 'posting',
    stage: 'posting',
    measure: 'events',
    exceptions: false,
  },
  ...{ bucket: 'day', from: '2026-10-25T22:00:00.000Z', until: '2026-10-26T23:00:00.000Z', state: 'over' },
  ...{ direction: 'less', actual: 0, expected: 40, explanation: null, acknowledged: null, asExpected: null },
};

/** The steps of a chart at these hours of the zone, counted from the first day. */
function stepsAt(hours: readonly number[]): readonly AnomalyStep[] {
  return hours.map((hour) => {
    const at = momentOfHour(firstDay + hour, zone);
    const day = new Date((firstDay + hour) * hourMs).toISOString().slice(0, 10);
    return { at: new Date(at).toISOString(), day, observed: 1, expected: 1, score: 0, isEpisode: false };
  });
}

function seriesOf(steps: readonly AnomalyStep[], changes: Partial<ListedAnomaly> = {}): AnomalySeries {
  const metric = { metric: 'posting', title: 'Posting events', judged: 'day', weeks: 8 } as const;
  return { anomaly: { ...anomaly, ...changes }, title: 'Posting events', metric, lookedAt: null, steps };
}

const keyOf = ({ at, day }: AnomalySlot, bucket: 'hour' | 'day') => (bucket === 'day' ? day : at);

describe('Given hours or days of which some cannot be told', () => {
  it.each(['hour', 'day'] as const)('When any %ss are drawn, Then each has one place, in order', (bucket) => {
    const length = bucket === 'day' ? 24 : 1;
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 120 }), { minLength: 1 }), (drawn) => {
        const steps = stepsAt(drawn.toSorted((a, b) => a - b).map((each) => each * length));
        const [first, last] = [steps[0], steps.at(-1)];
        const slots = anomalySlots(seriesOf(steps, { bucket }));
        expect(slots.flatMap(({ step }) => step ?? [])).toEqual(steps);
        const keys = slots.map((slot) => keyOf(slot, bucket));
        expect(keys).toEqual([...new Set(keys)].toSorted());
        if (!first || !last) return;
        const elapsed =
          bucket === 'day'
            ? localHour(Date.parse(last.at), zone) - localHour(Date.parse(first.at), zone)
            : (Date.parse(last.at) - Date.parse(first.at)) / hourMs;
        expect(slots).toHaveLength(elapsed / length + 1);
      }),
    );
  });

  it('When a step stands alone, Then it has a dot', () => {
    const slots = anomalySlots(seriesOf(stepsAt([0, 48, 72])));
    expect(slots.map(({ step }) => step !== undefined)).toEqual([true, false, true, true]);
    expect(lonelySlots(slots)).toEqual([true, false, false, false]);
  });
});

describe('Given days in which clocks are put back', () => {
  const slots = anomalySlots(seriesOf(stepsAt([0, 24, 48, 72])));

  it('When one of them was unusual, Then it alone is marked', () => {
    const found = { from: stepsAt([24])[0]?.at ?? '', until: stepsAt([48])[0]?.at ?? '' };
    expect(ownBand({ ...anomaly, ...found }, slots)).toMatchObject({ first: 1, last: 1 });
  });

  it('When the last one was, Then a day follows that the mark ends with', () => {
    const [last] = slots.slice(-1);
    if (!last) throw new Error('There is no day');
    const next = slotAfter(last, 'day');
    expect([last.day, next.day]).toEqual(['2026-10-27', '2026-10-28']);
    expect(ownBand({ ...anomaly, from: last.at, until: next.at }, slots)).toMatchObject({
      first: 3,
      last: 3,
    });
  });

  it('When it was corrected, or is not shown, Then nothing is marked', () => {
    expect(ownBand({ ...anomaly, state: 'corrected' }, slots)).toBeUndefined();
    expect(ownBand(anomaly, [])).toBeUndefined();
  });
});

describe('Given an anomaly of which something is lacking', () => {
  const steps = stepsAt([0]).map((step) => ({ ...step, low: 0, high: 9 }));

  it('When all is there, Then nothing is said', () => {
    expect(courseWords(seriesOf(steps))).toBe('');
  });

  it('When no score is kept, or its metric is learned anew, Then it says so', () => {
    const learning = { metric: 'posting', title: 'Posting events', judged: 'learning', weeks: 1 } as const;
    expect(courseWords({ ...seriesOf([]), metric: learning })).toBe(
      'Of that time nothing is kept of what was expected. Learning, 1 week so far, what is usual for: Posting events.',
    );
    expect(courseWords({ ...seriesOf(steps), metric: { ...learning, judged: 'cannot tell' } })).toBe(
      'Usually too few come to tell what is unusual for: Posting events.',
    );
  });

  it('When it is of a former version, or watched no more, Then it says so', () => {
    expect(courseWords({ ...seriesOf(stepsAt([0])), metric: null })).toBe(
      'How far off is unusual was not kept of it: it was found by a former version. Nobody watches it any more.',
    );
  });
});
