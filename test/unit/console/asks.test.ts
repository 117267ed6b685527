import { describe, expect, test } from 'vitest';
import {
  figurePath,
  invoicesPath,
  isSameButForPeriod,
  type Looker,
  previousPath,
} from '../../../dashboards/asks.ts';
import type { ViewPeriod } from '../../../dashboards/periods.ts';

const now = Date.parse('2026-11-27T09:30:00Z');
const october = { from: '2026-10-01', to: '2026-10-31' };

function lookerOf(period: ViewPeriod, compare = true): Looker {
  return { now, zone: 'Europe/Berlin', view: { period, compare, filters: { currency: ['EUR'] } } };
}

function asked(path: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(path?.split('?')[1]));
}

const others = { zone: 'Europe/Berlin', currency: 'EUR' };

describe('Given a figure that is a stock', () => {
  const ask = { kpi: 'open-amount' };

  test('When the period reaches today, Then it is as of now, against as long before', () => {
    const looker = lookerOf({ days: 30 });
    expect(asked(figurePath(ask, looker))).toEqual(others);
    // Thirty days and the weekdays: five weeks back.
    expect(asked(previousPath(ask, looker))).toEqual({ ...others, at: '2026-10-23T09:00:00.000Z' });
    expect(previousPath(ask, lookerOf({ days: 30 }, false))).toBeUndefined();
  });

  test('When the period is over, Then it and its invoices are as of its end', () => {
    const looker = lookerOf(october);
    expect(asked(figurePath(ask, looker))).toEqual({ ...others, at: '2026-11-01T00:00:00.000Z' });
    expect(asked(invoicesPath('open-amount', looker, { limit: 5 }))).toMatchObject({
      at: '2026-11-01T00:00:00.000Z',
    });
    expect(asked(previousPath(ask, looker))).toEqual({ ...others, at: '2026-09-27T00:00:00.000Z' });
  });

  test('When it is asked for in steps, Then the period is', () => {
    const path = figurePath({ ...ask, bucket: 'week' }, lookerOf(october));
    expect(asked(path)).toEqual({
      ...{ ...others, bucket: 'week' },
      ...{ from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' },
    });
  });
});

describe('Given what is overdue, and its ages', () => {
  test.each(['overdue-amount', 'aging'])('When the period is over, Then %s is as of its end', (kpi) => {
    const looker = lookerOf(october);
    const end = { ...others, at: '2026-11-01T00:00:00.000Z' };
    expect(asked(figurePath({ kpi }, looker))).toEqual(end);
    expect(asked(previousPath({ kpi }, looker))).toEqual({ ...others, at: '2026-09-27T00:00:00.000Z' });
    expect(asked(invoicesPath(kpi, looker, { limit: 5 }))).toEqual({ ...end, limit: '5' });
  });
});

describe('Given a figure as of now that is none', () => {
  test('When the period is over, Then it is as of now all the same, and not compared', () => {
    expect(asked(figurePath({ kpi: 'returned-amount' }, lookerOf(october)))).toEqual(others);
    expect(previousPath({ kpi: 'returned-amount' }, lookerOf(october))).toBeUndefined();
  });
});

describe('Given the addresses of two figures', () => {
  const path = 'kpis/paid-invoices?zone=UTC&from=a&to=b&currency=EUR';

  test.each([
    ['the same', path, true],
    ['another period', 'kpis/paid-invoices?zone=UTC&from=c&to=d&currency=EUR', true],
    ['another filter', 'kpis/paid-invoices?zone=UTC&from=a&to=b&currency=USD', false],
    ['no filter', 'kpis/paid-invoices?zone=UTC&from=a&to=b', false],
    ['another figure', 'kpis/received-invoices?zone=UTC&from=a&to=b&currency=EUR', false],
  ])('When one asks for %s, Then only the period may differ', (_, other, isSame) => {
    expect(isSameButForPeriod(path, other)).toBe(isSame);
  });
});
