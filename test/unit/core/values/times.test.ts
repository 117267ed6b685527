import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMs, isInstant, nanosBelowMs } from '../../../../functions/core/invoice/instant.ts';
import { dateReader } from '../../../../functions/core/values/calendar-date.ts';
import { instantReader } from '../../../../functions/core/values/instant.ts';
import { formatReader } from '../../../../functions/core/values/time-format.ts';
import { readZone } from '../../../../functions/core/values/zone.ts';

function zone(name: string) {
  const read = readZone(name);
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

function format(text: string) {
  const read = formatReader(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

const nanosPerMs = 1_000_000n;

function nanos(instant: string): bigint {
  return BigInt(epochMs(instant)) * nanosPerMs + BigInt(nanosBelowMs(instant));
}

/** A moment of the contract's years but the first and last days, in nanoseconds since the epoch. */
const moments = fc.bigInt({
  min: BigInt(Date.UTC(1900, 0, 3)) * nanosPerMs,
  max: BigInt(Date.UTC(2199, 11, 29)) * nanosPerMs,
});

/** A moment as ISO 8601 writes it, at an offset in minutes. */
function iso(moment: bigint, offset: number): string {
  const ms = moment >= 0n ? moment / nanosPerMs : -((-moment + nanosPerMs - 1n) / nanosPerMs);
  const below = String(moment - ms * nanosPerMs).padStart(6, '0');
  const local = new Date(Number(ms) + offset * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offset);
  const digits = [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, '0')).join(':');
  return `${local}${below}${offset < 0 ? '-' : '+'}${digits}`;
}

describe('Given the time of an event', () => {
  test('When it is any moment at any offset, Then exactly that is read, in UTC', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -839, max: 839 }), (moment, offset) => {
        for (const text of [iso(moment, offset), iso(moment, offset).replace('T', ' ')]) {
          const read = instantReader()(text);
          if ('problem' in read) throw new Error(read.problem);
          expect(isInstant(read.value)).toBe(true);
          expect(read.value.endsWith('Z')).toBe(true);
          expect(nanos(read.value)).toBe(moment);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['2018-01-16T14:39:00.000+01:00', '2018-01-16T13:39:00.000Z'],
    ['2026-03-02T09:15:00.123456Z', '2026-03-02T09:15:00.123456Z'],
    ['2026-03-02T09:15:00.1234567Z', '2026-03-02T09:15:00.1234567Z'],
    ['2026-03-02T09:15:00.123000Z', '2026-03-02T09:15:00.123Z'],
    ['2026-03-02T09:15:00Z', '2026-03-02T09:15:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:60Z'],
    ['2017-01-01T08:59:60+09:00', '2017-01-01T08:59:60+09:00'],
    ['2018-01-16T14:39:00', '2018-01-16T14:39:00.000Z'],
    ['2018-01-16 14:39:00+01:00', '2018-01-16T13:39:00.000Z'],
    ['2018-01-16 14:39:00,5+01', '2018-01-16T13:39:00.500Z'],
    ['2018-01-16 14:39 UTC', '2018-01-16T14:39:00.000Z'],
    ['20180116T143900Z', '2018-01-16T14:39:00.000Z'],
    ['2018-01-16', '2018-01-16T00:00:00.000Z'],
    ['1900-01-01T00:30:00+01:00', '1900-01-01T00:30:00+01:00'],
  ])('When it is %s, Then it is %s', (text, instant) => {
    expect(instantReader()(text)).toEqual({ value: instant });
  });

  test.each([
    '10:00',
    '10:00:00Z',
    'T10:00',
    '2026',
    '2026-11',
    '2026-W47-5',
    '2026-324',
    '2026-02-30',
    '2026-11-20T24:00:00Z',
    '2026-11-20T10:60:00Z',
    '2026-11-20T10:00:00.1234567891Z',
    '20.11.2026 10:00',
    '11/20/2026',
    '31/12/2018',
    '26-11-20T10:00:00Z',
    '1763632800',
    '2026-11-20T10:00:00+25:00',
    '２０２６-11-20T10:00:00Z',
    ' 2026-11-20T10:00:00Z',
    '2200-01-01T00:00:00',
    'yesterday',
    '',
  ])('When it is %j, Then it is refused with its text', (text) => {
    const read = instantReader()(text);
    expect(read).toEqual({
      problem: expect.stringContaining(text === '' ? 'no time' : JSON.stringify(text)),
    });
  });

  test('When the contract takes a text, Then so does the reader, as the same instant', () => {
    const edge = fc.constantFrom(
      '1900-01-01T00:00:00+23:59',
      '2199-12-31T23:59:60-23:59',
      '2016-06-15T10:59:60.5Z',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.stringMatching(/^(19|20|21)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d{1,9})?Z$/),
          edge,
        ),
        (text) => {
          const read = instantReader()(text);
          expect('value' in read).toBe(isInstant(text));
          if ('value' in read) expect(nanos(read.value)).toBe(nanos(text));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('Given local times of a zone', () => {
  const amsterdam = instantReader({ zone: zone('Europe/Amsterdam') });

  test.each([
    ['2018-07-16T14:39:00', '2018-07-16T12:39:00.000Z'],
    ['2018-01-16 14:39', '2018-01-16T13:39:00.000Z'],
    ['2026-03-29T01:59:59.999', '2026-03-29T00:59:59.999Z'],
    ['2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T01:59:59', '2026-10-24T23:59:59.000Z'],
    ['2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
    ['2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00.000Z'],
  ])('When clocks show %s once, Then it is %s', (text, instant) => {
    expect(amsterdam(text)).toEqual({ value: instant });
  });

  test.each([
    ['2026-03-29T02:00:00', 'skip'],
    ['2026-03-29T02:59:59', 'skip'],
    ['2026-10-25T02:00:00', 'twice'],
    ['2026-10-25T02:59:59', 'twice'],
  ])('When clocks show %s never or twice, Then it is refused', (text, why) => {
    expect(amsterdam(text)).toEqual({ problem: expect.stringContaining(why) });
  });

  test('When it is any local time of any zone, Then its clocks show it then', () => {
    const zones = [
      'Europe/Amsterdam',
      'America/New_York',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'UTC+5:30',
    ];
    const local = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2090, 0, 1) });
    fc.assert(
      fc.property(local, fc.constantFrom(...zones), (ms, name) => {
        const moment = zone(name).momentOf(ms);
        if ('value' in moment) expect(moment.value + zone(name).offsetAt(moment.value) * 60_000).toBe(ms);
        else expect(moment.problem).toMatch(/skip|twice/);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(['Europe/Amsterdm', 'local', 'system', 'default', 'UTC+99', 'MEZ', ''])(
    'When the zone is %j, Then it is none',
    (name) => {
      expect(readZone(name)).toEqual({ problem: expect.stringContaining(JSON.stringify(name)) });
    },
  );
});

describe('Given times in a format', () => {
  test.each([
    ['dd-MM-yyyy HH:mm:ss.SSS', undefined, '26-01-2018 22:59:00.000', '2018-01-26T22:59:00.000Z'],
    ['dd.MM.yyyy HH:mm', 'UTC+2', '01.02.2018 01:00', '2018-01-31T23:00:00.000Z'],
    ['d.M.yyyy H:mm', undefined, '1.2.2018 1:05', '2018-02-01T01:05:00.000Z'],
    ['MM/dd/yyyy h:mm a', undefined, '11/20/2026 12:05 AM', '2026-11-20T00:05:00.000Z'],
    ['MM/dd/yyyy h:mm a', undefined, '11/20/2026 12:05 pm', '2026-11-20T12:05:00.000Z'],
    ['dd-MMM-yyyy', undefined, '20-NOV-2026', '2026-11-20T00:00:00.000Z'],
    [
      "EEE d MMM yyyy 'at' HH:mm:ss.u ZZZ",
      undefined,
      'Fri 20 Nov 2026 at 10:00:00.123456789 +0100',
      '2026-11-20T09:00:00.123456789Z',
    ],
  ])('When it is %s in %s, Then %s is %s', (form, name, text, instant) => {
    const read = instantReader({ format: format(form), zone: name === undefined ? undefined : zone(name) });
    expect(read(text)).toEqual({ value: instant });
  });

  test.each([
    ['dd.MM.yyyy', '31.02.2026'],
    ['dd.MM.yyyy', '2.3.2026'],
    ['dd.MM.yyyy', '2026-03-02'],
    ['dd.MM.yyyy HH:mm', '01.02.2018'],
    ['MM/dd/yyyy h:mm a', '11/20/2026 13:05 PM'],
    ['EEE dd.MM.yyyy', 'Mon 20.11.2026'],
  ])('When it is %s, Then %s is refused', (form, text) => {
    expect(instantReader({ format: format(form) })(text)).toEqual({ problem: expect.stringContaining(text) });
  });

  test.each([
    'HH:mm',
    'dd.MM. HH:mm',
    'yyyy HH:mm',
    'yyyy-MM',
    'dd.MM.yy',
    'yyyy-MM-dd hh:mm',
    'yyyy-MM-dd HH',
    'dM.yyyy',
    'dd.dd.yyyy',
    'D',
    'yyyy-MM-dd ss',
  ])('When the format is %s, Then it leaves something open and is refused', (form) => {
    expect(formatReader(form)).toEqual({ problem: expect.stringContaining(form) });
  });

  test('When any time is written in a format, Then exactly that is read', () => {
    const local = fc.integer({ min: Date.UTC(1901, 0, 1), max: Date.UTC(2198, 0, 1) });
    fc.assert(
      fc.property(local, (ms) => {
        const text = new Date(ms).toISOString();
        const written = `${text.slice(8, 10)}.${text.slice(5, 7)}.${text.slice(0, 4)} ${text.slice(11, 23)}`;
        expect(instantReader({ format: format('dd.MM.yyyy HH:mm:ss.SSS') })(written)).toEqual({
          value: text,
        });
      }),
    );
  });
});

describe('Given the date of an invoice', () => {
  test.each([
    ['2026-11-20T00:00:00+01:00', '2026-11-20', '2026-11-20'],
    ['2026-11-20', '2026-11-20', '2026-11-20'],
    ['2026-11-20 00:00:00', '2026-11-20', '2026-11-20'],
    ['20261120', '2026-11-20', '2026-11-20'],
    ['2026-11-20T22:30:00-05:00', '2026-11-20', '2026-11-21'],
    ['2026-11-19T23:00:00Z', '2026-11-19', '2026-11-20'],
  ])('When it is %s, Then it is the day written, or that of the zone', (text, asWritten, inAmsterdam) => {
    expect(dateReader()(text)).toEqual({ value: asWritten });
    expect(dateReader({ zone: zone('Europe/Amsterdam') })(text)).toEqual({ value: inAmsterdam });
  });

  test('When any day is written with any time and offset, Then it is that day', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -839, max: 839 }), (moment, offset) => {
        const text = iso(moment, offset);
        expect(dateReader()(text)).toEqual({ value: text.slice(0, 10) });
      }),
    );
  });

  test.each([
    '2026-02-29',
    '20261320',
    '10:00',
    '2026-11',
    '20.11.2026',
    '261120',
    '45980',
    'soon',
    '2026-11-20T25:00',
  ])('When it is %j, Then it is refused with its text', (text) => {
    expect(dateReader()(text)).toEqual({ problem: expect.stringContaining(JSON.stringify(text)) });
  });

  test('When the format reads another day than ISO 8601, Then it is refused', () => {
    const read = dateReader({ format: format('yyyy-dd-MM') });
    expect(read('2026-02-03')).toEqual({
      problem: expect.stringContaining('one day in ISO 8601 and another'),
    });
    expect(read('2026-31-03')).toEqual({ value: '2026-03-31' });
  });

  test('When the zone moves it out of the years of the contract, Then it is refused', () => {
    expect(dateReader({ zone: zone('UTC-5') })('1900-01-01T00:00:00Z')).toHaveProperty('problem');
  });
});
