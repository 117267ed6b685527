import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Stage } from '../../schemas/stages.ts';
import { announcementLeaseMs, readAlertSettings } from '../core/alerts/settings.ts';
import { readAnomalySettings } from '../core/analytics/anomaly/settings.ts';
import type { ColdStore } from '../core/cold/cold-copy.ts';
import { tableShelf } from '../core/cold/table-shelf.ts';
import { callLeaseMs } from '../core/downstream/lease.ts';
import { parseDownstreams } from '../core/downstream/settings.ts';
import { epochMs } from '../core/invoice/instant.ts';
import { parseDeadlines, type StageDeadlines } from '../core/invoice/stage-deadlines.ts';
import type {
  Bus,
  DueRecords,
  FigureRollups,
  Ledger,
  Ports,
  Queues,
  Records,
  TimeSeries,
  Topics,
} from '../core/ports.ts';
import { callTimeouts } from './call-timeouts.ts';
import { httpCalls } from './downstream/http-calls.ts';
import { rememberedSecretHeaders } from './downstream/secret-headers.ts';
import { dynamoHotTable } from './dynamodb/hot-table.ts';
import { createDynamoLedger } from './dynamodb/ledger.ts';
import { createDynamoRecords } from './dynamodb/records.ts';
import { createEventBridgeBus } from './eventbridge/bus.ts';
import { DynamoPersistence } from './idempotency/dynamo-persistence.ts';
import { powertoolsOnce } from './idempotency/once.ts';
import { shardedOnce } from './idempotency/sharded-once.ts';
import { kmsAlertLinks } from './kms/alert-links.ts';
import { lakeAnomaliesFromEnvironment } from './lake/anomalies-from-environment.ts';
import { lakeFromEnvironment } from './lake/from-environment.ts';
import { lakeRollupsFromEnvironment } from './lake/rollups-from-environment.ts';
import { type Environment, envNames, required } from './lambda/env.ts';
import { powertoolsLog, powertoolsMetrics } from './lambda/powertools.ts';
import { s3ColdPacks } from './s3/cold-packs.ts';
import { secretReader } from './secrets-manager/read-secret.ts';
import { signedWith } from './signed/requests.ts';
import { snsAlertTarget } from './sns/alert-target.ts';
import { createSnsTopics } from './sns/topics.ts';
import { createSqsDueCalls } from './sqs/due-calls.ts';
import { createSqsDueRecords } from './sqs/due-records.ts';
import { createSqsQueues } from './sqs/queues.ts';
import { timestreamFromEnvironment } from './timestream/from-environment.ts';
import { traced } from './x-ray/traced-client.ts';

// One function per port or set of ports, so that a handler's bundle holds only the clients it names.

/** Clock, elapsed time, jitter, pauses, log and metrics: what every function has. */
export function runtimePorts(): Pick<Ports, 'clock' | 'elapsed' | 'random' | 'wait' | 'log' | 'metrics'> {
  return {
    clock: { now: Date.now },
    elapsed: () => performance.now(),
    random: Math.random,
    wait: (ms) => setTimeout(ms),
    log: powertoolsLog,
    metrics: powertoolsMetrics,
  };
}

/** @throws {Error} when the environment names no ledger table, or no archive */
export function awsLedger(): Ledger {
  const client = traced(new DynamoDBClient(callTimeouts));
  return createDynamoLedger(client, required(process.env, envNames.ledgerTable), {
    cold: awsColdStore(client),
    letsGo: process.env[envNames.hotDays] !== undefined,
  });
}

/** @throws {Error} when the environment names no archive */
export function awsColdStore(client: DynamoDBClient): ColdStore {
  const bucket = required(process.env, envNames.archiveBucket);
  return s3ColdPacks({ ...signedWith(client), bucket });
}

/** How invoices leave the ledger. @throws {Error} when the environment lacks a setting */
export function awsShelf(): Pick<Ports, 'shelf' | 'hotDays' | 'records'> {
  const client = traced(new DynamoDBClient(callTimeouts));
  const records = awsRecords();
  const table = dynamoHotTable(client, required(process.env, envNames.ledgerTable), true);
  return {
    records,
    shelf: tableShelf({ table, cold: awsColdStore(client), records, clock: { now: Date.now } }),
    hotDays: Number(required(process.env, envNames.hotDays)),
  };
}

/** @throws {Error} when the environment holds no deadlines, or some that cannot be used */
export function stageDeadlines(): StageDeadlines {
  return parseDeadlines(required(process.env, envNames.stageDeadlines));
}

/** The stores that records can go to, by the name that the environment gives. */
const timeSeriesStores = {
  lake: lakeFromEnvironment,
  timestream: timestreamFromEnvironment,
} as const satisfies Record<string, (environment: Environment) => TimeSeries>;

/** @throws {Error} when the environment names no store that there is, or lacks a setting of it */
export function awsTimeSeries(): TimeSeries {
  return timeSeriesStores[timeSeriesStoreIn(process.env)](process.env);
}

/** The name alone: `timeSeriesStores` would bring the clients that write records into every bundle. */
function storeName(): string {
  return required(process.env, envNames.timeSeriesStore);
}

/** The stores whose sums a function keeps, by name. */
const rollupStores: Readonly<Record<string, (environment: Environment, records: Records) => FigureRollups>> =
  {
    lake: lakeRollupsFromEnvironment,
  };

/** @throws {Error} when the environment names no store with such sums, or lacks a setting of it */
export function awsRollups(): FigureRollups {
  const store = storeName();
  const rollups = rollupStores[store];
  if (!rollups) throw new Error(`The store ${store} keeps its sums itself.`);
  return rollups(process.env, awsRecords());
}

