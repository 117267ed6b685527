import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figurePath, type Looker } from '../../../dashboards/asks.ts';
import { coverageAsks, gapOf, unfiltered } from '../../../dashboards/coverage.ts';
import { bucketMs, type KpiReading } from '../../../dashboards/kpi-reader.ts';
import { previousOf, type ViewPeriod } from '../../../dashboards/periods.ts';
import { kpiQueryFrom } from '../../../dashboards/query-parameters.ts';

const now = Date.parse('2026-11-27T09:30:00Z');

function lookerOf(period: ViewPeriod): Looker {
  return { now, zone: 'Europe/Berlin', view: { period, compare: true, filters: { vendorId: ['V-1'] } } };
}

/** What a cell answers that received something on these days. */
function answers(looker: Looker, days: readonly string[]): readonly [KpiReading, KpiReading] {
  const [earlier, within] = coverageAsks(looker).map((ask): KpiReading => {
    const path = figurePath(ask, unfiltered(looker));
    const query = kpiQueryFrom(ask.kpi, new URLSearchParams(path.split('?')[1]), now);
    const own = days
      .filter((day) => `${day}T12` >= query.period.from && `${day}T12` < query.period.to)
      .sort();
    const row = (at: string) => ({ at: `${at}T00:00:00.000Z`, group: {}, value: '1' });
    const rows = query.bucket ? own.map(row) : [{ group: {}, value: `${own.length}` }];
    return { query, rows, truncated: false };
  });
  if (!earlier || !within) throw new Error('two questions tell it');
  return [earlier, within];
}

function gap(period: ViewPeriod, days: readonly string[]) {
  const looker = lookerOf(period);
  return gapOf(looker, ...answers(looker, days));
}

describe('Given the days on which a cell received something', () => {
  it.each([
    ['before all of it', ['2026-08-02', '2026-11-20'], undefined],
    ['from its first day on', ['2026-10-01', '2026-11-20'], undefined],
    ['from its second day on', ['2026-10-02', '2026-10-02', '2026-11-20'], { since: '2026-10-02' }],
    ['on its last day', ['2026-11-20', '2026-10-27'], { since: '2026-10-27' }],
    ['after it', ['2026-11-20'], { since: undefined }],
    ['never', [], { since: undefined }],
  ])('When it began %s, Then that is what the period before lacks', (_, days, expected) => {
    expect(gap({ calendar: 'this-month' }, days)).toEqual(expected);
  });

  it('When it is asked, Then never of some vendors only, and the same all day', () => {
    const asked = (at: number) =>
      coverageAsks({ ...lookerOf({ days: 7 }), now: at }).map((ask) =>
        figurePath(ask, unfiltered(lookerOf({ days: 7 }))),
      );
    expect(asked(now).join()).not.toContain('vendorId');
    expect(asked(now + 3 * bucketMs.hour)).toEqual(asked(now));
  });

  it('When the period is of any length, Then a cell always takes the questions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 0, max: 20_000 }), (days, ago) => {
        const began = new Date(now - ago * bucketMs.day).toISOString().slice(0, 10);
        const before = previousOf({ days }, now);
        const found = gap({ days }, [began]);
        const isWhole = began <= before.from.slice(0, 10);
        expect(found === undefined).toBe(isWhole);
      }),
    );
  });
});
