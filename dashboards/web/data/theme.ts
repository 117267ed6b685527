import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

export type Theme = 'light' | 'dark';

const storageKey = 'bems.console.theme';
const changed = new EventTarget();
const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** The user's own choice, if any. Where storage is forbidden it lasts as long as the page. */
function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined;
  }
}

function current(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return systemDark.matches ? 'dark' : 'light';
}

/** Sets the theme chosen earlier, before anything is drawn. */
export function applyStoredTheme(): void {
  const theme = stored();
  if (theme) document.documentElement.dataset.theme = theme;
}

/** Paper is white: what is printed is light, whatever the theme on the screen. */
export function printLight(): void {
  let shown: string | undefined;
  addEventListener('beforeprint', () => {
    shown = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = 'light';
    flushSync(() => changed.dispatchEvent(new Event('change')));
  });
  addEventListener('afterprint', () => {
    if (shown === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = shown;
    changed.dispatchEvent(new Event('change'));
  });
}

/** Chooses a theme from now on, whatever the system prefers. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  changed.dispatchEvent(new Event('change'));
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener);
  systemDark.addEventListener('change', listener);
  return () => {
    changed.removeEventListener('change', listener);
    systemDark.removeEventListener('change', listener);
  };
}

/** The theme in effect: the user's choice, or else the system's preference. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current);
}
