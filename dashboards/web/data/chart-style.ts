import { byStage } from '../../../schemas/stages.ts';
import type { ChartStyle } from '../components/chart-options.ts';

/** Reads font and colours off the page: a chart resolves no custom properties by itself. */
export function chartStyle(): ChartStyle {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colorOf = (property: string): string => {
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  const style: ChartStyle = {
    font: getComputedStyle(document.body).fontFamily,
    text: colorOf('--ink-2'),
    line: colorOf('--line'),
    surface: colorOf('--surface'),
    stages: byStage((stage) => colorOf(`--${stage}`)),
  };
  probe.remove();
  return style;
}
