import fc from 'fast-check';

const texts = [
  '',
  ' ',
  '\u0000',
  '\u202e',
  '\ud800',
  '\ufeff',
  'null',
  '__proto__',
  'constructor',
  '$input.body #set($x = 1)',
  '"; DROP TABLE facts; --',
  '=HYPERLINK("x")',
  'it\'s \\ and "',
  '漢字 é e\u0301 😀',
  '../..',
  'x'.repeat(2_000),
];

const decimals = [
  '0',
  '-0',
  '-0.00',
  '00.1',
  '.5',
  '5.',
  '+1',
  '1e3',
  '1E-7',
  '9e999999999',
  '1e-999999999',
  'NaN',
  'Infinity',
  '1,234.56',
  '1.234,56',
  '1,5',
  '12.3.4',
  '1 000',
  "1'000",
  '１２',
  '٣',
  '0x10',
  '9'.repeat(18),
  '9'.repeat(19),
  '0.1234567',
  '-1.000001',
  '0.30000000000000004',
];

const times = [
  '2026-03-02T09:15:00.123456789Z',
  '2026-03-02T09:15:00.1234567891Z',
  '2016-12-31T23:59:60Z',
  '2016-12-31T23:59:60+01:00',
  '2026-02-29T00:00:00Z',
  '2026-03-29T02:30:00',
  '2026-10-25T02:30:00',
  '2026-11-20T22:30:00-05:00',
  '2026-11-20',
  '20261120',
  '20261120T1015',
  '2026-11-20 10:00',
  '10:00',
  '10:00:00Z',
  '2026-W10-1',
  '2026-061',
  '20.11.2026 10:00',
  '11/20/2026',
  '26-11-20',
  '2026-11-20T24:00:00Z',
  '2026-11-20T10:00:00+99:00',
  '+012026-11-20T10:00:00Z',
  '1899-12-31T23:59:59Z',
  '2200-01-01T00:00:00Z',
  '1763632800',
];

/** A decimal as somebody might write it, rightly or not. */
export const decimalText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...decimals),
  fc.stringMatching(/^[+-]?[0-9]{1,20}([.,][0-9]{0,9})?$/),
  fc.stringMatching(/^-?[0-9]{1,3}([.,][0-9]{1,4}){0,3}([eE][+-]?[0-9]{1,4})?$/),
);

/** A time or a day, likewise. */
export const timeText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...times),
  fc
    .date({ min: new Date('1890-01-01'), max: new Date('2210-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.stringMatching(
    /^(19|20|21)[0-9]{2}-?[01][0-9]-?[0-3][0-9]([T ][0-2][0-9]:?[0-5][0-9](:?[0-6][0-9](\.[0-9]{1,10})?)?(Z|[+-][0-2][0-9]:?[0-5][0-9])?)?$/,
  ),
);

/** Any text at all. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...texts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  decimalText,
  timeText,
);

/** Turns bytes into bytes of which a few are changed, gone or added. */
export const damage: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc
  .array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat({ max: 3 }),
      insert: fc.uint8Array({ maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((places) => (bytes) => places.reduce(damagedAt, bytes));

function damagedAt(
  bytes: Buffer,
  { at, remove, insert }: { readonly at: number; readonly remove: number; readonly insert: Uint8Array },
): Buffer {
  const position = Math.floor(at * bytes.length);
  return Buffer.concat([bytes.subarray(0, position), insert, bytes.subarray(position + remove)]);
}
