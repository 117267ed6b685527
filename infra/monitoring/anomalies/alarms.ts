import { metricNames } from '../../../functions/core/metric-names.ts';
import { names } from '../../../functions/core/names.ts';
import { type Cell, hasRollups } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { functionMetric } from '../../metrics/aws-metrics.ts';
import { anomalyKinds } from './kinds.ts';

/** The alarm of unusual counts, of a cell that keeps sums to tell them by. All episodes that stand are one alert. */
export function anomalyAlarms(cell: Cell): readonly AlarmDefinition[] {
  if (!hasRollups(cell)) return [];
  const service = names(cell.prefix).anomalyFunction;
  return alarmsOfKinds(anomalyKinds, [
    {
      kind: 'unusual-counts',
      watches: [metricNames.standingAnomalies, service],
      metric: functionMetric('standingAnomalies', { service }, { statistic: 'Maximum' }),
    },
  ]);
}
