import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { chunks } from '../../../lib/chunks.ts';

/** A metric, and what to make of the values of a minute. */
export interface MetricToRead {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Sum';
}

/** The value of one minute. */
export interface Datapoint {
  /** The beginning of the minute, ms since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** Reads metrics minute by minute. @returns for each metric its minutes that have a value, in any order */
export type ReadMetrics = (
  metrics: readonly MetricToRead[],
  from: number,
  to: number,
) => Promise<readonly (readonly Datapoint[])[]>;

/** The most metrics that GetMetricData takes. */
const metricsPerCall = 500;
const periodSeconds = 60;

/** Metrics in CloudWatch. */
export function createCloudWatchReadings(client: CloudWatchClient): ReadMetrics {
  return async (metrics, from, to) => {
    const found = new Map<number, Datapoint[]>();
    const queries = metrics.map((metric, index) => queryOf(metric, index));
    for (const some of chunks(queries, metricsPerCall)) {
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new GetMetricDataCommand({
            MetricDataQueries: [...some],
            StartTime: new Date(from),
            EndTime: new Date(to),
            NextToken,
          }),
        );
        for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
          const points = Timestamps.map((at, index) => ({ at: at.getTime(), value: Values[index] ?? 0 }));
          const index = Number(Id.slice(1));
          found.set(index, [...(found.get(index) ?? []), ...points]);
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
    }
    return metrics.map((_, index) => found.get(index) ?? []);
  };
}

function queryOf({ namespace, name, dimensions, statistic }: MetricToRead, index: number): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: statistic,
    },
  };
}
