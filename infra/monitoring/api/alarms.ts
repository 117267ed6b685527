import { names } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds, type WatchOf } from '../../metrics/alarm-definition.ts';
import { awsMetric } from '../../metrics/aws-metrics.ts';
import { accessLogMetric } from './access-log-metrics.ts';
import { apiKinds } from './kinds.ts';
import { apiStage, requestsOf } from './metrics.ts';

/** The alarms of the API: what producers notice, and whether they send as usual. */
export function apiAlarms({ prefix }: Cell): readonly AlarmDefinition[] {
  const { api } = names(prefix);
  const dimensions = { ApiName: api, Stage: apiStage };
  const watched = { watches: [api] };
  return alarmsOfKinds(apiKinds, [
    {
      kind: 'api-errors',
      ...watched,
      metric: awsMetric('AWS/ApiGateway', '5XXError', dimensions, { statistic: 'Average' }),
    },
    {
      kind: 'api-refusals',
      ...watched,
      metric: awsMetric('AWS/ApiGateway', '4XXError', dimensions, { statistic: 'Average' }),
    },
    {
      kind: 'api-latency',
      ...watched,
      metric: awsMetric('AWS/ApiGateway', 'Latency', dimensions, { statistic: 'p99' }),
    },
    { kind: 'api-throttled', ...watched, metric: accessLogMetric('throttled', api) },
    {
      kind: 'api-silent',
      ...watched,
      metric: awsMetric('AWS/ApiGateway', 'Count', dimensions, { statistic: 'SampleCount' }),
    },
    ...stages.map(
      (stage): WatchOf<'traffic'> => ({
        kind: 'traffic',
        subject: stage,
        watches: [api, `POST /invoices/${stage}`],
        metric: requestsOf(api, stage),
      }),
    ),
  ]);
}
