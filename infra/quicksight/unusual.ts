import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { scoreFields } from '../../dashboards/quicksight/scores-sql.ts';
import { countLimits } from '../../functions/core/analytics/anomaly/judge.ts';
import { categoryField, fieldId, labels, plainField, timeField } from './fields.ts';
import { colors } from './formatting.ts';
import { recentDays } from './parameters.ts';
import type { Placed } from './placed.ts';

const { observed, expected, score } = scoreFields;

/** What is unusual: the scores of late, and the hours and days that belong to episodes. */
export function unusual(id: string, title: string): readonly Placed[] {
  return [scores(`${id}-scores`, title), episodes(`${id}-episodes`, title)];
}

function limit(value: number, customLabel: string): CfnDashboard.ReferenceLineProperty {
  return {
    status: 'ENABLED',
    dataConfiguration: { staticConfiguration: { value }, axisBinding: 'PRIMARY_YAXIS' },
    labelConfiguration: { customLabelConfiguration: { customLabel } },
  };
}

/** A line for each count that is watched, and how far out it has to be at least. */
function scores(id: string, title: string): Placed {
  return {
    id,
    ...{ width: 36, height: 10, time: 'recent', figures: [] },
    fields: [score],
    visual: {
      lineChartVisual: {
        visualId: id,
        ...labels(
          `${title}: scores`,
          `The last ${recentDays} days, whatever the period, by hours, or by days where hours have too few events: the logarithm of what happened over what was expected. A noisy stage has to be further out than the lines. No filter reaches it.`,
        ),
        chartConfiguration: {
          type: 'LINE',
          fieldWells: {
            lineChartAggregatedFieldWells: {
              category: [timeField(id, ['anomaly-scores', 'HOUR'])],
              values: [plainField(id, score, 2)],
              colors: [categoryField(id, ['anomaly-scores', 'metric'])],
            },
          },
          referenceLines: [
            limit(countLimits.deviation, 'far more'),
            limit(-countLimits.deviation, 'far fewer'),
          ],
          legend: { visibility: 'VISIBLE' },
        },
      },
    },
  };
}

/** The hours and days of episodes, the newest on top. */
function episodes(id: string, title: string): Placed {
  const colored = (when: string, color: string): CfnDashboard.TableConditionalFormattingOptionProperty => ({
    cell: {
      fieldId: fieldId(id, score.name),
      textFormat: { textColor: { solid: { expression: `{${score.name}} ${when}`, color } } },
    },
  });
  return {
    id,
    ...{ width: 36, height: 9, time: 'recent', figures: [], isOfEpisodes: true },
    fields: [observed, expected, score],
    visual: {
      tableVisual: {
        visualId: id,
        ...labels(
          `${title}: hours and days`,
          'Times are those of UTC; the date is that of the cell. Red: more than usual; blue: fewer. Why, and who looks after it, say bems anomalies and the alert.',
        ),
        chartConfiguration: {
          fieldWells: {
            tableAggregatedFieldWells: {
              groupBy: [
                timeField(id, ['anomaly-scores', 'HOUR']),
                ...['day', 'metric', 'bucket'].map((column) => categoryField(id, ['anomaly-scores', column])),
              ],
              values: [plainField(id, observed, 0), plainField(id, expected, 1), plainField(id, score, 2)],
            },
          },
          sortConfiguration: {
            rowSort: [{ fieldSort: { fieldId: fieldId(id, 'time'), direction: 'DESC' } }],
          },
        },
        conditionalFormatting: {
          conditionalFormattingOptions: [colored('> 0', colors.bad), colored('< 0', colors.fewer)],
        },
      },
    },
  };
}
