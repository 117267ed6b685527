import { setTimeout } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { FigureRollups, Records } from '../../core/ports.ts';
import { createAthenaQueries } from '../athena/queries.ts';
import { callTimeouts } from '../call-timeouts.ts';
import { glueTableVersions } from '../glue/table-versions.ts';
import { type Environment, required } from '../lambda/env.ts';
import { signedWith } from '../signed/requests.ts';
import { traced } from '../x-ray/traced-client.ts';
import { lakeRollups } from './rollups.ts';
import { lakeEnvNames, lakeToAsk } from './settings.ts';
import { rollupsUnlessUnchanged } from './unless-unchanged.ts';

/** How long a statement may take, ms; the function has a quarter of an hour for all of them. */
const patienceMs = 300_000;

/**
 * The rollups that a function's environment names.
 * @param records keep what the last runs left
 * @throws {Error} when a setting is missing
 */
export function lakeRollupsFromEnvironment(environment: Environment, records: Records): FigureRollups {
  const asked = lakeToAsk(environment);
  const client = traced(new AthenaClient(callTimeouts));
  const queries = createAthenaQueries({
    ...{ ...asked, client, patienceMs },
    wait: (ms) => setTimeout(ms),
  });
  const rollups = lakeRollups(queries, { keptDays: Number(required(environment, lakeEnvNames.keptDays)) });
  const versions = glueTableVersions(signedWith(client), asked.database);
  return rollupsUnlessUnchanged(rollups, { versions, records });
}
