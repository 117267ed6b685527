import { chooseTheme, useTheme } from '../data/theme.ts';
import { MoonIcon, SunIcon } from './icons.tsx';

/** Switches between light and dark, and remembers the choice. */
export function ThemeToggle() {
  const other = useTheme() === 'dark' ? 'light' : 'dark';
  const name = `Switch to the ${other} theme`;
  return (
    <button
      type="button"
      className="button icon-button theme-toggle"
      aria-label={name}
      title={name}
      onClick={() => chooseTheme(other)}
    >
      {other === 'dark' ? <MoonIcon /> : <SunIcon />}
    </button>
  );
}
