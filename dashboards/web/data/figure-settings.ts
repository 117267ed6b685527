import { useEffect, useSyncExternalStore } from 'react';
import type { FigureSettings } from '../../figure-settings.ts';
import { read } from './api.ts';

/** They change with a start of the cell alone: they are read once a page load. */
let settings: FigureSettings | undefined;
let isAsked = false;
const listeners = new Set<() => void>();
const againAfterMs = 2_000;
const timeoutMs = 10_000;

/** What the cell says about its figures; undefined until it has said so. */
export function useFigureSettings(): FigureSettings | undefined {
  useEffect(askOnce, []);
  return useSyncExternalStore(listen, () => settings);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function askOnce(): void {
  if (isAsked) return;
  isAsked = true;
  void ask();
}

/** A cell that does not answer is asked again: nobody could tell what amounts are in. */
async function ask(): Promise<void> {
  const found = await read<FigureSettings>('figure-settings', AbortSignal.timeout(timeoutMs)).catch(
    () => undefined,
  );
  if (!found) {
    setTimeout(() => void ask(), againAfterMs);
    return;
  }
  settings = found;
  for (const listener of listeners) listener();
}
