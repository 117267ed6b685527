import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agingBuckets } from '../../../dashboards/kpis/derived.ts';
import { paletteOf } from '../../../dashboards/palette.ts';
import { projectRoot } from '../../../local/project-root.ts';
import { contrast, distance, eyes, light, oklab } from './colour-vision.ts';

const palette = paletteOf(readFileSync(join(projectRoot, 'dashboards/web/styles/tokens.css'), 'utf8'));

/** The colour of a custom property in a theme. */
function colour(name: string, theme: 'light' | 'dark'): string {
  return palette.get(name)?.[theme] ?? '';
}

describe.each(['light', 'dark'] as const)('Given the colours of ages in the %s theme', (theme) => {
  const ages = agingBuckets.map((_, index) => colour(`age-${index}`, theme));

  it('When they stand on a panel, Then each is told from it', () => {
    for (const age of ages) expect(contrast(age, colour('surface', theme))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(eyes))('When somebody sees %s, Then no two look alike', (_, eye) => {
    for (const [index, age] of ages.entries())
      for (const other of ages.slice(index + 1)) expect(distance(age, other, eye)).toBeGreaterThan(9);
  });

  it('When it is later, Then it is always darker: that needs no colour', () => {
    const late = ages.slice(1, 5).map((age) => oklab(light(age))[0]);
    late.slice(1).forEach((lightness, index) => {
      expect(lightness).toBeLessThan((late[index] ?? 0) - 0.1);
    });
  });
});
