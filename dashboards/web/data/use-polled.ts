import { useEffect, useState } from 'react';
import { CellError } from './api.ts';

/** The result of polling so far. An error keeps the last answer. */
export interface Polled<T> {
  readonly data: T | undefined;
  readonly error: CellError | undefined;
  /** When `data` was read, ms since the epoch. */
  readonly asOf: number | undefined;
}

/**
 * Polls while the page is visible.
 * @param ask must keep its identity (`useCallback` or a module function): another one starts over
 */
export function usePolled<T>(ask: (signal: AbortSignal) => Promise<T>, everyMs: number): Polled<T> {
  const [answer, setAnswer] = useState<Polled<T> & { readonly to: unknown }>();
  useEffect(() => {
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
  }, [ask, everyMs]);
  return answer?.to === ask ? answer : { data: undefined, error: undefined, asOf: undefined };
}
