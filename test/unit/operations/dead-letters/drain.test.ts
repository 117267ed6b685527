import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Drained, drain } from '../../../../operations/dead-letters/drain.ts';

/** Time that passes only while somebody sleeps or a step takes some. */
function makeTime() {
  const time = { ms: 0, slept: [] as number[] };
  return {
    time,
    timing: {
      now: () => time.ms,
      sleep: async (ms: number) => {
        time.slept.push(ms);
        time.ms += ms;
      },
    },
  };
}

/** Steps that take letters off a pile. */
function pileOf(letters: number, { time, stepMs = 0 }: { time: { ms: number }; stepMs?: number }) {
  const pile = { left: letters, limits: [] as number[], cursors: [] as (string | undefined)[] };
  return {
    pile,
    step: async ({ limit, cursor }: { limit: number; cursor?: { queue: string } | undefined }) => {
      pile.limits.push(limit);
      pile.cursors.push(cursor?.queue);
      time.ms += stepMs;
      const done = Math.min(limit, pile.left);
      pile.left -= done;
      return { done, ...(pile.left > 0 && { next: { queue: `after ${letters - pile.left}` } }) };
    },
  };
}

describe('Given letters to work off', () => {
  test('When nothing interrupts it, Then a run takes them all and says how far it is', async () => {
    const { time, timing } = makeTime();
    const { pile, step } = pileOf(250, { time });
    const progress: number[] = [];
    let released = 0;
    const end = await drain(step, {
      ...{ perSecond: 1_000, ...timing, onProgress: ({ done }) => void progress.push(done) },
      release: async () => void released++,
    });
    expect(end).toEqual({ end: 'finished' } satisfies Drained);
    expect([pile.left, progress, released]).toEqual([0, [100, 100, 50], 1]);
    expect(pile.cursors).toEqual([undefined, 'after 100', 'after 200']);
  });

  test('When a rate is set, Then no run is ever ahead of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 3_000 }),
        async (letters, perSecond, stepMs) => {
          const { time, timing } = makeTime();
          const { pile, step } = pileOf(letters, { time, stepMs });
          await drain(
            async (range) => {
              // When a step begins, what was done before it has taken its time.
              expect(letters - pile.left).toBeLessThanOrEqual((time.ms / 1_000) * perSecond + 1e-6);
              return step(range);
            },
            { perSecond, ...timing },
          );
          expect(pile.left).toBe(0);
        },
      ),
    );
  });

  test('When it is interrupted, Then a step ends, and the next run goes on there', async () => {
    const { time, timing } = makeTime();
    const { pile, step } = pileOf(300, { time });
    const abort = new AbortController();
    const first = await drain(step, {
      perSecond: 100,
      ...timing,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    expect(first).toEqual({ end: 'interrupted', next: { queue: 'after 100' } });
    const second = await drain(step, { perSecond: 100, ...timing, from: first.next });
    expect(second.end).toBe('finished');
    expect([pile.left, pile.cursors[1]]).toEqual([0, 'after 100']);
  });

  test('When a step fails, Then the run fails and what it hid is shown again', async () => {
    const { timing } = makeTime();
    let released = 0;
    const failing = () => Promise.reject(new Error('no connection'));
    await expect(
      drain(failing, { perSecond: 10, ...timing, release: async () => void released++ }),
    ).rejects.toThrow('no connection');
    expect(released).toBe(1);
  });
});
