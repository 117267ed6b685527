import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigestTable } from '../../../../emulator/messaging/digest-table.ts';

/** Words that many digests share, the smallest and the largest among them. */
const word = fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1);

describe('Given a table of digests', () => {
  it('When any are set, Then each has its last value, and no other has one', () => {
    const sets = fc.array(fc.tuple(word, word, word, fc.integer({ min: 1, max: 2 ** 32 - 1 })), {
      size: 'large',
    });
    fc.assert(
      fc.property(sets, fc.tuple(word, word, word), (all, other) => {
        const table = new DigestTable();
        const expected = new Map<string, number>();
        for (const [first, second, third, value] of all) {
          table.set([first, second, third], value);
          expected.set(String([first, second, third]), value);
        }
        for (const [first, second, third] of [...all, other])
          expect(table.get([first, second, third])).toBe(expected.get(String([first, second, third])));
      }),
    );
  });
});
