import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import type { KpiReading, Period } from '../../../dashboards/kpi-reader.ts';
import { sameHours, usualOf } from '../../../dashboards/usual.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati'];

function reading(period: Period, value: string): KpiReading {
  return {
    query: { kpi: 'received-invoices', period, today: '2026-11-27' },
    rows: [{ group: {}, value }],
    truncated: false,
  };
}

/** A reading in which the first day with something is so many days before now. */
function historyOf(now: number, days: number): KpiReading {
  const at = DateTime.fromMillis(now, { zone: 'utc' }).startOf('day').minus({ days });
  const rows = [0, 1].map((later) => ({
    at: at.plus({ days: later }).toJSDate().toISOString(),
    group: {},
    value: '1',
  }));
  return {
    query: { kpi: 'received-invoices', period: { from: '', to: '' }, today: '' },
    rows,
    truncated: false,
  };
}

describe('Given the hours of today', () => {
  test('When it was weeks before, Then always the same weekday and time of day', () => {
    const anyMinute = fc.integer({ min: 0, max: 70 * 365 * 1_440 }).map((minute) => minute * 60_000);
    fc.assert(
      fc.property(anyMinute, fc.constantFrom(...zones), fc.nat({ max: 9 }), (now, zone, weeks) => {
        const [today, before] = [0, weeks].map((weeksAgo) => {
          const { from, to } = sameHours({ now, zone }, weeksAgo);
          return [from, to].map((instant) => DateTime.fromISO(instant, { zone }));
        });
        const [began, until] = [before?.[0], before?.[1]];
        if (!today?.[0] || !today[1] || !began || !until) throw new RangeError('There are two ends');
        expect(today[1].toMillis()).toBe(now + 60_000);
        expect(began.toMillis()).toBe(began.startOf('day').toMillis());
        expect(began.weekday).toBe(today[0].weekday);
        expect(today[0].diff(began, 'days').days).toBe(7 * weeks);
        // A time that clocks skipped on that day is the one an hour later.
        const isThere = until.hour === today[1].hour && until.minute === today[1].minute;
        expect(isThere || until.toMillis() - began.toMillis() <= 4 * 3_600_000).toBe(true);
      }),
    );
  });
});

describe('Given what there was in the weeks before', () => {
  const now = Date.parse('2026-11-27T10:30:00Z');
  const week = (weeksAgo: number, value: string) => reading(sameHours({ now, zone: 'UTC' }, weeksAgo), value);
  const weeks = [9, 8, 1, 7, 2, 6, 3, 5, 4].map((value, weeksAgo) => week(weeksAgo, `${value}`));

  test('When there are enough, Then the middle one is usual, of two the smaller', () => {
    expect(usualOf(weeks, [historyOf(now, 60)], 3)).toEqual({ today: '9', usual: '4', weeks: 8 });
    expect(usualOf(weeks.slice(0, 4), [historyOf(now, 60)], 3)).toEqual({ today: '9', usual: '7', weeks: 3 });
  });

  test('When history is shorter, Then older weeks do not count', () => {
    expect(usualOf(weeks, [historyOf(now, 22)], 3)).toEqual({ today: '9', usual: '7', weeks: 3 });
    expect(usualOf(weeks, [historyOf(now, 20)], 3)).toEqual({ today: '9', usual: undefined, weeks: 2 });
    expect(usualOf(weeks, [historyOf(now, 20), historyOf(now, 28)], 3)).toMatchObject({ weeks: 4 });
  });

  test('When there is no history, Then nothing is usual', () => {
    expect(usualOf([undefined], [undefined], 3)).toEqual({ today: '0', usual: undefined, weeks: 0 });
  });

  test('When nothing happened on that day of a week, Then it counts with 0', () => {
    const quiet = weeks.map((each, weeksAgo) => (weeksAgo === 0 ? each : { ...each, rows: [] }));
    expect(usualOf(quiet, [historyOf(now, 60)], 3)).toEqual({ today: '9', usual: '0', weeks: 8 });
  });
});
