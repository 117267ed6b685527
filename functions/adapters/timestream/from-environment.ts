import { TimestreamWriteClient } from '@aws-sdk/client-timestream-write';
import type { TimeSeries } from '../../core/ports.ts';
import { callTimeouts } from '../call-timeouts.ts';
import type { Environment } from '../lambda/env.ts';
import { traced } from '../x-ray/traced-client.ts';
import { timestreamSettings } from './settings.ts';
import { createTimestreamTimeSeries } from './time-series.ts';

/**
 * The time series that a function's environment names. Without an endpoint the SDK discovers one,
 * as Timestream wants it; a fixed one must be explicit, or discovery overrules it.
 * @throws {Error} when a setting is missing
 */
export function timestreamFromEnvironment(environment: Environment): TimeSeries {
  const { database, table, endpoint } = timestreamSettings(environment);
  const client = traced(new TimestreamWriteClient({ ...callTimeouts, ...(endpoint && { endpoint }) }));
  return createTimestreamTimeSeries(client, database, table);
}
