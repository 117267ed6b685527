import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableLines } from '../../../lib/printable.ts';

describe('Given a text from outside', () => {
  test.each([
    ['a title', 'a\u009d2;owned\u009c', 'a\\u009d2;owned\\u009c'],
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['a C1 sequence introducer', '\u009b2J', '\\u009b2J'],
    ['a turn of direction', 'INV-\u202e1-fdp.exe', 'INV-\\u202e1-fdp.exe'],
    ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['no width', 'a\u200bb\ufeff\u2060', 'a\\u200bb\\ufeff\\u2060'],
    ['a filler that looks empty', '\u3164', '\\u3164'],
    ['separators', 'a\u2028b\u2029c\nd\re', 'a\\u2028b\\u2029c\\u000ad\\u000de'],
    ['half a pair', 'a\ud800', 'a\\ud800'],
    ['a tag beyond the first plane', '\u{e0041}', '\\udb40\\udc41'],
    ['delete and NUL', '\u007f\u0000', '\\u007f\\u0000'],
    ['nothing unusual', 'Grüße, 請求書 😀 "a\\b"', 'Grüße, 請求書 😀 "a\\b"'],
  ])('when it holds %s, then that shows', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('what is printed never holds a control, a hidden character or a line break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
        expect(shown.isWellFormed()).toBe(true);
        expect(printable(shown)).toBe(shown);
        expect(printableLines(text).replaceAll(/[\n\t]/g, '')).toBe(
          printable(text.replaceAll(/[\n\t]/g, '')),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('JSON of any value says the same after it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const json = JSON.stringify(value);
        expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
        expect(JSON.parse(printableLines(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});
