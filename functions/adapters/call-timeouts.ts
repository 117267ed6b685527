import { envNames } from './lambda/env.ts';

/** Unless the environment says otherwise: for a machine that is too slow for it, such as a busy test's. */
const usualMs = 3_000;

/**
 * How long a call to an AWS service may take, for the clients of every function. Without a limit of
 * its own a call to a service that is away hangs until Lambda ends the invocation, and with it
 * whatever the environment has learned. Three attempts, the SDK's default, take about ten seconds:
 * together with ten that a breaker may hold a batch, less than the thirty of a consumer's timeout.
 */
export const callTimeouts = {
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: Number(process.env[envNames.callTimeoutMs] || usualMs),
    throwOnRequestTimeout: true,
  },
} as const;
