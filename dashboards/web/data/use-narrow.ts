import { useSyncExternalStore } from 'react';

/** A window in which a table has room for two or three columns. */
const narrow = matchMedia('(max-width: 600px)');

/** Whether the window is as narrow as a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}
