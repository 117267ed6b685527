/**
 * Names of the environment variables the functions read. The construct that sets one and the function
 * that reads it share this constant.
 */
export const envNames = {
  /** DynamoDB table of facts and heads. */
  ledgerTable: 'LEDGER_TABLE',
  /** Timestream database and table of the per-event records. */
  timeSeriesDatabase: 'TIME_SERIES_DATABASE',
  timeSeriesTable: 'TIME_SERIES_TABLE',
  /** Optional: a fixed Timestream write endpoint (a VPC endpoint, say); without it the SDK discovers one. */
  timeSeriesEndpoint: 'TIME_SERIES_ENDPOINT',
} as const;

type EnvName = (typeof envNames)[keyof typeof envNames];

/** A function's settings, each read on first use: a function is only asked for the variables it needs. */
interface Env {
  readonly ledgerTable: string;
  readonly timeSeriesDatabase: string;
  readonly timeSeriesTable: string;
  readonly timeSeriesEndpoint: string | undefined;
}

/**
 * The typed view of an environment.
 * @throws {Error} on reading a required setting that is missing or empty, naming the variable
 */
export const parseEnv = (variables: Readonly<Record<string, string | undefined>>): Env => {
  const required = (name: EnvName): string => {
    const value = variables[name];
    if (!value)
      throw new Error(
        `The environment variable ${name} is not set; the stack that deploys the function sets it.`,
      );
    return value;
  };
  return {
    get ledgerTable() {
      return required(envNames.ledgerTable);
    },
    get timeSeriesDatabase() {
      return required(envNames.timeSeriesDatabase);
    },
    get timeSeriesTable() {
      return required(envNames.timeSeriesTable);
    },
    get timeSeriesEndpoint() {
      return variables[envNames.timeSeriesEndpoint] || undefined;
    },
  };
};
