import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';

/** What a thread of its own finds its priority to be, before and after it lowers it. */
async function priorities(): Promise<{ before: number; after: number }> {
  const module = new URL('../../../local/runtime/lower-priority.ts', import.meta.url);
  const script = `
    const { readlinkSync } = require('node:fs');
    const { basename } = require('node:path');
    const { getPriority } = require('node:os');
    const { parentPort } = require('node:worker_threads');
    const own = () => getPriority(Number(basename(readlinkSync('/proc/thread-self'))));
    const before = own();
    import('${module}').then(({ lowerPriority }) => {
      lowerPriority();
      parentPort.postMessage({ before, after: own() });
    });`;
  const worker = new Worker(script, { eval: true });
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

describe.skipIf(process.platform !== 'linux')('Given a thread that lowers its priority', () => {
  test('When others want the processor too, Then it comes after them, and it alone', async () => {
    const whole = getPriority(process.pid);
    const { before, after } = await priorities();
    expect(before).toBe(whole);
    expect(after).toBe(Math.min(19, whole + 10));
    expect(getPriority(process.pid)).toBe(whole);
  });
});
