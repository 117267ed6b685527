import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stage } from '../../../schemas/stages.ts';
import { awsMetric } from '../../metrics/aws-metrics.ts';

/** The one deployment stage of the API. */
export const apiStage = 'live';

/** The number of POST requests to a stage, each with one to ten events. */
export function requestsOf(api: string, stage: Stage): Metric {
  return awsMetric(
    'AWS/ApiGateway',
    'Count',
    { ApiName: api, Stage: apiStage, Method: 'POST', Resource: `/invoices/${stage}` },
    { statistic: 'SampleCount', label: stage },
  );
}
