import { AthenaClient } from '@aws-sdk/client-athena';
import type { Ports } from '../../core/ports.ts';
import { callTimeouts } from '../call-timeouts.ts';
import type { Environment } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { askedLake } from './asked-lake.ts';
import { lakeEventCounts } from './event-counts.ts';
import { lakeScores } from './scores.ts';

/** How long a statement may take, ms; the function has five minutes for all five of them. */
const patienceMs = 58_000;

/**
 * The counts and amounts of the lake that a function's environment names, and the scores beside them.
 * @throws {Error} when a setting is missing
 */
export function lakeAnomaliesFromEnvironment(
  environment: Environment,
): Pick<Ports, 'eventCounts' | 'anomalyScores'> {
  const { queries, versions } = askedLake(environment, traced(new AthenaClient(callTimeouts)), patienceMs);
  return { eventCounts: lakeEventCounts(queries, versions), anomalyScores: lakeScores(queries) };
}
