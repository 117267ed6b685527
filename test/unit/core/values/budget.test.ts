import { describe, expect, test } from 'vitest';
import { matcher } from '../../../../cli/import/matches.ts';
import { dateReader } from '../../../../functions/core/values/calendar-date.ts';
import { decimalReader } from '../../../../functions/core/values/decimal.ts';
import { instantReader } from '../../../../functions/core/values/instant.ts';
import { formatReader } from '../../../../functions/core/values/time-format.ts';
import { readZone } from '../../../../functions/core/values/zone.ts';
import { parseStrictJson } from '../../../../lib/strict-json.ts';

const million = 1_000_000;
const texts: readonly (readonly [string, string])[] = [
  ['a million digits', '9'.repeat(million)],
  ['a million zeros and a digit', `${'0'.repeat(million)}1`],
  ['a million groups', `1${'.000'.repeat(million / 4)}x`],
  ['a million decimals', `1.${'0'.repeat(million)}`],
  ['an exponent of a million digits', `1e${'9'.repeat(million)}`],
  ['a huge exponent', '9e999999999'],
  ['a tiny exponent', '9e-999999999'],
  ['a time with a million decimals', `2026-11-20T10:00:00.${'1'.repeat(million)}Z`],
  ['a million dates', '2026-11-20'.repeat(million / 10)],
  ['a million spaces', ' '.repeat(million)],
  ['almost the same letter', `${'a'.repeat(100_000)}!`],
  ['JSON that breaks at its end', `{"a":"${'x'.repeat(60_000)}",}`],
  ['a million brackets', '['.repeat(million)],
];

function reader(format: string) {
  const read = formatReader(format);
  return read && 'value' in read ? instantReader({ format: read.value }) : undefined;
}

const readers = [
  decimalReader(),
  decimalReader({ mark: ',' }),
  decimalReader({ roundTo: 2 }),
  instantReader(),
  dateReader(),
  reader("d.M.yyyy H:m:s.u 'x' Z") ?? instantReader(),
  readZone,
  formatReader,
  parseStrictJson,
  matcher([{ pattern: '^(a+)+$', value: 'x' }]),
];

describe('Given texts made to be slow to read', () => {
  test.each(texts)('When one is %s, Then every reader has its answer at once', (_, text) => {
    for (const [index, read] of readers.entries()) {
      const before = process.cpuUsage();
      read(text);
      const { user, system } = process.cpuUsage(before);
      // Fifty milliseconds are the bound; tenfold, because machines differ and collect garbage.
      expect((user + system) / 1_000, `reader ${index}`).toBeLessThan(500);
    }
  });
});
