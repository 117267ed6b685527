import type { StepRange } from './act.ts';
import type { LetterCursor } from './select.ts';

/** What `drain` has to know of a step. */
export interface DrainStep {
  /** Letters it acted on: what the rate limit counts. */
  readonly done: number;
  readonly next?: LetterCursor | undefined;
}

export interface Drain<S> {
  /** Letters acted on per second at most, over the whole run. */
  readonly perSecond: number;
  /** Ends the run after the step under way. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every step as it ends. */
  readonly onProgress?: ((step: S) => void) | undefined;
  /** Ms since some moment; only differences count. */
  readonly now: () => number;
  /** Resolves after so many ms, or as soon as the signal comes. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Where an interrupted run left off. */
  readonly from?: LetterCursor | undefined;
  /** Called at the end, whatever ended it: shows again what was hidden for reading. */
  readonly release?: (() => Promise<void>) | undefined;
}

/** How a run ended. */
export interface Drained {
  readonly end: 'finished' | 'interrupted';
  /** Where to go on after an interruption. */
  readonly next?: LetterCursor | undefined;
}

/** Letters a step looks at: few enough that an interruption is felt at once. */
const lettersPerStep = 100;

/** Takes step after step until none is left or the signal comes. @throws what a step threw */
export async function drain<S extends DrainStep>(
  step: (range: StepRange) => Promise<S>,
  { perSecond, signal, onProgress = () => {}, now, sleep, from, release = async () => {} }: Drain<S>,
): Promise<Drained> {
  const limit = Math.max(1, Math.min(lettersPerStep, Math.floor(perSecond)));
  let cursor = from;
  let dueAt = now();
  try {
    for (;;) {
      if (signal?.aborted) return { end: 'interrupted', next: cursor };
      const taken = await step({ cursor, limit });
      onProgress(taken);
      if (!taken.next) return { end: 'finished' };
      cursor = taken.next;
      // From when the last step was due, or now if it took longer than its share: a slow stretch is not
      // made up for by a burst.
      dueAt = Math.max(dueAt + (taken.done / perSecond) * 1_000, now());
      const waitMs = dueAt - now();
      if (waitMs > 0) await sleep(waitMs, signal);
    }
  } finally {
    await release();
  }
}
