import type { ChartStyle } from '../components/chart-options.ts';

/** Reads font and colours off the page: a chart resolves no custom properties by itself. */
export function chartStyle(): ChartStyle {
  const colorOf = (property: string): string => {
    const probe = document.createElement('span');
    document.body.append(probe);
    probe.style.color = `var(${property})`;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  return {
    font: getComputedStyle(document.body).fontFamily,
    text: colorOf('--ink-2'),
    line: colorOf('--line'),
    surface: colorOf('--surface'),
    colorOf,
  };
}
