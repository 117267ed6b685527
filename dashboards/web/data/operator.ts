import { useSyncExternalStore } from 'react';
import { isObject, parseJson } from '../../../lib/json.ts';

/** Who operates the cell from this tab. */
export interface Operator {
  readonly key: string;
  /** As the audit trail is to call them. */
  readonly name: string;
}

const storageKey = 'bems-operator';
const listeners = new Set<() => void>();
let operator = stored();

/** The tab's storage: gone when the tab is closed, and seen by no other. */
function stored(): Operator | undefined {
  const kept = parseJson(sessionStorage.getItem(storageKey) ?? '');
  if (!isObject(kept)) return undefined;
  const { key, name } = kept;
  return typeof key === 'string' && typeof name === 'string' ? { key, name } : undefined;
}

/** Keeps the operator for as long as the tab is open; undefined forgets them. */
export function keepOperator(next: Operator | undefined): void {
  operator = next;
  if (next) sessionStorage.setItem(storageKey, JSON.stringify(next));
  else sessionStorage.removeItem(storageKey);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function currentOperator(): Operator | undefined {
  return operator;
}

/** Who operates the cell from this tab, if anybody has said so. */
export function useOperator(): Operator | undefined {
  return useSyncExternalStore(subscribe, currentOperator);
}
