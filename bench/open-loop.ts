import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, type Traffic } from './exchange.ts';

/** Looks so often, ms, whether the load has been told to stop. */
const maxSleepMs = 200;
/** Looks so often, ms, whether the last reply has come. */
const replyPollMs = 5;

/**
 * Starts requests when they are due, whether or not earlier ones have been answered, as producers do
 * that know nothing of each other. A request that finds no connection free is not sent later either.
 * @param requestsPerSecond evenly spaced
 * @param goesOn whether requests may start
 * @returns resolves after the last reply
 */
export async function runOpenLoop(
  traffic: Traffic,
  requestsPerSecond: number,
  goesOn: () => boolean,
): Promise<void> {
  const startedAt = performance.now();
  const dueAt = (request: number) => startedAt + (request * 1000) / requestsPerSecond;
  let underWay = 0;
  const start = async (request: number) => {
    underWay++;
    await exchange(traffic, dueAt(request));
    underWay--;
  };
  for (let next = 0; goesOn(); ) {
    const now = performance.now();
    for (; dueAt(next) <= now; next++) void start(next);
    await sleep(Math.min(dueAt(next) - now, maxSleepMs));
  }
  while (underWay > 0) await sleep(replyPollMs);
}
