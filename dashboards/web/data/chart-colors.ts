import type { ChartColors } from '../components/chart-options.ts';

/** Reads the theme's colours off the page: a chart cannot resolve custom properties by itself. */
export const chartColors = (): ChartColors => {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colorOf = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const colors: ChartColors = {
    text: colorOf('--ink-2'),
    line: colorOf('--line'),
    surface: colorOf('--surface'),
    stages: {
      ingestion: colorOf('--ingestion'),
      reconciliation: colorOf('--reconciliation'),
      authorization: colorOf('--authorization'),
      posting: colorOf('--posting'),
    },
  };
  probe.remove();
  return colors;
};
