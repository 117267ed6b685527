import { setTimeout } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { Ports } from '../../core/ports.ts';
import { createAthenaQueries } from '../athena/queries.ts';
import { callTimeouts } from '../call-timeouts.ts';
import { glueTableVersions } from '../glue/table-versions.ts';
import type { Environment } from '../lambda/env.ts';
import { signedWith } from '../signed/requests.ts';
import { traced } from '../x-ray/traced-client.ts';
import { lakeEventCounts } from './event-counts.ts';
import { lakeScores } from './scores.ts';
import { lakeToAsk } from './settings.ts';

/** How long a statement may take, ms; the function has five minutes for all four of them. */
const patienceMs = 70_000;

/**
 * The counts and amounts of the lake that a function's environment names, and the scores beside them.
 * @throws {Error} when a setting is missing
 */
export function lakeAnomaliesFromEnvironment(
  environment: Environment,
): Pick<Ports, 'eventCounts' | 'anomalyScores'> {
  const asked = lakeToAsk(environment);
  const client = traced(new AthenaClient(callTimeouts));
  const queries = createAthenaQueries({
    ...{ ...asked, client, patienceMs },
    wait: (ms) => setTimeout(ms),
  });
  const versions = glueTableVersions(signedWith(client), asked.database);
  return { eventCounts: lakeEventCounts(queries, versions), anomalyScores: lakeScores(queries) };
}
