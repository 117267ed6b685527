import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { TimestreamQueryClient } from '@aws-sdk/client-timestream-query';
import { createAthenaQueries } from '../../functions/adapters/athena/queries.ts';
import type { Datapoint, MetricToRead } from '../../functions/adapters/cloudwatch/metric-readings.ts';
import {
  deployedConservation,
  type ReadableTimeSeries,
} from '../../functions/adapters/conservation/deployed-conservation.ts';
import { createDynamoLedger } from '../../functions/adapters/dynamodb/ledger.ts';
import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import { glueTableVersions } from '../../functions/adapters/glue/table-versions.ts';
import { lakeHoldings, lakeShowsBy } from '../../functions/adapters/lake/holdings.ts';
import { s3ColdPacks } from '../../functions/adapters/s3/cold-packs.ts';
import { timestreamHoldings, timestreamShowsBy } from '../../functions/adapters/timestream/holdings.ts';
import { factKey } from '../../functions/core/invoice/fact.ts';
import { measureRecords } from '../../functions/core/measures/records.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { memoryTimeSeries } from '../doubles/memory-time-series.ts';
import { makeLedgerTable, makeQueue } from './aws-resources.ts';
import { startLake } from './lake.ts';
import type { Moto } from './moto.ts';
import { startTimestreamQueryServer } from './timestream-query-server.ts';

const partitions = [
  { name: 'ingestion', stage: 'ingestion' },
  { name: 'posting', stage: 'posting' },
] as const;

/** The time series of a cell, as a test fills and counts it. */
interface DeployedSeries {
  readonly timeSeries: TimeSeries;
  readonly readable: ReadableTimeSeries;
  /** Removes a record, by the key of its event. */
  hide(eventKey: string): Promise<void>;
  /** The client that is asked, and records that it looked at. */
  readonly client: Pick<AthenaClient, 'middlewareStack'> | Pick<TimestreamQueryClient, 'middlewareStack'>;
  scanned(): number;
  stop(): Promise<void>;
}

async function deployedTimestream(moto: Moto): Promise<DeployedSeries> {
  const series = memoryTimeSeries();
  const hidden = new Set<string>();
  const double = await startTimestreamQueryServer(() =>
    series.records().filter(({ dimensions }) => !hidden.has(dimensions.eventKey)),
  );
  const client = new TimestreamQueryClient({ ...moto.client, endpoint: double.endpoint });
  const table = { client, database: 'invoice-metrics', table: 'events' };
  return {
    ...{ timeSeries: series, client, scanned: double.scanned },
    readable: {
      holdings: (archive) => timestreamHoldings(table, archive),
      showsBy: timestreamShowsBy(24),
    },
    hide: async (eventKey) => void hidden.add(eventKey),
    async stop() {
      client.destroy();
      await double.stop();
    },
  };
}

/** A cell whose time series is a lake. */
export async function deployedLake(): Promise<DeployedSeries> {
  const lake = await startLake();
  const queries = createAthenaQueries({
    ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 1_000, wait: async () => {} },
  });
  return {
    ...{ timeSeries: lake.timeSeries, client: lake.athena, scanned: () => 0, stop: lake.stop },
    readable: {
      holdings: () => lakeHoldings(queries, glueTableVersions(lake.glue, 'd')),
      showsBy: lakeShowsBy,
    },
    hide: (eventKey) => lake.change(`DELETE FROM events_raw WHERE eventkey = '${eventKey}'`),
  };
}

