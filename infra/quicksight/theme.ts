import { readFileSync } from 'node:fs';
import type { CfnTheme } from 'aws-cdk-lib/aws-quicksight';
import { paletteOf } from '../../dashboards/palette.ts';

/** The theme that AWS provides and ours changes; its fonts stay. */
export const baseTheme = 'CLASSIC';

/** The console's stylesheet, in which its colours are written down. */
const stylesheet = new URL('../../dashboards/web/styles/tokens.css', import.meta.url);

/**
 * Series of charts, in the order in which QuickSight takes them: the console's, then those of its ages that are
 * told from them and from each other by whoever sees no red, no green or no blue.
 */
const series = ['series-1', 'series-2', 'series-3', 'age-4', 'age-5', 'age-3'];

/** The console's light theme for QuickSight, which asks for capital letters in colours. */
export function consoleTheme(): CfnTheme.ThemeConfigurationProperty {
  const palette = paletteOf(readFileSync(stylesheet, 'utf8'));
  function colour(name: string): string {
    const known = palette.get(name);
    if (!known) throw new Error(`There is no colour --${name} in ${stylesheet.pathname}`);
    return known.light.toUpperCase();
  }
  const [surface, onAccent] = [colour('surface'), colour('accent-ink')];
  return {
    uiColorPalette: {
      primaryForeground: colour('ink'),
      primaryBackground: surface,
      secondaryForeground: colour('ink-2'),
      secondaryBackground: colour('ground'),
      accent: colour('accent'),
      accentForeground: onAccent,
      success: colour('good'),
      successForeground: surface,
      warning: colour('late'),
      warningForeground: surface,
      danger: colour('bad'),
      dangerForeground: surface,
      dimension: colour('series-1'),
      dimensionForeground: onAccent,
      measure: colour('series-2'),
      measureForeground: surface,
    },
    dataColorPalette: {
      colors: series.map(colour),
      minMaxGradient: [colour('surface-2'), colour('accent')],
      emptyFillColor: colour('line'),
    },
    sheet: {
      tile: { border: { show: true } },
      tileLayout: { gutter: { show: true }, margin: { show: true } },
    },
  };
}
