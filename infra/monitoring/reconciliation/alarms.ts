import { metricNames } from '../../../functions/core/metric-names.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import { timeoutSeconds } from '../../cells/timeouts.ts';
import { type AlarmDefinition, alarmsOfKinds } from '../../metrics/alarm-definition.ts';
import { functionMetric } from '../../metrics/aws-metrics.ts';
import { invocationMetrics } from '../functions/alarms.ts';
import { reconciliationKinds } from './kinds.ts';

/** The alarms of the proof that no event is lost. */
export function reconciliationAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const service = names(prefix).reconcilerFunction;
  const unaccounted = (statistic: string) => functionMetric('unaccountedEvents', { service }, { statistic });
  const watches = [metricNames.unaccountedEvents, service];
  const { errors, throttles, slowest } = invocationMetrics(service, timeoutSeconds.reconciler);
  return alarmsOfKinds(reconciliationKinds, [
    { kind: 'events-unaccounted', watches, metric: unaccounted('Maximum') },
    {
      kind: 'events-unproved',
      watches: [metricNames.unprovedSeconds, service],
      metric: functionMetric('unprovedSeconds', { service }, { statistic: 'Maximum' }),
    },
    { kind: 'reconciler-errors', watches: [service], metric: errors },
    { kind: 'reconciler-throttled', watches: [service], metric: throttles },
    { kind: 'reconciler-slow', watches: [service], metric: slowest },
    { kind: 'reconciler-silent', watches, metric: unaccounted('SampleCount') },
  ]);
}
