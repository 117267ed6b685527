import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turns } from '../../../lib/turns.ts';

describe('Given work that takes turns', () => {
  test('When any is brought and ends in any order, Then never more than so much is done', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        fc.scheduler(),
        async (limit, fails, scheduler) => {
          const turn = turns(limit);
          let under = 0;
          let most = 0;
          const begun: number[] = [];
          const results = fails.map((isFailing, index) =>
            turn(async () => {
              begun.push(index);
              most = Math.max(most, ++under);
              await scheduler.schedule(Promise.resolve());
              under--;
              if (isFailing) throw new Error(`${index}`);
              return index;
            }).catch((error: Error) => `failed ${error.message}`),
          );
          await scheduler.waitFor(Promise.all(results));
          expect(most).toBe(Math.min(limit, fails.length));
          expect(begun).toEqual([...fails.keys()]);
          expect(await Promise.all(results)).toEqual(
            fails.map((isFailing, index) => (isFailing ? `failed ${index}` : index)),
          );
        },
      ),
    );
  });
});
