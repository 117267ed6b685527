import { setTimeout } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { createAthenaQueries } from '../athena/queries.ts';
import type { ReadableTimeSeries } from '../conservation/deployed-conservation.ts';
import { glueTableVersions } from '../glue/table-versions.ts';
import type { Environment } from '../lambda/env.ts';
import { signedWith } from '../signed/requests.ts';
import { traced } from '../x-ray/traced-client.ts';
import { lakeHoldings, lakeShowsBy } from './holdings.ts';
import { lakeToAsk } from './settings.ts';

/** How long a query about some minutes may take, ms. */
const patienceMs = 120_000;

/** The time series that a function's environment names, to be read. @throws {Error} when a setting is missing */
export function lakeReader(environment: Environment): ReadableTimeSeries {
  const asked = lakeToAsk(environment);
  const client = traced(new AthenaClient());
  const queries = createAthenaQueries({
    ...{ ...asked, client, patienceMs },
    wait: (ms) => setTimeout(ms),
  });
  const versions = glueTableVersions(signedWith(client), asked.database);
  return { holdings: () => lakeHoldings(queries, versions), showsBy: lakeShowsBy };
}
