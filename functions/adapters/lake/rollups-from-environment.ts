import { setTimeout } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { FigureRollups } from '../../core/ports.ts';
import { createAthenaQueries } from '../athena/queries.ts';
import { callTimeouts } from '../call-timeouts.ts';
import { type Environment, required } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { lakeRollups } from './rollups.ts';
import { lakeEnvNames, lakeToAsk } from './settings.ts';

/** How long a statement may take, ms; the function has a quarter of an hour for all of them. */
const patienceMs = 300_000;

/** The rollups that a function's environment names. @throws {Error} when a setting is missing */
export function lakeRollupsFromEnvironment(environment: Environment): FigureRollups {
  const queries = createAthenaQueries({
    ...{ ...lakeToAsk(environment), client: traced(new AthenaClient(callTimeouts)), patienceMs },
    wait: (ms) => setTimeout(ms),
  });
  return lakeRollups(queries, { keptDays: Number(required(environment, lakeEnvNames.keptDays)) });
}
