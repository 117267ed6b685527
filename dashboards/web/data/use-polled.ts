import { useCallback, useEffect, useState } from 'react';
import { CellError } from './api.ts';

/** The result of polling so far. An error keeps the last answer. */
export interface Polled<T> {
  readonly data: T | undefined;
  readonly error: CellError | undefined;
  /** When `data` was read, ms since the epoch. */
  readonly asOf: number | undefined;
  /** Asks at once: what was answered last may have changed. */
  readonly askAgain: () => void;
}

type Answer<T> = Omit<Polled<T>, 'askAgain'>;

/**
 * Polls while the page is visible.
 * @param ask must keep its identity (`useCallback` or a module function): another one starts over. Nothing is
 * asked without one
 */
export function usePolled<T>(
  ask: ((signal: AbortSignal) => Promise<T>) | undefined,
  everyMs: number,
): Polled<T> {
  const [answer, setAnswer] = useState<Answer<T> & { readonly to: unknown }>();
  const [asked, setAsked] = useState(0);
  const askAgain = useCallback(() => setAsked((times) => times + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asking again starts over, with the last answer
  useEffect(() => {
    if (!ask) return;
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const once = async () => {
      if (!document.hidden)
        await ask(ended.signal).then(
          (data) => setAnswer({ to: ask, data, error: undefined, asOf: Date.now() }),
          (error: unknown) => {
            if (ended.signal.aborted) return;
            const known = error instanceof CellError ? error : new CellError('failed', String(error));
            setAnswer((last) => ({
              ...(last?.to === ask ? last : { to: ask, data: undefined, asOf: undefined }),
              error: known,
            }));
          },
        );
      if (!ended.signal.aborted) timer = setTimeout(once, everyMs);
    };
    void once();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [ask, everyMs, asked]);
  const own: Answer<T> =
    answer && answer.to === ask ? answer : { data: undefined, error: undefined, asOf: undefined };
  return { ...own, askAgain };
}
