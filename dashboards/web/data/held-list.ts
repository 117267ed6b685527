import { useState } from 'react';

/**
 * Freezes a list while it is held, and catches up when it is released.
 * @returns the list to show, and how many items of the newest one it lacks
 */
export function useHeldList<T>(
  newest: readonly T[] | undefined,
  held: boolean,
  keyOf: (item: T) => string,
): { readonly shown: readonly T[] | undefined; readonly waiting: number } {
  const [shown, setShown] = useState(newest);
  const stale = shown !== newest;
  if (stale && (!held || shown === undefined)) {
    setShown(newest);
    return { shown: newest, waiting: 0 };
  }
  if (!stale || !newest || !shown) return { shown, waiting: 0 };
  const known = new Set(shown.map(keyOf));
  return { shown, waiting: newest.filter((item) => !known.has(keyOf(item))).length };
}
