import { setTimeout } from 'node:timers/promises';
import type { AthenaClient } from '@aws-sdk/client-athena';
import { type AthenaQueries, createAthenaQueries } from '../athena/queries.ts';
import { glueTableVersions, type TableVersions } from '../glue/table-versions.ts';
import { type Environment, required } from '../lambda/env.ts';
import { signedWith } from '../signed/requests.ts';
import { lakeEnvNames } from './settings.ts';

/** How a lake is asked, and how its tables' states are told apart. */
interface AskedLake {
  readonly queries: AthenaQueries;
  readonly versions: TableVersions;
}

/**
 * The lake that a function's environment names, to be asked.
 * @param patienceMs how long a statement may take
 * @throws {Error} when a setting is missing or empty, naming the variable
 */
export function askedLake(environment: Environment, client: AthenaClient, patienceMs: number): AskedLake {
  const database = required(environment, lakeEnvNames.database);
  const workgroup = required(environment, lakeEnvNames.workgroup);
  return {
    queries: createAthenaQueries({
      ...{ client, database, workgroup, patienceMs },
      wait: (ms) => setTimeout(ms),
    }),
    versions: glueTableVersions(signedWith(client), database),
  };
}
