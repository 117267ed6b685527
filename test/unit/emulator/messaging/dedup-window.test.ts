import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DedupWindow } from '../../../../emulator/messaging/dedup-window.ts';

const minute = 60_000;

describe('Given a window of deduplication ids', () => {
  it('When any ids come, Then those of the last five minutes, and no others, are seen', () => {
    const steps = fc.array(
      fc.record({
        scope: fc.constantFrom('a', ''),
        id: fc.nat({ max: 9 }).map(String),
        wait: fc.oneof(
          { weight: 8, arbitrary: fc.nat({ max: minute }) },
          fc.constantFrom(0, 1, 2.5 * minute - 1, 2.5 * minute, 5 * minute - 1, 5 * minute),
        ),
      }),
      { minLength: 100, maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (sequence) => {
        const window = new DedupWindow();
        const noted = new Map<string, number>();
        let now = 1_700_000_000_000;
        for (const { scope, id, wait } of sequence) {
          now += wait;
          const last = noted.get(`${scope}/${id}`);
          const expected = last !== undefined && now - last < 5 * minute;
          expect(window.seen(scope, id, now)).toBe(expected);
          if (!expected) noted.set(`${scope}/${id}`, now);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('When 100,000 ids come twice, Then none is a repeat at first, and each is later', () => {
    const window = new DedupWindow();
    const seenAt = (now: number) =>
      Array.from({ length: 100_000 }, (_, id) => window.seen('g', String(id), now)).filter(Boolean).length;
    expect(seenAt(1)).toBe(0);
    expect(seenAt(2)).toBe(100_000);
  });
});
