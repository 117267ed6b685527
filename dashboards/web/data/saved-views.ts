import { useSyncExternalStore } from 'react';
import { isObject, parseJson } from '../../../lib/json.ts';
import { parseRoute } from './route.ts';

/** A page of figures in some view, under a name that a reader gave it. */
export interface SavedView {
  readonly name: string;
  /** Its address within the console. */
  readonly href: string;
}

const storageKey = 'bems.console.views';
/** Views kept at most, and characters of a name. */
const mostKept = 50;
export const longestName = 60;
const changed = new EventTarget();
/** What is kept where storage is forbidden: it lasts as long as the page. */
let unstored = '[]';

/** Keeps the view under the name, in the place of what had that name. */
export function keepView(view: SavedView): void {
  const others = viewsIn(stored()).filter(({ name }) => name !== view.name);
  store([view, ...others].slice(0, mostKept));
}

/** Forgets the view of that name. */
export function forgetView(name: string): void {
  store(viewsIn(stored()).filter((view) => view.name !== name));
}

/** The views that this browser keeps, the newest first. */
export function useSavedViews(): readonly SavedView[] {
  return viewsIn(useSyncExternalStore(subscribe, stored));
}

function stored(): string {
  try {
    return localStorage.getItem(storageKey) ?? '[]';
  } catch {
    return unstored;
  }
}

function store(views: readonly SavedView[]): void {
  unstored = JSON.stringify(views);
  try {
    localStorage.setItem(storageKey, unstored);
  } catch {
    // It lasts as long as the page.
  }
  changed.dispatchEvent(new Event('change'));
}

/** What is kept may have been written by anybody: only links to pages of figures are taken from it. */
function viewsIn(text: string): readonly SavedView[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter(isSavedView) : [];
}

function isSavedView(value: unknown): value is SavedView {
  if (!isObject(value) || typeof value.name !== 'string' || typeof value.href !== 'string') return false;
  if (value.name.length > longestName || !value.href.startsWith('#/')) return false;
  return ['dashboard', 'invoices'].includes(parseRoute(value.href).page);
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener);
  // Another tab has kept one.
  addEventListener('storage', listener);
  return () => {
    changed.removeEventListener('change', listener);
    removeEventListener('storage', listener);
  };
}
