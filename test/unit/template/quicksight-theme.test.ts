import { describe, expect, test } from 'vitest';
import { paletteOf } from '../../../dashboards/palette.ts';
import { consoleTheme } from '../../../infra/quicksight/theme.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../../lib/json.ts';
import { contrast, distance, eyes } from '../console/colour-vision.ts';

const theme = parseJson(JSON.stringify(consoleTheme())) ?? {};
const ui = objectIn(theme, 'uiColorPalette');
const data = objectIn(theme, 'dataColorPalette');
const series = Array.isArray(data.colors) ? data.colors.map(String) : [];

function objectIn(value: JsonValue, name: string): JsonObject {
  const inner = isObject(value) ? value[name] : undefined;
  return isObject(inner) ? inner : {};
}

/** Text and what it stands on. */
const pairs: readonly (readonly [text: string, ground: string])[] = [
  ['primaryForeground', 'primaryBackground'],
  ['primaryForeground', 'secondaryBackground'],
  ['secondaryForeground', 'secondaryBackground'],
  ...['accent', 'success', 'warning', 'danger', 'dimension', 'measure'].map(
    (name) => [`${name}Foreground`, name] as const,
  ),
];

describe('Given the theme of QuickSight', () => {
  test.each(pairs)('When %s stands on %s, Then it can be read', (text, ground) => {
    expect(contrast(String(ui[text]), String(ui[ground]))).toBeGreaterThanOrEqual(4.5);
  });

  test('When a series stands on a visual, Then it is told from it', () => {
    expect(series).toHaveLength(6);
    for (const colour of series)
      expect(contrast(colour, String(ui.primaryBackground))).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(eyes))('When somebody sees %s, Then no two series look alike', (_, eye) => {
    for (const [index, one] of series.entries())
      for (const other of series.slice(index + 1)) expect(distance(one, other, eye)).toBeGreaterThan(9);
  });

  test('When it is handed to QuickSight, Then its colours have the form that it takes', () => {
    const colours = JSON.stringify(theme).match(/#\w+/g) ?? [];
    expect(colours.length).toBeGreaterThan(20);
    for (const colour of colours) expect(colour).toMatch(/^#[A-F0-9]{6}$/);
  });
});

describe('Given a stylesheet', () => {
  test('When its colours are read, Then each has its name, and nothing else has', () => {
    const palette = paletteOf(`
      :root { --ink: light-dark(#1a1c21, #ECEEF2);
        --a-1: light-dark(
          #000000,
          #ffffff
        );
        --gap: 1rem; --stage: var(--ink); --bad: #ff0000; }`);
    expect(Object.fromEntries(palette)).toEqual({
      ink: { light: '#1a1c21', dark: '#ECEEF2' },
      'a-1': { light: '#000000', dark: '#ffffff' },
    });
  });
});
