import { describe, expect, test } from 'vitest';
import { Rounds } from '../../../local/conservation/rounds.ts';

describe('Given work that is done in rounds', () => {
  test('When started, Then never two are under way, and none after the stop', async () => {
    let [started, underWay, most] = [0, 0, 0];
    const rounds = new Rounds(1, async () => {
      started += 1;
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
    });
    rounds.start();
    rounds.start();
    await expect.poll(() => started).toBeGreaterThan(3);
    await rounds.stop();
    const before = started;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([started, underWay, most]).toEqual([before, 0, 1]);
  });

  test('When stopped before the first, Then none is begun', async () => {
    let started = 0;
    const rounds = new Rounds(60_000, async () => void started++);
    rounds.start();
    await rounds.stop();
    expect(started).toBe(0);
  });
});
