import { type Environment, required } from '../lambda/env.ts';

/**
 * The environment variables of a function that writes to Timestream, or reads it; the store's construct sets
 * them.
 */
export const timestreamEnvNames = {
  database: 'TIME_SERIES_DATABASE',
  table: 'TIME_SERIES_TABLE',
  /** Optional: a fixed write endpoint (a VPC endpoint, say); without it the SDK discovers one. */
  endpoint: 'TIME_SERIES_ENDPOINT',
  /** Optional: a fixed query endpoint, likewise. */
  queryEndpoint: 'TIME_SERIES_QUERY_ENDPOINT',
  /** Of a reader: hours that the memory store keeps records; older ones are written elsewhere. */
  memoryStoreHours: 'TIME_SERIES_MEMORY_HOURS',
} as const;

export interface TimestreamSettings {
  readonly database: string;
  readonly table: string;
  readonly endpoint: string | undefined;
  readonly queryEndpoint: string | undefined;
  readonly memoryStoreHours: number;
}

/**
 * The settings in an environment.
 * @throws {Error} when a required one is missing or empty, naming the variable
 */
export function timestreamSettings(environment: Environment): TimestreamSettings {
  return {
    database: required(environment, timestreamEnvNames.database),
    table: required(environment, timestreamEnvNames.table),
    endpoint: environment[timestreamEnvNames.endpoint] || undefined,
    queryEndpoint: environment[timestreamEnvNames.queryEndpoint] || undefined,
    memoryStoreHours: Number(environment[timestreamEnvNames.memoryStoreHours] || 1),
  };
}
