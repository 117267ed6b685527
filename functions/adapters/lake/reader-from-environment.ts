import { AthenaClient } from '@aws-sdk/client-athena';
import type { ReadableTimeSeries } from '../conservation/deployed-conservation.ts';
import type { Environment } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { askedLake } from './asked-lake.ts';
import { lakeHoldings, lakeShowsBy } from './holdings.ts';

/** How long a query about some minutes may take, ms. */
const patienceMs = 120_000;

/** The time series that a function's environment names, to be read. @throws {Error} when a setting is missing */
export function lakeReader(environment: Environment): ReadableTimeSeries {
  const { queries, versions } = askedLake(environment, traced(new AthenaClient()), patienceMs);
  return { holdings: () => lakeHoldings(queries, versions), showsBy: lakeShowsBy };
}
