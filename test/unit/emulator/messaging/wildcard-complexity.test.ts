import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../../emulator/messaging/patterns/event-pattern.ts';
import { compileWildcard } from '../../../../emulator/messaging/patterns/wildcard.ts';
import { isTooComplex } from '../../../../emulator/messaging/patterns/wildcard-complexity.ts';

describe('Given the wildcards of one field', () => {
  test.each([
    [['*:*:*:*:*:event-bus/*']],
    [['*:*:*:*:*:*']],
    [['A', 'B', 'C', 'D'].map((name) => `*:stack/${name}/*`)],
    [['bif', 'tiff', 'tif', 'svs'].map((type) => `*/datasync/*.${type}`)],
  ])('when they are %j, then they are too complex, as EventBridge says', (wildcards) => {
    expect(isTooComplex(wildcards)).toBe(true);
    const alternatives = wildcards.map((wildcard) => ({ wildcard }));
    expect(() => compilePattern({ x: alternatives })).toThrow(/too complex/);
  });

  test.each([
    [['*/lib/*']],
    [['*:*:*:*:*:']],
    [['arn:aws:events:us-east-1:*:event-bus/*']],
    [['A', 'B', 'C'].map((name) => `*:stack/${name}/*`)],
    [['bif', 'tiff', 'tif', 'svs'].map((type) => `*.${type}`)],
    [['bif', 'tif'].map((type) => `*/datasync/*.${type}`)],
    [['dir/*.png', 'no wildcard', '\\*']],
    [Array.from({ length: 30 }, () => 'a*b')],
  ])('when they are %j, then they are taken, as EventBridge does', (wildcards) => {
    expect(isTooComplex(wildcards)).toBe(false);
    const alternatives = wildcards.map((wildcard) => ({ wildcard }));
    expect(compilePattern({ x: alternatives })({ x: 'none of them' })).toBe(false);
  });

  test('when each is simple and they are of different fields, then they are taken', () => {
    const field = [{ wildcard: '*:*:*:*:x' }];
    expect(compilePattern({ a: field, b: field, c: field })({})).toBe(false);
  });

  test('they are too complex if a text has more than ten beginnings of them', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
    const wildcard = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('*'));
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(wildcard, { minLength: 1, maxLength: 3 }), text, (wildcards, value) => {
        const beginnings = [...new Set(wildcards)].flatMap((each) =>
          Array.from(each, (_, end) => each.slice(0, end + 1)),
        );
        const matched = beginnings.filter((beginning) => compileWildcard(beginning)(value));
        if (matched.length > 10) expect(isTooComplex(wildcards)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('when there are many long ones, then the answer still comes', () => {
    const many = Array.from({ length: 9 }, (_, at) => `${'ab'.repeat(at)}x*`);
    expect(isTooComplex(many)).toBe(false);
    expect(isTooComplex([`*${'ab'.repeat(500)}`])).toBe(true);
  });
});
