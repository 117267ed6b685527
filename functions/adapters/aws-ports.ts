import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { TimestreamWriteClient } from '@aws-sdk/client-timestream-write';
import type { Ledger, Ports, Queues, TimeSeries, Topics } from '../core/ports.ts';
import { createDynamoLedger } from './dynamodb/ledger.ts';
import { parseEnv } from './lambda/env.ts';
import { powertoolsLog, powertoolsMetrics } from './lambda/powertools.ts';
import { createSnsTopics } from './sns/topics.ts';
import { createSqsQueues } from './sqs/queues.ts';
import { createTimestreamTimeSeries } from './timestream/time-series.ts';
import { traced } from './x-ray/traced-client.ts';

// One function per port, so that a handler's bundle holds only the clients it names.

const env = parseEnv(process.env);

/** Clock, jitter, log and metrics: what every function has. */
export const runtimePorts = (): Pick<Ports, 'clock' | 'random' | 'log' | 'metrics'> => ({
  clock: { now: Date.now },
  random: Math.random,
  log: powertoolsLog,
  metrics: powertoolsMetrics,
});

export const awsLedger = (): Ledger => createDynamoLedger(traced(new DynamoDBClient()), env.ledgerTable);

/** Without a set endpoint the SDK discovers one, as Timestream wants it; a set one must be explicit, or discovery overrules it. */
export const awsTimeSeries = (): TimeSeries => {
  const endpoint = env.timeSeriesEndpoint;
  const client = traced(new TimestreamWriteClient(endpoint ? { endpoint } : {}));
  return createTimestreamTimeSeries(client, env.timeSeriesDatabase, env.timeSeriesTable);
};

export const awsTopics = (): Topics => createSnsTopics(traced(new SNSClient()));

export const awsQueues = (): Queues => createSqsQueues(traced(new SQSClient()));
