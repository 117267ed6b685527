import { setTimeout as sleep } from 'node:timers/promises';

const firstPauseMs = 25;
const longestPauseMs = 400;

/**
 * Polls, with growing pauses, until the answer is the expected one.
 * @param lookAt what to look at when it never comes, e.g. `the relay queues in the status below`
 * @param maxPauseMs between two looks: little where a look costs little
 * @throws with the last answer when the time (ms) is over; whatever `ask` throws
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  {
    lookAt,
    withinMs = 15_000,
    maxPauseMs = longestPauseMs,
  }: { readonly lookAt: string; readonly withinMs?: number; readonly maxPauseMs?: number },
): Promise<T> {
  const until = Date.now() + withinMs;
  for (let pause = Math.min(firstPauseMs, maxPauseMs); ; pause = Math.min(2 * pause, maxPauseMs)) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > until) {
      const last = JSON.stringify(answer, undefined, 2);
      throw new Error(`Not so after ${withinMs / 1000} s. Look at ${lookAt}. The last answer was:\n${last}`);
    }
    await sleep(pause);
  }
}
