import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SlotMap } from '../../../lib/slot-map.ts';

const runFile = promisify(execFile);
const key = fc.integer({ min: 0, max: 8 });
const step = fc.oneof(
  fc.record({ act: fc.constant('set' as const), key }),
  fc.record({ act: fc.constant('delete' as const), key }),
);

describe('Given a map whose entries come and go', () => {
  test('When any are set and deleted, Then it always holds what a Map would', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Map<number, { readonly at: number }>();
        const map = new SlotMap<number, { readonly at: number }>();
        for (const [at, { act, key }] of steps.entries()) {
          if (act === 'delete') expect(map.delete(key)).toBe(model.delete(key));
          else {
            map.set(key, { at });
            model.set(key, { at });
          }
          expect(map.size).toBe(model.size);
          for (let other = 0; other <= 8; other++) {
            expect(map.has(other)).toBe(model.has(other));
            expect(map.get(other)).toEqual(model.get(other));
          }
          const byTime = (a: { at: number }, b: { at: number }) => a.at - b.at;
          expect([...map.values()].sort(byTime)).toEqual([...model.values()].sort(byTime));
        }
      }),
    );
  });

  test('When values are deleted while they are gone through, Then each was seen once', () => {
    const map = new SlotMap<number, { readonly key: number }>();
    for (let at = 0; at < 5_000; at++) map.set(at, { key: at });
    const seen = Array.from(map.values(), ({ key }) => {
      map.delete(key);
      return key;
    });
    expect(seen).toHaveLength(5_000);
    expect(new Set(seen).size).toBe(5_000);
    expect(map.size).toBe(0);
    map.set(7, { key: 7 });
    expect([...map.values()]).toEqual([{ key: 7 }]);
  });

  test('When many come and go, Then none outlives a young collection', async () => {
    // A process of its own: what else a test's process keeps is not ours to know.
    const module = fileURLToPath(new URL('../../../lib/slot-map.ts', import.meta.url));
    const churn = `
      import { SlotMap } from ${JSON.stringify(module)};
      const map = new SlotMap();
      let maxBytes = 0;
      for (let at = 0; at < 200_000; at++) {
        map.set(at, { payload: new Array(500).fill(at) });
        map.delete(at - 96);
        // What is old by now is the first link of the chain.
        if (at === 1_000) gc();
        if (at % 1_000 === 0) maxBytes = Math.max(maxBytes, process.memoryUsage().heapUsed);
      }
      process.stdout.write(String(maxBytes));`;
    const { stdout } = await runFile(process.execPath, [
      ...['--expose-gc', '--single-threaded-gc', '--no-allocation-site-pretenuring'],
      ...['--input-type=module', '--eval', churn],
    ]);
    // A Map takes 300 MB for the 96 entries of 4 KB that it holds at a time.
    expect(Number(stdout)).toBeLessThan(100e6);
  });
});
