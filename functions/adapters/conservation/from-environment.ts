import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readReconcilerSettings } from '../../core/conservation/settings.ts';
import type { Ports } from '../../core/ports.ts';
import { awsColdStore, awsRecords, runtimePorts } from '../aws-ports.ts';
import { createCloudWatchReadings } from '../cloudwatch/metric-readings.ts';
import { lakeReader } from '../lake/reader-from-environment.ts';
import { type Environment, envNames, required } from '../lambda/env.ts';
import { signedWith } from '../signed/requests.ts';
import { timestreamReader } from '../timestream/reader-from-environment.ts';
import { traced } from '../x-ray/traced-client.ts';
import { deployedConservation, type ReadableTimeSeries } from './deployed-conservation.ts';

/**
 * The stores that records can be read from, by name. Not told from those they are written to, which would bring the
 * clients that write into the bundle.
 */
const readers: Readonly<Record<string, (environment: Environment) => ReadableTimeSeries>> = {
  lake: lakeReader,
  timestream: timestreamReader,
};

function readerIn(environment: Environment): ReadableTimeSeries {
  const store = required(environment, envNames.timeSeriesStore);
  const reader = Object.hasOwn(readers, store) ? readers[store] : undefined;
  if (reader) return reader(environment);
  throw new Error(
    `${envNames.timeSeriesStore} is ${store}, from which no records can be read: set one of ${Object.keys(readers).join(', ')}.`,
  );
}

/** What the reconciler runs on. @throws {Error} when the environment lacks a setting */
export function awsConservation(): Pick<Ports, 'conservation' | 'reconciler'> {
  const { clock, wait } = runtimePorts();
  const reconciler = readReconcilerSettings(required(process.env, envNames.reconciler));
  const dynamo = traced(new DynamoDBClient());
  return {
    reconciler,
    conservation: deployedConservation({
      ...{ settings: reconciler, clock, wait, records: awsRecords() },
      ...{ dynamo, cold: awsColdStore(dynamo) },
      sqs: traced(new SQSClient()),
      readMetrics: createCloudWatchReadings(signedWith(dynamo)),
      archiveBucket: { ...signedWith(dynamo), bucket: required(process.env, envNames.archiveBucket) },
      ledgerTable: required(process.env, envNames.ledgerTable),
      timeSeries: readerIn(process.env),
    }),
  };
}