/** What a cell without a prefix is made of in moto, and what reconciling makes of it. */
export async function makeDeployedCell(moto: Moto, makeSeries = deployedTimestream) {
  const name = names();
  const bucket = `archive-${randomUUID()}`;
  const table = `ledger-${randomUUID()}`;
  const s3 = new S3Client({ ...moto.client, forcePathStyle: true });
  const dynamo = new DynamoDBClient(moto.client);
  const sqs = new SQSClient(moto.client);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await makeLedgerTable(dynamo, table);
  const partitionNames = partitions.map((partition) => partition.name);
  const urls = new Map<string, string>();
  const queues = [
    ...deadLetterQueues('', partitionNames).map((queue) => queue.name),
    ...partitionNames.flatMap((partition) => [name.relayQueue(partition), name.queue(partition)]),
    name.recordQueue,
  ];
  for (const queue of queues) urls.set(queue, (await makeQueue(sqs, queue)).url);

  const series = await makeSeries(moto);
  /** What CloudWatch knows, by the name of the queue or function. */
  const metrics = new Map<string, readonly Datapoint[]>();
  const records = memoryRecords();
  const clock = { now: () => Date.now() + 25 * 60_000 };
  const cold = s3ColdPacks({ client: dynamo, bucket, endpoint: moto.client.endpoint });
  let asked = 0;
  /** Each request to the archive asks for the Region first. */
  const region = async () => {
    asked += 1;
    return dynamo.config.region();
  };
  const counting = { config: { region, credentials: dynamo.config.credentials } };
  const conservation = deployedConservation({
    settings: {
      ...{ prefix: '', partitions, keptDays: 365 },
      pace: { intervalMs: 0, maxMinutes: 15, maxAgain: 60, budgetMs: 60_000 },
    },
    cold,
    archiveBucket: { client: counting, bucket, endpoint: moto.client.endpoint },
    ...{ dynamo, sqs, records, clock, ledgerTable: table, waitSeconds: 0 },
    readMetrics: async (asked: readonly MetricToRead[]) =>
      asked.map((metric) => metrics.get(Object.values(metric.dimensions).join()) ?? []),
    timeSeries: series.readable,
    wait: async () => {},
  });
  const counted = (next: (args: never) => Promise<unknown>) => (args: never) => {
    asked += 1;
    return next(args);
  };
  for (const client of [dynamo, series.client])
    Reflect.apply(client.middlewareStack.add, client.middlewareStack, [counted, { step: 'initialize' }]);
  const ledger = createDynamoLedger(dynamo, table, { cold, letsGo: true });
  let written = 0;
  return {
    ...{ conservation, records, clock, metrics, sqs, s3, dynamo, bucket, table, cold },
    urlOf: (queue: string) => urls.get(queue) ?? '',
    /** Calls of stores, and records that the time series looked at. */
    cost: () => ({ calls: asked, scanned: series.scanned() }),
    /** Removes a record from the time series, by the key of its event. */
    hide: series.hide,
    archive: conservation.archive,
    ledger: conservation.ledger,
    timeSeries: conservation.timeSeries,
    /** Firehose writes it, compressed, and some of it twice. */
    async take(texts: readonly string[]) {
      for (const [day, ofDay] of Map.groupBy(texts, (text) => String(JSON.parse(text).time).slice(0, 10)))
        for (const some of [ofDay, ofDay.slice(0, 1)]) {
          written += 1;
          await s3.send(
            new PutObjectCommand({
              Bucket: bucket,
              Key: `events/day=${day}/stage=ingestion/invoice-archive-1-${written}.json.gz`,
              Body: gzipSync(some.map((text) => `${text}\n`).join('')),
            }),
          );
        }
    },
    async store(facts: readonly Parameters<typeof ledger.append>[0][]) {
      for (const fact of facts) await ledger.append(fact);
    },
    async show(facts: readonly Parameters<typeof ledger.append>[0][]) {
      await series.timeSeries.write(facts.flatMap((fact) => measureRecords([fact])));
    },
    async tear(fact: Parameters<typeof ledger.append>[0]) {
      await setBody(fact, 'torn');
    },
    setBody,
    async close() {
      for (const client of [s3, dynamo, sqs]) client.destroy();
      await series.stop();
    },
  };

  async function setBody(fact: Parameters<typeof ledger.append>[0], body: string) {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: {
          [ledgerTable.partitionKey]: { S: fact.event.invoiceId },
          [ledgerTable.sortKey]: { S: factKey(fact) },
        },
        UpdateExpression: 'SET #body = :body',
        ExpressionAttributeNames: { '#body': ledgerTable.body },
        ExpressionAttributeValues: { ':body': { S: body } },
      }),
    );
  }
}
