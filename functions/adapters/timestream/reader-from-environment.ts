import { TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import type { ReadableTimeSeries } from '../conservation/deployed-conservation.ts';
import type { Environment } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { timestreamHoldings, timestreamShowsBy } from './holdings.ts';
import { timestreamSettings } from './settings.ts';

/**
 * The time series that a function's environment names, to be read.
 * @throws {Error} when a setting is missing
 */
export function timestreamReader(environment: Environment): ReadableTimeSeries {
  const { database, table, queryEndpoint, memoryStoreHours } = timestreamSettings(environment);
  const client = traced(new TimestreamQueryClient(queryEndpoint ? { endpoint: queryEndpoint } : {}));
  return {
    holdings: (archive) => timestreamHoldings({ client, database, table }, archive),
    showsBy: timestreamShowsBy(memoryStoreHours),
  };
}
