import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, type Traffic } from './exchange.ts';

/** Waits after a refusal, so that a server that is full is not hammered. */
const refusalPauseMs = 20;

/**
 * Sends as fast as the server answers: so many workers, each with one request under way.
 * @param goesOn whether another request may start
 * @returns resolves after the last reply
 */
export async function runClosedLoop(traffic: Traffic, workers: number, goesOn: () => boolean): Promise<void> {
  const work = async () => {
    while (goesOn()) {
      const acknowledged = await exchange(traffic, performance.now());
      if (!acknowledged) await sleep(refusalPauseMs);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
