import { randomUUID } from 'node:crypto';
import { AthenaClient } from '@aws-sdk/client-athena';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import { type LakeTable, lakeTables, type StoredType } from '../../functions/adapters/lake/tables.ts';
import { appendRows } from '../../local/time-series/duckdb-append.ts';
import { bodyOf, startHttpDouble } from './http-double.ts';

/** What a stream makes of a record. */
export type Fate =
  | 'taken'
  /** It is named as failed, and is not there. */
  | 'refused'
  /** It is named as failed, and is there all the same. */
  | 'taken and refused'
  /** It is there twice. */
  | 'doubled';

export interface LakeFaults {
  /** Whether a whole call is throttled. */
  readonly throttles?: () => boolean;
  readonly fate?: () => Fate;
  /** Whether a query fails. */
  readonly failsQuery?: (sql: string) => boolean;
}

const types = {
  string: VARCHAR,
  long: BIGINT,
  boolean: BOOLEAN,
  timestamp: TIMESTAMP,
} as const satisfies Record<StoredType, unknown>;

const rowsPerPage = 400;

/**
 * The three services in front of a lake over HTTP, with its tables in DuckDB: streams that deliver into a
 * table what has exactly its columns (https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-considerations.html)
 * and put everything else among their errors, Athena, which runs the text that it is asked for,
 * and Glue's catalog, which says of each table how often it was committed to.
 * @param streams the table of each stream
 */
export async function startLakeDouble(streams: Readonly<Record<string, LakeTable>>, faults: LakeFaults = {}) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await createTables(connection);
  const errors: string[] = [];
  const queries = new Map<string, Answer>();
  const ran: string[] = [];
  let calls = 0;
  const commits = new Map<string, number>();
  const commit = (table: string) => commits.set(table, (commits.get(table) ?? 0) + 1);
  let last: Promise<unknown> = Promise.resolve();
  /** One statement after the other: a connection of DuckDB has one transaction. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  };

  const put = async ({ DeliveryStreamName, Records }: PutRecordBatch) => {
    calls += 1;
    const table = streams[DeliveryStreamName];
    if (!table) throw new Refusal('ResourceNotFoundException', `no stream ${DeliveryStreamName}`);
    const texts = Records.map(({ Data }) => Buffer.from(Data, 'base64'));
    const bytes = texts.reduce((sum, text) => sum + text.length, 0);
    if (Records.length > 500 || bytes > 4 * 2 ** 20 || texts.some((text) => text.length > 1_024_000))
      throw new Refusal('ValidationException', 'too many records or bytes');
    if (faults.throttles?.()) throw new Refusal('ServiceUnavailableException', 'Slow down.');
    const fates = texts.map(() => faults.fate?.() ?? 'taken');
    const rows: DuckDBValue[][] = [];
    texts.forEach((text, index) => {
      const row = rowOf(table, text.toString());
      if (row === undefined) errors.push(text.toString());
      else if (fates[index] === 'doubled') rows.push(row, row);
      else if (fates[index] !== 'refused') rows.push(row);
    });
    if (rows.length > 0) commit(table.name);
    await inTurn(() =>
      appendRows(
        connection,
        table.name,
        table.columns.map(({ type }) => types[type]),
        rows,
      ),
    );
    const failed = (fate: Fate | undefined) => fate === 'refused' || fate === 'taken and refused';
    return {
      FailedPutCount: fates.filter(failed).length,
      Encrypted: true,
      RequestResponses: fates.map((fate) =>
        failed(fate)
          ? { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' }
          : { RecordId: randomUUID() },
      ),
    };
  };

  const start = async ({ QueryString }: { readonly QueryString: string }) => {
    const QueryExecutionId = randomUUID();
    ran.push(QueryString);
    const answer = await inTurn(() => answerTo(connection, QueryString, faults));
    queries.set(QueryExecutionId, answer);
    const [, verb, changed] = /^(MERGE INTO|DELETE FROM) (\w+)/.exec(QueryString) ?? [];
    if (changed && (verb === 'DELETE FROM' || answer.rows?.[0]?.[0] !== '0')) commit(changed);
    return { QueryExecutionId };
  };
  const look = ({ QueryExecutionId }: { readonly QueryExecutionId: string }) => {
    const { failure } = queries.get(QueryExecutionId) ?? {};
    const Status = failure
      ? { State: 'FAILED', StateChangeReason: failure, AthenaError: { ErrorCategory: 2, ErrorType: 1 } }
      : { State: 'SUCCEEDED' };
    return { QueryExecution: { QueryExecutionId, Status } };
  };
  const results = ({ QueryExecutionId, NextToken }: { QueryExecutionId: string; NextToken?: string }) => {
    const { names = [], rows = [] } = queries.get(QueryExecutionId) ?? {};
    const at = Number(NextToken ?? 0);
    const page = [...(at === 0 ? [names] : []), ...rows.slice(at, at + rowsPerPage)];
    return {
      ResultSet: {
        Rows: page.map((row) => ({
          Data: row.map((value) => (value === undefined ? {} : { VarCharValue: value })),
        })),
      },
      ...(at + rowsPerPage < rows.length && { NextToken: String(at + rowsPerPage) }),
    };
  };
  const operations: Readonly<Record<string, (body: never) => unknown>> = {
    'Firehose_20150804.PutRecordBatch': put,
    'AmazonAthena.StartQueryExecution': start,
    'AmazonAthena.GetQueryExecution': look,
    'AmazonAthena.GetQueryResults': results,
    'AmazonAthena.StopQueryExecution': () => ({}),
    'AWSGlue.GetTable': ({
      DatabaseName,
      Name,
    }: {
      readonly DatabaseName: string;
      readonly Name: string;
    }) => ({
      Table: {
        ...{ DatabaseName, Name },
        Parameters: { metadata_location: `s3://t/${Name}/${commits.get(Name) ?? 0}.metadata.json` },
      },
    }),
  };

  const double = await startHttpDouble(async (request, response) => {
    const operation = operations[String(request.headers['x-amz-target'])];
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    };
    try {
      if (!operation) throw new Refusal('UnknownOperationException', String(request.headers['x-amz-target']));
      const body = JSON.parse((await bodyOf(request)).toString());
      reply(200, await Reflect.apply(operation, undefined, [body]));
    } catch (error) {
      const [type, message] =
        error instanceof Refusal ? [error.type, error.message] : ['InternalFailure', String(error)];
      reply(type === 'ServiceUnavailableException' ? 503 : 400, { __type: type, message });
    }
  });
  const settings = {
    region: 'eu-west-1',
    endpoint: double.endpoint,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  };
  const [firehose, athena] = [new FirehoseClient(settings), new AthenaClient(settings)];
  return {
    ...{ endpoint: double.endpoint, firehose, athena, settings },
    /** How Glue is reached. */
    glue: { client: athena, endpoint: double.endpoint },
    /** What the streams could not deliver. */
    errors: (): readonly string[] => errors,
    /** The statements that Athena ran. */
    ran: (): readonly string[] => ran,
    /** Why statements failed. */
    failures: (): readonly string[] => [...queries.values()].flatMap(({ failure }) => failure ?? []),
    /** Calls of the streams. */
    calls: () => calls,
    /** Changes a table as a statement of Athena does. */
    change: async (QueryString: string) => void (await start({ QueryString })),
    /** Runs a statement beside the services, which is no commit. */
    query: (sql: string) => inTurn(async () => (await connection.runAndReadAll(sql)).getRowObjects()),
    async stop() {
      firehose.destroy();
      athena.destroy();
      await double.stop();
      await last;
      connection.closeSync();
      instance.closeSync();
    },
  };
}

