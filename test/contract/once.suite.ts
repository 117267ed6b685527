import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Once } from '../../functions/core/ports.ts';
import { eventually } from '../cell/eventually.ts';

/** A way to do things once, and how to let go of it. */
export interface OnceUnderTest {
  /** @param leaseMs after which a key that was claimed and not settled may be claimed anew */
  once(leaseMs: number): Once;
  close(): Promise<void>;
}

/** Longer than any of these tests. */
const longLeaseMs = 10 * 60_000;

/** What every implementation of `Once` must do. */
export function onceContract(
  name: string,
  make: () => Promise<OnceUnderTest>,
  { runs = 20 }: { readonly runs?: number } = {},
): void {
  describe(`${name} as what happens once`, () => {
    let subject: OnceUnderTest;
    let once: Once;
    beforeAll(async () => {
      subject = await make();
      once = subject.once(longLeaseMs);
    });
    afterAll(() => subject?.close());

    let keys = 0;
    const newKey = () => `key-${++keys}`;
    const counter = () => {
      let acts = 0;
      const act = async () => {
        acts += 1;
      };
      return { act, acts: () => acts };
    };

    test('When a key comes again, then nothing is done again', async () => {
      const key = newKey();
      const { act, acts } = counter();
      expect(await once(key, act)).toBe('done');
      expect(await once(key, act)).toBe('already');
      expect(await subject.once(longLeaseMs)(key, act)).toBe('already');
      expect(acts()).toBe(1);
    });

    test('When keys differ, then each is done', async () => {
      const { act, acts } = counter();
      expect(await once(newKey(), act)).toBe('done');
      expect(await once(newKey(), act)).toBe('done');
      expect(acts()).toBe(2);
    });

    test('When the act fails, then its error comes out and the next call acts', async () => {
      const key = newKey();
      await expect(once(key, () => Promise.reject(new Error('the target is away')))).rejects.toThrow(
        'the target is away',
      );
      expect(await once(key, async () => {})).toBe('done');
    });

    test('When any number of calls run at once, then exactly one acts', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 2, max: 8 }), async (calls) => {
          const key = newKey();
          const { act, acts } = counter();
          const outcomes = await Promise.all(Array.from({ length: calls }, () => once(key, act)));
          expect(acts()).toBe(1);
          expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
        }),
        { numRuns: runs },
      );
    });

    test('When somebody is at it, then others are told so', async () => {
      const key = newKey();
      let finish: () => void = () => {};
      const working = new Promise<void>((resolve) => {
        finish = resolve;
      });
      let started: () => void = () => {};
      const begun = new Promise<void>((resolve) => {
        started = resolve;
      });
      const first = once(key, () => {
        started();
        return working;
      });
      await begun;
      expect(await once(key, async () => {})).toBe('busy');
      finish();
      expect(await first).toBe('done');
    });

    test('When somebody died at it, then it is done once the lease is over', async () => {
      const key = newKey();
      const dying = new Promise<void>(() => {});
      void subject.once(1)(key, () => dying);
      const { act, acts } = counter();
      const isDone = (outcome: string) => outcome === 'done';
      await eventually(() => once(key, act), isDone, { lookAt: 'the end of the lease' });
      expect(acts()).toBe(1);
    });

    test('When somebody fails after their lease, then what another did stays done', async () => {
      const key = newKey();
      const { promise: working, reject: fail } = Promise.withResolvers<void>();
      const { promise: begun, resolve: started } = Promise.withResolvers<void>();
      const stalled = subject.once(1)(key, () => {
        started();
        return working;
      });
      await begun;
      const isDone = (outcome: string) => outcome === 'done';
      await eventually(() => once(key, async () => {}), isDone, { lookAt: 'the end of the lease' });
      fail(new Error('too late'));
      await expect(stalled).rejects.toThrow('too late');
      expect(await once(key, async () => {})).toBe('already');
    });

    test('When somebody fails after their lease, then who is at it is left alone', async () => {
      const key = newKey();
      const [late, busy] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const begun = Promise.withResolvers<void>();
      const stalled = subject.once(1)(key, () => {
        begun.resolve();
        return late.promise;
      });
      await begun.promise;
      let other: Promise<string> = Promise.resolve('');
      const at = Promise.withResolvers<void>();
      const claim = async () => {
        other = once(key, () => {
          at.resolve();
          return busy.promise;
        });
        return Promise.race([other, at.promise.then(() => 'at it')]);
      };
      await eventually(claim, (outcome) => outcome === 'at it', { lookAt: 'the end of the lease' });
      late.reject(new Error('too late'));
      await expect(stalled).rejects.toThrow('too late');
      expect(await once(key, async () => {})).toBe('busy');
      busy.resolve();
      expect(await other).toBe('done');
    });
  });
}
