import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { sized } from '../long-run.ts';

/** Records to be tested and how to let go of them. */
export interface RecordsUnderTest {
  readonly records: Records;
  close(): Promise<void>;
}

/**
 * What every implementation of the `Records` port must do; one store, empty at first, serves all the tests.
 * @param makeRecords is given the clock that decides what has expired
 * @param judgesRaces whether the store behind it compares and writes in one step
 */
export function recordsContract(
  name: string,
  makeRecords: (clock: Clock) => Promise<RecordsUnderTest>,
  { judgesRaces = true }: { readonly judgesRaces?: boolean } = {},
): void {
  describe(`${name} as records of operations`, () => {
    let now = Date.parse('2026-03-02T09:00:00Z');
    let subject: RecordsUnderTest;
    let records: Records;
    beforeAll(async () => {
      subject = await makeRecords({ now: () => now });
      records = subject.records;
    });
    afterAll(() => subject?.close());

    describe('Given no record', () => {
      test('When read, replaced or removed, Then there is none', async () => {
        expect(await records.read('none', 'a')).toBeUndefined();
        expect(await records.replace('none', 'a', {}, 1)).toBe(false);
        expect(await records.remove('none', 'a', 1)).toBe(false);
        expect(await records.list('none', { limit: 10 })).toEqual([]);
      });
    });

    describe('Given a record', () => {
      const value = { reason: 'wrong "vendor"\nŁódź', amounts: ['12.50'], nothing: null };

      test('When created, Then it is read back whole, with revision 1', async () => {
        expect(await records.create('whole', 'a', value)).toBe(true);
        expect(await records.read('whole', 'a')).toEqual({ key: 'a', revision: 1, value });
      });

      test('When created again, Then the first stays', async () => {
        await records.create('twice', 'a', value);
        expect(await records.create('twice', 'a', { other: true })).toBe(false);
        expect(await records.read('twice', 'a')).toEqual({ key: 'a', revision: 1, value });
      });

      test('When replaced, Then its revision goes up by one', async () => {
        await records.create('replaced', 'a', value);
        expect(await records.replace('replaced', 'a', { other: true }, 1)).toBe(true);
        expect(await records.read('replaced', 'a')).toEqual({
          key: 'a',
          revision: 2,
          value: { other: true },
        });
      });

      test('When an old revision is replaced or removed, Then nothing changes', async () => {
        await records.create('old', 'a', value);
        await records.replace('old', 'a', { other: true }, 1);
        expect(await records.replace('old', 'a', { third: true }, 1)).toBe(false);
        expect(await records.remove('old', 'a', 1)).toBe(false);
        expect(await records.read('old', 'a')).toEqual({ key: 'a', revision: 2, value: { other: true } });
      });

      test('When removed, Then it is gone and may be created anew', async () => {
        await records.create('removed', 'a', value);
        expect(await records.remove('removed', 'a', 1)).toBe(true);
        expect(await records.read('removed', 'a')).toBeUndefined();
        expect(await records.create('removed', 'a', value)).toBe(true);
      });

      test.runIf(judgesRaces)('When several replace it at once, Then one of them does', async () => {
        await records.create('race', 'a', value);
        const outcomes = await Promise.all(
          [1, 2, 3, 4].map((writer) => records.replace('race', 'a', { writer }, 1)),
        );
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        expect((await records.read('race', 'a'))?.value).toEqual({ writer: outcomes.indexOf(true) + 1 });
      });
    });

    describe('Given records that expire', () => {
      test('When their time has come, Then they count as absent', async () => {
        const expiresAt = now + 60_000;
        await records.create('expiring', 'a', 1, { expiresAt });
        await records.create('expiring', 'b', 2);
        now = expiresAt - 1_000;
        expect(await records.read('expiring', 'a')).toMatchObject({ value: 1 });
        now = expiresAt;
        expect(await records.read('expiring', 'a')).toBeUndefined();
        expect(await records.list('expiring', { limit: 1 })).toEqual([{ key: 'b', revision: 1, value: 2 }]);
        expect(await records.replace('expiring', 'a', 3, 1)).toBe(false);
        expect(await records.remove('expiring', 'a', 1)).toBe(false);
        expect(await records.create('expiring', 'a', 4)).toBe(true);
        expect(await records.read('expiring', 'a')).toEqual({ key: 'a', revision: 1, value: 4 });
      });

      test('When replaced before, Then they still expire', async () => {
        const expiresAt = now + 60_000;
        await records.create('replaced-expiring', 'a', 1, { expiresAt });
        expect(await records.replace('replaced-expiring', 'a', 2, 1)).toBe(true);
        now = expiresAt;
        expect(await records.read('replaced-expiring', 'a')).toBeUndefined();
      });
    });

    describe('Given any keys', () => {
      test('When listed page by page, Then each comes once, in order', async () => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength: 8 }),
            fc.integer({ min: 1, max: 4 }),
            fc.boolean(),
            async (keys, limit, descending) => {
              run += 1;
              const collection = `listed-${run}`;
              for (const key of keys) await records.create(collection, key, { key });
              const listed: string[] = [];
              for (;;) {
                const page = await records.list(collection, { limit, descending, after: listed.at(-1) });
                listed.push(...page.map(({ key }) => key));
                if (page.length < limit) break;
              }
              const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
              expect(listed).toEqual(descending ? sorted.reverse() : sorted);
            },
          ),
          { numRuns: sized(8, 30) },
        );
      });
    });
  });
}
