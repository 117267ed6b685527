import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

export interface ThreadOptions {
  readonly workerData: unknown;
  /** MB that young objects may fill, a third of them at a time, before they are collected. */
  readonly youngGenerationMB: number;
}

/**
 * Starts a thread of its own.
 * @param script the module that it runs
 */
export function startThread(script: URL, { workerData, youngGenerationMB }: ThreadOptions): Worker {
  // The flag that sizes the young generation of the main thread would overrule each thread's own limit.
  setFlagsFromString('--max-semi-space-size=0');
  return new Worker(script, {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMB },
  });
}
