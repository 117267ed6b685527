import { type Environment, required } from '../lambda/env.ts';

/** The environment variables of a function that writes to the lake, or asks it; its construct sets them. */
export const lakeEnvNames = {
  eventStream: 'TIME_SERIES_EVENT_STREAM',
  invoiceStream: 'TIME_SERIES_INVOICE_STREAM',
  /** Of a function that asks: the database of the catalog, and the workgroup that queries run in. */
  database: 'TIME_SERIES_DATABASE',
  workgroup: 'TIME_SERIES_WORKGROUP',
  /** Of the rollup: for how many days records and sums are kept. */
  keptDays: 'TIME_SERIES_KEPT_DAYS',
} as const;

/** The streams of a writer. @throws {Error} when one is missing or empty, naming the variable */
export function lakeStreams(environment: Environment) {
  return {
    events: required(environment, lakeEnvNames.eventStream),
    invoices: required(environment, lakeEnvNames.invoiceStream),
  };
}
