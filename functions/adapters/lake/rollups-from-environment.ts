import { AthenaClient } from '@aws-sdk/client-athena';
import type { FigureRollups, Records } from '../../core/ports.ts';
import { callTimeouts } from '../call-timeouts.ts';
import { type Environment, required } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { askedLake } from './asked-lake.ts';
import { lakeRollups } from './rollups.ts';
import { lakeEnvNames } from './settings.ts';
import { rollupsUnlessUnchanged } from './unless-unchanged.ts';

/** How long a statement may take, ms; the function has a quarter of an hour for all of them. */
const patienceMs = 300_000;

/**
 * The rollups that a function's environment names.
 * @param records keep what the last runs left
 * @throws {Error} when a setting is missing
 */
export function lakeRollupsFromEnvironment(environment: Environment, records: Records): FigureRollups {
  const { queries, versions } = askedLake(environment, traced(new AthenaClient(callTimeouts)), patienceMs);
  const rollups = lakeRollups(queries, { keptDays: Number(required(environment, lakeEnvNames.keptDays)) });
  return rollupsUnlessUnchanged(rollups, { versions, records });
}
