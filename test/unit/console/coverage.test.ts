import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figurePath, type Looker } from '../../../dashboards/asks.ts';
import {
  type Coverage,
  daysAsk,
  firstIn,
  gapBefore,
  isCompared,
  lacksData,
  monthsAsk,
  ownGap,
  shortLook,
} from '../../../dashboards/coverage.ts';
import { bucketMs, type KpiReading } from '../../../dashboards/kpi-reader.ts';
import { kpiOf } from '../../../dashboards/kpis/registry.ts';
import { periodOf, previousOf, type ViewPeriod } from '../../../dashboards/periods.ts';
import { kpiQueryFrom } from '../../../dashboards/query-parameters.ts';

const now = Date.parse('2026-11-27T09:30:00Z');
const dpo = kpiOf('days-payable-outstanding');
const received = kpiOf('received-invoices');

function lookerOf(period: ViewPeriod, compare = true): Looker {
  return { now, zone: 'Europe/Berlin', view: { period, compare, filters: { vendorId: ['V-1'] } } };
}

function since(firstDay: string | undefined): Coverage {
  return { isKnown: true, firstDay };
}

function daysAgo(days: number): string {
  return new Date(now - days * bucketMs.day).toISOString().slice(0, 10);
}

describe('Given the day of the first invoice', () => {
  it.each([
    ['before all of it', '2026-08-02', undefined],
    ['on its first day', '2026-10-01', undefined],
    ['on its second day', '2026-10-02', { since: '2026-10-02' }],
    ['on its last day', '2026-10-27', { since: '2026-10-27' }],
    ['after it', '2026-11-20', { since: undefined }],
    ['never', undefined, { since: undefined }],
  ])('When that is %s, Then that is what the period before lacks', (_, first, expected) => {
    expect(gapBefore(lookerOf({ calendar: 'this-month' }), since(first))).toEqual(expected);
  });

  it('When nothing is compared, or nothing is known, Then nothing is lacking', () => {
    expect(gapBefore(lookerOf({ calendar: 'this-month' }, false), since(undefined))).toBeUndefined();
    expect(gapBefore(lookerOf({ calendar: 'this-month' }), { isKnown: false })).toBeUndefined();
    expect(isCompared(received, lookerOf({ days: 7 }), { isKnown: false })).toBe(false);
  });

  it('When periods are any, Then one lacks what is before that day, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 0, max: 20_000 }), (days, ago) => {
        const [looker, first] = [lookerOf({ days }), daysAgo(ago)];
        const isWhole = (from: string) => first <= from.slice(0, 10);
        expect(ownGap(looker, since(first)) === undefined).toBe(isWhole(periodOf({ days }, now).from));
        const before = isWhole(previousOf({ days }, now).from);
        expect(gapBefore(looker, since(first)) === undefined).toBe(before);
        expect(isCompared(received, looker, since(first))).toBe(before);
      }),
    );
  });

  it('When a period is over before it, Then its figures are unknown, not those of now', () => {
    const long = lookerOf({ from: '2025-01-01', to: '2025-01-31' });
    expect(lacksData(received, long, since('2025-02-01'))).toBe(true);
    expect(lacksData(received, long, since('2025-01-31'))).toBe(false);
    expect(lacksData(kpiOf('open-amount'), long, since('2025-02-01'))).toBe(true);
    expect(lacksData(kpiOf('late-payment-cost'), long, since('2025-02-01'))).toBe(false);
    expect(lacksData(kpiOf('open-amount'), lookerOf({ days: 7 }), since(undefined))).toBe(false);
  });

  it.each([
    [0, { days: 1, of: 90 }],
    [42, { days: 43, of: 90 }],
    [88, { days: 89, of: 90 }],
    [89, undefined],
    [500, undefined],
  ])('When it is %d days ago, Then DPO says of how many days of purchases it is', (ago, expected) => {
    expect(shortLook(dpo, new Date(now).toISOString(), since(daysAgo(ago)))).toEqual(expected);
    expect(shortLook(received, new Date(now).toISOString(), since(daysAgo(ago)))).toBeUndefined();
  });

  it('When DPO then or now looks back at too few days, Then it is not compared', () => {
    // Seven days are held against the seven that ended a week ago.
    const compared = (ago: number) => isCompared(dpo, lookerOf({ days: 7 }), since(daysAgo(ago)));
    expect([compared(80), compared(92), compared(96), compared(110)]).toEqual([false, false, true, true]);
  });
});

describe('Given the questions that find it', () => {
  it('When they are asked, Then of all vendors, and a cell takes them on any day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 15_000, max: 40_000 }), (days) => {
        const at = days * bucketMs.day;
        for (const ask of [monthsAsk(at), daysAsk(new Date(at).toISOString().slice(0, 10))]) {
          const path = figurePath(ask, {
            ...lookerOf({ days: 1 }),
            view: { period: { days: 1 }, compare: false, filters: {} },
          });
          const { period } = kpiQueryFrom(ask.kpi, new URLSearchParams(path.split('?')[1]), at);
          expect(period.to > new Date(at).toISOString()).toBe(true);
        }
      }),
    );
  });

  it('When they are answered, Then the first step with something is found', () => {
    const row = (at: string, value: string) => ({ at: `${at}T00:00:00.000Z`, group: {}, value });
    const reading = (...rows: KpiReading['rows']): KpiReading => ({
      ...{ query: { kpi: 'received-invoices', period: { from: '', to: '' }, today: '' } },
      ...{ rows, truncated: false },
    });
    const rows = [row('2026-03-01', '2'), row('2026-01-01', '0'), row('2026-02-01', '1')];
    expect(firstIn(reading(...rows))).toBe('2026-02-01');
    expect(firstIn(reading())).toBeUndefined();
  });
});
