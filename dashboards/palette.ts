/** A colour as `#rrggbb`, in the light theme and in the dark one. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

/**
 * The colours that a stylesheet names, by their names. `dashboards/web/styles/tokens.css` is where colours are
 * written down; whoever shows something outside the console takes them from there.
 */
export function paletteOf(stylesheet: string): ReadonlyMap<string, Colour> {
  const declarations = stylesheet.matchAll(
    /--([\w-]+):\s*light-dark\(\s*(#[\da-f]{6})\s*,\s*(#[\da-f]{6})\s*\)/gi,
  );
  return new Map([...declarations].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));
}