interface PutRecordBatch {
  readonly DeliveryStreamName: string;
  readonly Records: readonly { readonly Data: string }[];
}

interface Answer {
  readonly names?: readonly string[];
  readonly rows?: readonly (readonly (string | undefined)[])[];
  readonly failure?: string;
}

class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

async function createTables(connection: DuckDBConnection): Promise<void> {
  // Athena's own: https://trino.io/docs/current/functions/array.html
  await connection.run('CREATE MACRO array_join(list, separator) AS array_to_string(list, separator)');
  for (const { name, columns } of lakeTables) {
    const defined = columns.map(
      (column) => `${column.name} ${types[column.type]}${column.isRequired ? ' NOT NULL' : ''}`,
    );
    await connection.run(`CREATE TABLE ${name} (${defined.join()})`);
  }
}

/** The values of a row; undefined when a column is missing, or has another type. */
function rowOf({ columns }: LakeTable, text: string): DuckDBValue[] | undefined {
  // Numbers as they are written: those of 64 bits are more than a JavaScript number holds.
  const parsed = JSON.parse(text, (_, value, context?: { readonly source?: string }) =>
    typeof value === 'number' ? BigInt(context?.source ?? value) : value,
  );
  const row: DuckDBValue[] = [];
  for (const { name, type, isRequired } of columns) {
    const value: unknown = Object.hasOwn(parsed, name) ? parsed[name] : undefined;
    if (value === null && !isRequired) row.push(null);
    else if (type === 'string' && typeof value === 'string') row.push(value);
    else if (type === 'boolean' && typeof value === 'boolean') row.push(value);
    else if (type === 'long' && typeof value === 'bigint') row.push(value);
    else if (type === 'timestamp' && typeof value === 'bigint') row.push(new DuckDBTimestampValue(value));
    else return undefined;
  }
  return row;
}

async function answerTo(connection: DuckDBConnection, sql: string, faults: LakeFaults): Promise<Answer> {
  if (faults.failsQuery?.(sql)) return { failure: 'TOO_MANY_REQUESTS' };
  try {
    const result = await connection.runAndReadAll(sql);
    return {
      names: result.columnNames(),
      rows: result.getRows().map((row) => row.map(textOf)),
    };
  } catch (error) {
    return { failure: String(error) };
  }
}

/** As Athena writes a value. */
function textOf(value: DuckDBValue): string | undefined {
  return value === null ? undefined : String(value);
}
