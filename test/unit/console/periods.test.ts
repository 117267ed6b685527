import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CalendarPeriod,
  calendarTitles,
  comparisonWords,
  isCalendarPeriod,
  periodOf,
  previousOf,
  type ViewPeriod,
} from '../../../dashboards/periods.ts';
import { formatDaysUpTo, formatPeriod } from '../../../dashboards/web/format/periods.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const names = Object.keys(calendarTitles).filter(isCalendarPeriod);
const moments = fc.integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2099, 11, 31) });
const months = (name: CalendarPeriod) => (name.endsWith('month') ? 1 : name.endsWith('quarter') ? 3 : 12);

/** The days of a period, and of the one that it is compared with. */
function days(period: ViewPeriod, now: string): { readonly of: string; readonly against: string } {
  const ms = Date.parse(now);
  const [of, before] = [periodOf(period, ms), previousOf(period, ms)];
  return { of: `${of.from} ${of.to}`, against: `${before.from} ${before.to}` };
}

function between(from: string, to: string): string {
  return [from, to]
    .map((at) => (at.length === 10 ? `${at}T00:00:00.000Z` : at.replace('Z', ':00.000Z')))
    .join(' ');
}

describe('Given a part of the calendar', () => {
  it.each([
    ['this-month', '2026-11-27T09:30:10Z', '2026-11-01', '2026-11-28', '2026-10-01', '2026-10-27T09:31Z'],
    ['last-month', '2026-11-27T09:30:10Z', '2026-10-01', '2026-11-01', '2026-09-01', '2026-10-01'],
    // February has no 29th to 31st: it is compared as a whole.
    ['this-month', '2026-03-31T09:30:10Z', '2026-03-01', '2026-04-01', '2026-02-01', '2026-03-01'],
    ['this-month', '2026-03-29T00:00:00Z', '2026-03-01', '2026-03-30', '2026-02-01', '2026-03-01'],
    ['this-month', '2026-03-28T23:58:59Z', '2026-03-01', '2026-03-29', '2026-02-01', '2026-02-28T23:59Z'],
    ['this-month', '2028-03-29T12:00:00Z', '2028-03-01', '2028-03-30', '2028-02-01', '2028-02-29T12:01Z'],
    ['this-month', '2026-12-31T23:59:59Z', '2026-12-01', '2027-01-01', '2026-11-01', '2026-12-01'],
    ['last-month', '2027-01-01T00:00:00Z', '2026-12-01', '2027-01-01', '2026-11-01', '2026-12-01'],
    ['this-month', '2027-01-01T00:00:00Z', '2027-01-01', '2027-01-02', '2026-12-01', '2026-12-01T00:01Z'],
    ['this-quarter', '2026-05-31T09:30:10Z', '2026-04-01', '2026-06-01', '2026-01-01', '2026-03-01'],
    ['last-quarter', '2026-02-11T09:30:10Z', '2025-10-01', '2026-01-01', '2025-07-01', '2025-10-01'],
    ['this-year', '2028-02-29T09:30:10Z', '2028-01-01', '2028-03-01', '2027-01-01', '2027-03-01'],
    ['last-year', '2026-02-11T09:30:10Z', '2025-01-01', '2026-01-01', '2024-01-01', '2025-01-01'],
  ] as const)(
    'When it is %s at %s, Then its days are those of the calendar',
    (calendar, now, from, to, past, end) => {
      expect(days({ calendar }, now)).toEqual({ of: between(from, to), against: between(past, end) });
    },
  );

  it('When it is compared, Then always with the same days of the one before', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...names), (now, calendar) => {
        const period = periodOf({ calendar }, now);
        const before = previousOf({ calendar }, now);
        // Another way to count: the calendar of the language, which rolls over what a month lacks.
        const same = (at: number) => {
          const date = new Date(at);
          const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - months(calendar)];
          const moved = Date.UTC(year, month, date.getUTCDate()) + (at % dayMs);
          return Math.min(moved, Date.UTC(year, month + 1, 1));
        };
        const until = Math.min(Date.parse(period.to), Math.floor(now / minuteMs) * minuteMs + minuteMs);
        expect(before.from).toBe(new Date(same(Date.parse(period.from))).toISOString());
        expect(before.to).toBe(new Date(same(until)).toISOString());
        expect(before.from < before.to && before.to <= period.from).toBe(true);
      }),
    );
  });

  it('When it is over, Then it and the one before always meet the next', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom('month', 'quarter', 'year'), (now, unit) => {
        const [present, past] = [`this-${unit}`, `last-${unit}`].filter(isCalendarPeriod);
        if (!present || !past) throw new Error(`no ${unit}`);
        const last = periodOf({ calendar: past }, now);
        expect(last.to).toBe(periodOf({ calendar: present }, now).from);
        expect(previousOf({ calendar: past }, now).to).toBe(last.from);
        const today = new Date(now).toISOString().slice(0, 10);
        expect(new Date(Date.parse(periodOf({ calendar: present }, now).to) - 1).toISOString()).toContain(
          today,
        );
      }),
    );
  });

  it('When time goes on, Then what it is compared with never goes back', () => {
    fc.assert(
      fc.property(moments, fc.nat(40 * dayMs), fc.constantFrom(...names), (now, later, calendar) => {
        const [one, other] = [previousOf({ calendar }, now), previousOf({ calendar }, now + later)];
        expect(one.to <= other.to).toBe(true);
      }),
    );
  });
});

describe('Given any period that is under way', () => {
  it('When it is midnight, Then the day that begins is compared, not one that is over', () => {
    const midnight = '2026-11-27T00:00:00Z';
    const named = (period: ViewPeriod) => formatPeriod(previousOf(period, Date.parse(midnight)));
    expect(named({ calendar: 'this-month' })).toMatch(/^(Oct )?1\s?–\s?27/);
    expect(named({ days: 7 })).toMatch(/14\s?–\s?20/);
    expect(days({ days: 1 }, midnight).against).toBe(between('2026-11-20', '2026-11-20T00:01Z'));
  });

  it('When summer time begins or ends, Then days are those of UTC all the same', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01'),
        fc.nat(dayMs - 1),
        fc.oneof(
          fc.constantFrom(...names).map((calendar) => ({ calendar })),
          fc.integer({ min: 1, max: 400 }).map((length) => ({ days: length })),
        ),
        (day, time, period) => {
          const now = Date.parse(`${day}T00:00:00Z`) + time;
          const { from, to } = periodOf(period, now);
          const before = previousOf(period, now);
          for (const at of [from, to, before.from]) expect(Date.parse(at) % dayMs).toBe(0);
        },
      ),
    );
  });
});

describe('Given a comparison in words', () => {
  it('When the one before ends within a day, Then its words say when', () => {
    const period = previousOf({ calendar: 'this-month' }, Date.parse('2026-11-27T09:30:00Z'));
    expect(formatDaysUpTo(period)).toMatch(/27.*2026 up to 09:31$/);
    const whole = previousOf({ calendar: 'last-month' }, Date.parse('2026-11-27T09:30:00Z'));
    expect(formatDaysUpTo(whole)).toBe(formatPeriod(whole));
  });

  it('When it is of the calendar, Then the words name its unit', () => {
    expect(comparisonWords({ calendar: 'last-quarter' })).toBe('the quarter before it');
    expect(comparisonWords({ calendar: 'this-month' })).toMatch(/^as much of the month before/);
    expect(comparisonWords({ days: 30 })).toBe('as long, on the same days of the week');
  });
});
