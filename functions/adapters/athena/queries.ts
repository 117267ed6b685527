import {
  type AthenaClient,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { BemsError } from '../../core/errors.ts';

/** A row of an answer: the values as Athena writes them, undefined where one is missing. */
export type AnswerRow = readonly (string | undefined)[];

export interface AthenaQueries {
  /** Runs a statement to its end. @throws {BemsError} QUERY_FAILED, QUERY_TOO_SLOW */
  run(sql: string): Promise<void>;
  /** Runs a query; its rows, in their order. @throws {BemsError} as `run` */
  rows(sql: string): Promise<readonly AnswerRow[]>;
}

export interface AthenaQueriesOptions {
  readonly client: AthenaClient;
  readonly database: string;
  readonly workgroup: string;
  readonly wait: (ms: number) => Promise<void>;
  /** When a statement that is not done is stopped. */
  readonly patienceMs: number;
}

/** The first pause before looking whether a statement is done, ms; half as much again each time, up to the last. */
const pauses = { first: 200, last: 2_000, growth: 1.5 } as const;

/** Statements in a workgroup of Athena. Where results go, and under which key, the workgroup says. */
export function createAthenaQueries(options: AthenaQueriesOptions): AthenaQueries {
  const { client, database, workgroup, wait, patienceMs } = options;

  const execute = async (QueryString: string): Promise<string> => {
    const { QueryExecutionId = '' } = await client.send(
      new StartQueryExecutionCommand({
        QueryString,
        QueryExecutionContext: { Database: database },
        WorkGroup: workgroup,
      }),
    );
    let waited = 0;
    for (let pause: number = pauses.first; ; pause = Math.min(pauses.last, pause * pauses.growth)) {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const state = QueryExecution?.Status?.State;
      if (state === 'SUCCEEDED') return QueryExecutionId;
      if (state === 'FAILED' || state === 'CANCELLED') throw failed(QueryExecutionId, QueryExecution);
      if (waited >= patienceMs) {
        await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
        throw tooSlow(QueryExecutionId, patienceMs);
      }
      await wait(pause);
      waited += pause;
    }
  };

  return {
    async run(sql) {
      await execute(sql);
    },
    async rows(sql) {
      const QueryExecutionId = await execute(sql);
      const rows: AnswerRow[] = [];
      for await (const { ResultSet } of paginateGetQueryResults({ client }, { QueryExecutionId }))
        for (const { Data = [] } of ResultSet?.Rows ?? []) rows.push(Data.map((datum) => datum.VarCharValue));
      // The first row of a query has the names of the columns.
      return rows.slice(1);
    },
  };
}

/** The reason is for whoever looks the query up: it may quote what a row holds. */
function failed(id: string, execution: QueryExecution | undefined): BemsError {
  const { ErrorCategory: category = 0, ErrorType: type = 0 } = execution?.Status?.AthenaError ?? {};
  return new BemsError('QUERY_FAILED', `Athena failed query ${id} (category ${category}, type ${type}).`, {
    nextStep: `Look at it with: aws athena get-query-execution --query-execution-id ${id}`,
    failureClass: 'transient',
  });
}

function tooSlow(id: string, patienceMs: number): BemsError {
  return new BemsError('QUERY_TOO_SLOW', `Query ${id} was not done after ${patienceMs} ms and was stopped.`, {
    nextStep: 'Nothing: it is run again. If it lasts, look at how much data it reads.',
    failureClass: 'transient',
  });
}

/** ms since the epoch of a timestamp as Athena writes it, `2026-03-02 09:15:02.123000`. */
export function timeOfAnswer(timestamp: string): number {
  return Date.parse(`${timestamp.slice(0, 23).replace(' ', 'T')}Z`);
}
