import type { CalculatedFigure } from '../../dashboards/quicksight/figures.ts';
import { type Granularity, labels, measureField, timeField } from './fields.ts';
import { warning } from './formatting.ts';
import type { Placed } from './placed.ts';

const font = { fontSize: { relative: 'MEDIUM' } };

/** All of the options: with only some of them a tile stays blank. */
function options(isShare: boolean) {
  return {
    comparison: { comparisonMethod: isShare ? 'DIFFERENCE' : 'PERCENT_DIFFERENCE' },
    primaryValueDisplayType: 'ACTUAL',
    primaryValueFontConfiguration: { fontSize: { relative: 'EXTRA_LARGE' } },
    secondaryValue: { visibility: 'VISIBLE' },
    secondaryValueFontConfiguration: font,
    progressBar: { visibility: 'HIDDEN' },
    trendArrows: { visibility: 'VISIBLE' },
    sparkline: { visibility: 'VISIBLE', type: 'LINE', tooltipVisibility: 'VISIBLE' },
    visualLayoutOptions: { standardLayout: { type: 'VERTICAL' } },
  };
}

const steps: Readonly<Record<Granularity, string>> = {
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
};

/** What a tile of a period shows: the newest of its steps, and how it compares. */
function shows(granularity: Granularity): string {
  return `The last ${steps[granularity]} of the period, against the one before.`;
}

/** One figure; of a period its last step, against the one before. */
export function tile(id: string, figure: CalculatedFigure, granularity: Granularity): Placed {
  const { kpi, dataSet } = figure;
  const isTimed = kpi.clock !== null;
  const hierarchyId = `${id}-steps`;
  const color = warning(figure);
  const { target } = kpi;
  const notes = [
    ...(isTimed ? [shows(granularity)] : ['As of now.']),
    kpi.explanation,
    ...(target ? [`Red if it misses what ${target.source} gives.`] : []),
  ];
  return {
    id,
    ...{ width: 9, height: 7 },
    time: isTimed ? 'period' : 'now',
    figures: [figure],
    visual: {
      kpiVisual: {
        visualId: id,
        ...labels(kpi.title, notes.join(' ')),
        chartConfiguration: {
          fieldWells: {
            values: [measureField(id, figure)],
            ...(isTimed && { trendGroups: [timeField(id, [dataSet, granularity], hierarchyId)] }),
          },
          ...(isTimed && { kpiOptions: options(kpi.unit === 'share') }),
        },
        ...(isTimed && { columnHierarchies: [{ dateTimeHierarchy: { hierarchyId } }] }),
        ...(color && {
          conditionalFormatting: { conditionalFormattingOptions: [{ primaryValue: { textColor: color } }] },
        }),
      },
    },
  };
}
