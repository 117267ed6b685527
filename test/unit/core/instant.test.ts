import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysBetween, endOfMonth } from '../../../functions/core/invoice/dates.ts';
import { epochMs, inUtc, isInstant, nanosBelowMs, utc } from '../../../functions/core/invoice/instant.ts';

function twoDigits(max: number) {
  return fc.integer({ min: 0, max }).map((n) => `${n}`.padStart(2, '0'));
}

/** Anything shaped like a date and time, whether it exists or not. */
const timeParts = fc.record({
  year: fc.integer({ min: 1900, max: 2199 }),
  month: twoDigits(13),
  day: twoDigits(32),
  hour: twoDigits(24),
  minute: twoDigits(60),
  second: twoDigits(59),
});

describe('Given text shaped like an instant', () => {
  test('When it is checked, Then it passes if and only if that moment exists', () => {
    fc.assert(
      fc.property(timeParts, ({ year, month, day, hour, minute, second }) => {
        const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
        const asDate = new Date(text);
        const exists = !Number.isNaN(asDate.getTime()) && asDate.toISOString() === text;
        expect(isInstant(text)).toBe(exists);
      }),
      { numRuns: 2000 },
    );
  });

  test('When every day of 300 years is checked, Then all that exist pass and no other', () => {
    for (let year = 1900; year < 2200; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
        const prefix = `${year}-${`${month}`.padStart(2, '0')}`;
        expect(isInstant(`${prefix}-${last}T00:00:00Z`)).toBe(true);
        expect(isInstant(`${prefix}-${last + 1}T00:00:00Z`)).toBe(false);
      }
    }
  });

  test.each([
    '2026-03-02',
    '2026-03-02T09:15:00',
    '2026-03-02 09:15:00Z',
    '2026-03-02T09:15Z',
    '2026-03-02T09:15:00+0100',
    '2026-03-02T09:15:00+24:00',
    '2026-03-02T09:15:00.Z',
    '2026-03-02T09:15:00.1234567890Z',
    '2026-03-02T09:15:60Z',
    '1899-12-31T23:59:59Z',
    '2026-03-02T09:15:00Z\n',
    '٢٠٢٦-03-02T09:15:00Z',
  ])('When it is %j, Then it does not pass', (text) => {
    expect(isInstant(text)).toBe(false);
  });
});

describe('Given an instant', () => {
  test('When it is written with any offset and any fraction, Then it is the same instant', () => {
    const instants = fc.record({
      ms: fc.integer({ min: -2_000_000_000_000, max: 7_000_000_000_000 }),
      offset: fc.integer({ min: -1439, max: 1439 }),
      digits: fc.integer({ min: 3, max: 9 }),
    });
    fc.assert(
      fc.property(instants, ({ ms, offset, digits }) => {
        const sign = offset < 0 ? '-' : '+';
        const minutes = Math.abs(offset);
        const zone = `${sign}${`${Math.floor(minutes / 60)}`.padStart(2, '0')}:${`${minutes % 60}`.padStart(2, '0')}`;
        const local = utc(ms + offset * 60_000)
          .slice(0, -1)
          .padEnd(20 + digits, '9');
        expect(isInstant(`${local}${zone}`)).toBe(true);
        expect(epochMs(`${local}${zone}`)).toBe(ms);
        expect(inUtc(`${local}${zone}`)).toBe(utc(ms));
        expect(epochMs(utc(ms))).toBe(ms);
      }),
    );
  });

  test('When it is a leap second, Then it is the second after it', () => {
    expect(isInstant('2016-12-31T23:59:60.250Z')).toBe(true);
    expect(inUtc('2016-12-31T23:59:60.250Z')).toBe('2017-01-01T00:00:00.250Z');
    expect(inUtc('2017-01-01T08:59:60+09:00')).toBe('2017-01-01T00:00:00.000Z');
  });

  test('When it is finer than a millisecond, Then the rest can be had', () => {
    expect(nanosBelowMs('2026-03-02T09:15:00.1234567Z')).toBe(456_700);
    expect(nanosBelowMs('2026-03-02T09:15:00.123Z')).toBe(0);
  });
});

describe('Given a date', () => {
  test('When days are added, Then as many lie between', () => {
    const dates = fc.integer({ min: 0, max: 80_000 }).map((day) => addDays('1970-01-01', day));
    fc.assert(
      fc.property(dates, fc.integer({ min: -999, max: 999 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
        expect(addDays(endOfMonth(date), 1).slice(8)).toBe('01');
        expect(endOfMonth(date).slice(0, 7)).toBe(date.slice(0, 7));
      }),
    );
  });
});
