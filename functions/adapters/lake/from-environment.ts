import { setTimeout } from 'node:timers/promises';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { TimeSeries } from '../../core/ports.ts';
import { callTimeouts } from '../call-timeouts.ts';
import type { Environment } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { lakeStreams } from './settings.ts';
import { createLakeTimeSeries } from './time-series.ts';

/** The time series that a function's environment names. @throws {Error} when a setting is missing */
export function lakeFromEnvironment(environment: Environment): TimeSeries {
  return createLakeTimeSeries({
    client: traced(new FirehoseClient(callTimeouts)),
    streams: lakeStreams(environment),
    clock: { now: Date.now },
    random: Math.random,
    wait: (ms) => setTimeout(ms),
  });
}
