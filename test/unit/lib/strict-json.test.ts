import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '../../../lib/strict-json.ts';

describe('Given JSON that says one thing', () => {
  test('When it is any value, Then it is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', ' ', '\n'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseStrictJson(text)).toEqual({ value: JSON.parse(text) });
      }),
    );
  });

  test.each(['1', '-0.10', '1e3', '1.50E-3', '123456789012345', '9007199254740992', '0e5', '{"n":1.0}'])(
    'When it holds %s, Then the number is exact and read',
    (text) => {
      expect(parseStrictJson(text)).toEqual({ value: JSON.parse(text) });
    },
  );
});

describe('Given JSON that would be read as something else', () => {
  test.each([
    ['{"a":1,"b":{"c":1,"c":2}}', 'b.c appears more than once'],
    ['[{"amount":"1","\\u0061mount":"2"}]', '[0].amount appears more than once'],
    ['{"n":12345678901234567.89}', '12345678901234567.89 has more digits'],
    ['9007199254740993', 'has more digits'],
    ['1e400', 'has more digits'],
    ['1e-400', 'has more digits'],
    ['2.00000000000000001', 'has more digits'],
    ['{"a":1,\n "b":}', 'line 2, column 6'],
    ['{"a":1,\n', 'line 2'],
    ['['.repeat(101) + ']'.repeat(101), 'more than 100 levels'],
    ['['.repeat(1_000), 'more than 100 levels'],
    ['', 'not JSON'],
  ])('When it is %j, Then the problem says %s', (text, problem) => {
    expect(parseStrictJson(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
