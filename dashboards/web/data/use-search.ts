import { useEffect, useState } from 'react';
import type { Found, SearchKind } from '../../finder.ts';
import { CellError, read } from './api.ts';

/** What begins with a text, as far as is known. */
export interface Search {
  /** The newest answer; of an earlier text until the present one is answered. */
  readonly found: Found | undefined;
  /** Why there is no answer. */
  readonly error: CellError | undefined;
  /** The text that was answered. */
  readonly answered: string;
  /** Whether the answer is that of the present text. */
  readonly isCurrent: boolean;
}

interface Answer {
  readonly text: string;
  readonly found?: Found;
  readonly error?: CellError;
}

/** Letters that follow each other faster are asked for together, ms. */
const pauseMs = 40;

/**
 * Asks the cell for what begins with a text, while it is typed. An answer that comes after the text has
 * changed is dropped; the one that is shown stays until there is a newer one.
 * @param kind both unless given
 */
export function useSearch(text: string, kind?: SearchKind): Search {
  const asked = text.trim();
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    if (asked === '') {
      setAnswer(undefined);
      return;
    }
    const ended = new AbortController();
    const take = (next: Answer) => {
      if (!ended.signal.aborted) setAnswer(next);
    };
    const timer = setTimeout(() => {
      const query = new URLSearchParams({ q: asked, ...(kind && { kind }) });
      read<Found>(`search?${query}`, ended.signal).then(
        (found) => take({ text: asked, found }),
        (error: unknown) =>
          take({
            text: asked,
            error: error instanceof CellError ? error : new CellError('failed', String(error)),
          }),
      );
    }, pauseMs);
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [asked, kind]);
  return {
    found: asked === '' ? undefined : answer?.found,
    error: asked === '' ? undefined : answer?.error,
    answered: answer?.text ?? '',
    isCurrent: answer?.text === asked,
  };
}
