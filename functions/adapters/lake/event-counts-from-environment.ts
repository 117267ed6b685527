import { setTimeout } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { EventCounts } from '../../core/analytics/anomaly/event-counts.ts';
import { createAthenaQueries } from '../athena/queries.ts';
import { callTimeouts } from '../call-timeouts.ts';
import type { Environment } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { lakeEventCounts } from './event-counts.ts';
import { lakeToAsk } from './settings.ts';

/** How long a query may take, ms; the function has five minutes for all of them. */
const patienceMs = 120_000;

/** The counts of the lake that a function's environment names. @throws {Error} when a setting is missing */
export function lakeEventCountsFromEnvironment(environment: Environment): EventCounts {
  return lakeEventCounts(
    createAthenaQueries({
      ...{ ...lakeToAsk(environment), client: traced(new AthenaClient(callTimeouts)), patienceMs },
      wait: (ms) => setTimeout(ms),
    }),
  );
}
