import { chunks } from '../../../lib/chunks.ts';
import { isJsonArray, isObject, type JsonObject, type JsonValue } from '../../../lib/json.ts';
import { jsonCalls } from '../signed/json-calls.ts';
import type { SignedWith } from '../signed/requests.ts';

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

/**
 * Metrics in CloudWatch, by `GetMetricData`
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html).
 */
export function createCloudWatchReadings(signedWith: SignedWith): ReadMetrics {
  const call = jsonCalls('cloudWatch', signedWith);
  return async (metrics, from, to) => {
    const found = new Map<string, Datapoint[]>();
    const queries = metrics.map((metric, index) => queryOf(metric, index));
    for (const some of chunks(queries, metricsPerCall)) {
      let next: JsonValue | undefined;
      do {
        const page = await call('GetMetricData', {
          ...{ MetricDataQueries: some, StartTime: from / 1_000, EndTime: to / 1_000 },
          ...(next !== undefined && { NextToken: next }),
        });
        for (const result of objectsIn(page.MetricDataResults)) {
          const id = String(result.Id);
          found.set(id, [...(found.get(id) ?? []), ...pointsOf(result)]);
        }
        next = page.NextToken ?? undefined;
      } while (next !== undefined);
    }
    return queries.map(({ Id }) => found.get(Id) ?? []);
  };
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isObject) : [];
}

function pointsOf({ Timestamps, Values }: JsonObject): readonly Datapoint[] {
  if (!isJsonArray(Timestamps) || !isJsonArray(Values)) return [];
  return Timestamps.map((at, index) => ({ at: Number(at) * 1_000, value: Number(Values[index] ?? 0) }));
}

function queryOf({ namespace, name, dimensions, statistic }: MetricToRead, index: number) {
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
