import { describe, expect, test } from 'vitest';
import { sized } from '../long-run.ts';
import { fuzz } from './fuzz.ts';

/** `npm run fuzz` goes on for a million. */
const inputs = sized(3_000, 30_000);
const seed = Number(process.env.BEMS_SEED ?? Date.now() % 1_000_000);

describe(`Given hostile requests and logs made of seed ${seed}`, () => {
  test('nothing crashes, nothing is a 5xx, and nothing accepted is changed', async () => {
    const counts = await fuzz({ inputs, seed });
    for (const { inputs: fed, accepted, refused } of counts) {
      expect(accepted + refused).toBe(fed);
      expect(accepted).toBeGreaterThan(fed / 100);
      expect(refused).toBeGreaterThan(fed / 100);
    }
  }, 120_000);
});
