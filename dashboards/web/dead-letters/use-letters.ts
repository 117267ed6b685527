import { useCallback, useEffect, useState } from 'react';
import type { DiagnosedLetter } from '../../../operations/dead-letters/diagnosis.ts';
import type { LetterSelection } from '../../../operations/dead-letters/select.ts';
import { CellError } from '../data/api.ts';
import { fetchLetters, type Letters } from '../data/dead-letters.ts';

/** Ms to wait for the next key before a filter that is being typed counts. */
const typingMs = 250;

/** The selected letters, read once, and more of them on demand: a list that moves cannot be worked off. */
export function useLetters(selection: LetterSelection) {
  const [read, setRead] = useState<Letters>();
  const [error, setError] = useState<CellError>();
  const [round, setRound] = useState(0);

  const fail = useCallback((cause: unknown) => {
    setError(cause instanceof CellError ? cause : new CellError('failed', String(cause)));
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks for the same once more
  useEffect(() => {
    const ended = new AbortController();
    const timer = setTimeout(() => {
      fetchLetters(selection, undefined, ended.signal).then(
        (letters) => {
          if (ended.signal.aborted) return;
          setRead(letters);
          setError(undefined);
        },
        (cause: unknown) => ended.signal.aborted || fail(cause),
      );
    }, typingMs);
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [selection, round, fail]);

  const more = () => {
    if (!read?.next) return;
    fetchLetters(selection, read.next).then(
      ({ letters, next }) => setRead({ letters: [...read.letters, ...letters], next }),
      fail,
    );
  };
  const letters: readonly DiagnosedLetter[] | undefined = read?.letters;
  return {
    letters,
    error,
    hasMore: read?.next !== undefined,
    more,
    reload: () => setRound((last) => last + 1),
  };
}
