import { describe, expect, it } from 'vitest';
import { bandsOf, type Charted } from '../../../dashboards/anomaly-bands.ts';
import type {
  AnomalyListing,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';

const starts = ['2026-03-10', '2026-03-11', '2026-03-12'].map((day) => `${day}T00:00:00.000Z`);
const steps = { starts, to: '2026-03-13T00:00:00.000Z' };
const events: Charted = { stages: ['posting'], measure: 'events' };

function anomaly(from: string, until: string, changes: Partial<ListedAnomaly> = {}): ListedAnomaly {
  return {
    ...{
      id: from,
      sentence: 'Unusual.',
      metric: 'posting',
      stage: 'posting',
      exceptions: false,
      measure: 'events',
    },
    ...{ bucket: 'hour', from: `2026-03-${from}:00:00.000Z`, until: `2026-03-${until}:00:00.000Z` },
    ...{ state: 'over', direction: 'less', actual: 0, expected: 40, explanation: null },
    ...{ acknowledged: null, asExpected: null, ...changes },
  };
}

function bandsFor(charted: Charted, ...anomalies: readonly ListedAnomaly[]) {
  const listing: AnomalyListing = { lookedAt: null, judgedUntil: null, metrics: [], anomalies };
  return bandsOf(listing, charted, steps).map(({ first, last }) => [first, last]);
}

describe('Given a chart of three days', () => {
  it.each([
    ['10T08', '10T12', [[0, 0]]],
    ['10T23', '11T01', [[0, 1]]],
    ['11T00', '12T00', [[1, 1]]],
    ['12T22', '14T01', [[2, 2]]],
    ['08T00', '10T00', []],
    ['13T00', '14T00', []],
  ])('When an episode is from %s to %s, Then its band has these steps', (from, until, expected) => {
    expect(bandsFor(events, anomaly(from, until))).toEqual(expected);
  });

  it('When it is of another measure, or was corrected, Then there is no band', () => {
    expect(
      bandsFor(
        events,
        anomaly('10T08', '10T12', { stage: 'ingestion' }),
        anomaly('10T08', '10T12', { exceptions: true }),
        anomaly('10T08', '10T12', { measure: 'share' }),
        anomaly('10T08', '10T12', { measure: 'vendor', vendor: 'V-1' }),
        anomaly('10T08', '10T12', { state: 'corrected' }),
      ),
    ).toEqual([]);
    expect(bandsOf(undefined, events, steps)).toEqual([]);
  });

  it('When it shows amounts, Then only those of its currencies are marked', () => {
    const amount = { measure: 'amount' } as const;
    const all = [
      anomaly('10T08', '10T12', { ...amount, currency: 'EUR' }),
      anomaly('11T08', '11T12', { ...amount, currency: 'USD' }),
      anomaly('12T08', '12T12'),
    ];
    const shown = { ...events, ...amount };
    expect(bandsFor({ ...shown, currencies: ['EUR'] }, ...all)).toEqual([[0, 0]]);
    expect(bandsFor({ ...shown, currencies: ['EUR', 'USD'] }, ...all)).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(bandsFor(shown, ...all)).toEqual([]);
  });

  it('When it shows a share or durations, Then those of its stages are marked', () => {
    const share = anomaly('10T08', '10T12', { measure: 'share', exceptions: true });
    const duration = anomaly('11T08', '11T12', { measure: 'duration' });
    expect(bandsFor({ ...events, measure: 'share' }, share, duration)).toEqual([[0, 0]]);
    expect(bandsFor({ ...events, measure: 'duration' }, share, duration)).toEqual([[1, 1]]);
  });
});