/** The stores that count events by the hour and take scores, by name. */
const judgingStores: Readonly<
  Record<string, (environment: Environment) => Pick<Ports, 'eventCounts' | 'anomalyScores'>>
> = { lake: lakeAnomaliesFromEnvironment };

/**
 * What looks for unusual counts. @throws {Error} when the environment names no store with them, or lacks a setting
 */
export function awsAnomalies(): Pick<Ports, 'eventCounts' | 'anomalyScores' | 'anomalySettings' | 'records'> {
  const store = storeName();
  const judging = judgingStores[store];
  if (!judging) throw new Error(`The store ${store} has no counts by the hour.`);
  return {
    ...judging(process.env),
    anomalySettings: readAnomalySettings(required(process.env, envNames.anomalies)),
    records: awsRecords(),
  };
}

/** The name of the store that the records go to. @throws {Error} when there is none of that name */
function timeSeriesStoreIn(environment: Environment): keyof typeof timeSeriesStores {
  const name = required(environment, envNames.timeSeriesStore);
  if (isTimeSeriesStore(name)) return name;
  throw new Error(
    `${envNames.timeSeriesStore} is ${name}, and there is no such store: set one of ${Object.keys(timeSeriesStores).join(', ')}.`,
  );
}

function isTimeSeriesStore(name: string): name is keyof typeof timeSeriesStores {
  return Object.hasOwn(timeSeriesStores, name);
}

/**
 * The policy of alerts and the links in their announcements.
 * @throws {Error} when the environment lacks a setting
 */
export function awsAlertLinks(): Pick<Ports, 'alertSettings' | 'alertLinks'> {
  const alertSettings = readAlertSettings(required(process.env, envNames.alertSettings));
  const address = process.env[envNames.alertLinkAddress];
  const key = alertSettings.policy.links ? required(process.env, envNames.alertLinkKey) : '';
  const client = traced(new KMSClient(callTimeouts));
  return { alertSettings, alertLinks: kmsAlertLinks({ client, key, address }) };
}

/** @throws {Error} when the environment lacks a setting */
export function awsAlerts(): Pick<
  Ports,
  'records' | 'once' | 'alertSettings' | 'alertLinks' | 'alertTargets'
> {
  const client = traced(new DynamoDBClient(callTimeouts));
  const table = required(process.env, envNames.operationsTable);
  const collection = 'idempotency-alerts';
  return {
    records: createDynamoRecords(client, table, { now: Date.now }),
    once: powertoolsOnce(
      () => new DynamoPersistence({ client, table, collection, leaseMs: announcementLeaseMs }),
      'alerts',
    ),
    ...awsAlertLinks(),
    alertTargets: [
      snsAlertTarget(traced(new SNSClient(callTimeouts)), required(process.env, envNames.alertTopics)),
    ],
  };
}

export function awsTopics(): Topics {
  return createSnsTopics(traced(new SNSClient(callTimeouts)));
}

/** @throws {Error} when the environment names no table of records */
export function awsRecords(): Records {
  return createDynamoRecords(
    traced(new DynamoDBClient(callTimeouts)),
    required(process.env, envNames.operationsTable),
    {
      now: Date.now,
    },
  );
}

/** @throws {Error} when the environment names no bus */
export function awsBus(): Bus {
  return createEventBridgeBus(
    traced(new EventBridgeClient(callTimeouts)),
    required(process.env, envNames.bus),
  );
}

export function awsQueues(): Queues {
  return createSqsQueues(traced(new SQSClient(callTimeouts)));
}

/** @throws {Error} when the environment names no queue for records that are put off */
function awsDueRecords(): DueRecords {
  const url = required(process.env, envNames.recordQueueUrl);
  return createSqsDueRecords(traced(new SQSClient(callTimeouts)), async () => url);
}

/**
 * The queue to a stage's downstream, where the environment names one.
 * @throws {Error} when it says not since when
 */
function awsDueCalls(stage: Stage): Ports['dueCalls'] {
  const url = process.env[envNames.downstreamQueueUrl];
  if (!url) return {};
  const since = epochMs(required(process.env, envNames.downstreamSince));
  return { [stage]: createSqsDueCalls(traced(new SQSClient(callTimeouts)), url, since) };
}

/** @throws {Error} when the environment lacks a setting, or holds downstreams of another form */
export function downstreamPorts() {
  const client = traced(new DynamoDBClient(callTimeouts));
  const table = required(process.env, envNames.operationsTable);
  const days = Number(required(process.env, envNames.downstreamRememberedDays));
  const collectionOf = (shard: string) => `idempotency-downstream-${shard}`;
  const clock = { now: Date.now };
  return {
    records: createDynamoRecords(client, table, clock),
    onceCalled: shardedOnce((shard) =>
      powertoolsOnce(
        () => new DynamoPersistence({ client, table, collection: collectionOf(shard), leaseMs: callLeaseMs }),
        'downstream',
        days,
      ),
    ),
    downstreams: parseDownstreams(required(process.env, envNames.downstreams)),
    downstreamCalls: httpCalls,
    secretHeaders: rememberedSecretHeaders(
      secretReader(traced(new SecretsManagerClient(callTimeouts))),
      clock,
    ),
  };
}

/** What the processor of a stage runs on. @throws {Error} when the environment lacks a setting */
export function processorPorts(stage: Stage) {
  return {
    ...runtimePorts(),
    ledger: awsLedger(),
    records: awsRecords(),
    timeSeries: awsTimeSeries(),
    dueRecords: awsDueRecords(),
    dueCalls: awsDueCalls(stage),
    queues: awsQueues(),
    stageDeadlines: stageDeadlines(),
  };
}
