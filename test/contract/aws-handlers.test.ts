import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { TimestreamWriteClient } from '@aws-sdk/client-timestream-write';
import type { APIGatewayProxyResult, Context, SQSBatchResponse } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { timestreamEnvNames } from '../../functions/adapters/timestream/settings.ts';
import { deadlinesText, usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { names, operationsSource } from '../../functions/core/names.ts';
import type { StuckInvoices } from '../../functions/stuck-invoices/create.ts';
import { buildBundle } from '../../infra/functions/bundling.ts';
import type { RoutedAlerts } from '../../operations/alerts/route-alerts.ts';
import { sqsEvent, sqsRecord } from '../unit/functions/harness.ts';
import { policy } from '../unit/operations/alerts/sample-alarms.ts';
import {
  drain,
  makeBus,
  makeLedgerTable,
  makeQueue,
  makeRecordsTable,
  makeTimeSeriesTable,
  makeTopic,
} from './aws-resources.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';
import { sampleFact } from './samples.ts';

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'Invoice',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:Invoice',
  memoryLimitInMB: '256',
  awsRequestId: 'request-1',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const outdir = mkdtempSync(join(tmpdir(), 'handlers-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

interface Bundled<Result> {
  handler(event: object, context: Context): Promise<Result>;
}

/** The function in a folder, loaded from its bundle as Lambda loads it. */
const bundle = <Result>(folder: string): Bundled<Result> =>
  createRequire(import.meta.url)(buildBundle(folder, join(outdir, folder)).file);

describe.runIf(motoAvailable())('The handlers as deployed, against moto', () => {
  let moto: Moto;
  const name = names();
  beforeAll(async () => {
    moto = await startMoto();
    const environment = {
      AWS_REGION: moto.client.region,
      AWS_ACCESS_KEY_ID: moto.client.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: moto.client.credentials.secretAccessKey,
      AWS_ENDPOINT_URL: moto.client.endpoint,
      [envNames.callTimeoutMs]: '60000',
      POWERTOOLS_DEV: 'false',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
      [envNames.ledgerTable]: name.ledgerTable,
      [envNames.archiveBucket]: 'archive',
      [envNames.operationsTable]: name.operationsTable,
      [envNames.bus]: name.bus,
      [envNames.recordQueueUrl]: `${moto.client.endpoint}/123456789012/${name.recordQueue}`,
      [envNames.stageDeadlines]: deadlinesText(usualStageDeadlines),
      [envNames.timeSeriesStore]: 'timestream',
      [timestreamEnvNames.database]: name.timeSeriesDatabase,
      [timestreamEnvNames.table]: name.timeSeriesTable,
      [timestreamEnvNames.endpoint]: moto.client.endpoint,
      [envNames.alertSettings]: JSON.stringify({ cell: 'us-1', policy: { ...policy, links: undefined } }),
      [envNames.alertTopics]: 'arn:aws:sns:us-east-1:123456789012:invoice-alerts-',
    };
    for (const [variable, value] of Object.entries(environment)) vi.stubEnv(variable, value);
    await makeRecordsTable(new DynamoDBClient(moto.client), name.operationsTable);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await moto?.stop();
  });

  describe('Given a good and a malformed event of the bus', () => {
    test('When all functions have run, Then one is visible and one a dead letter', async () => {
      const sqs = new SQSClient(moto.client);
      await makeLedgerTable(new DynamoDBClient(moto.client), name.ledgerTable);
      const listener = await makeQueue(sqs, 'listener');
      await makeBus(new EventBridgeClient(moto.client), name.bus, listener.arn);
      await makeTimeSeriesTable(
        new TimestreamWriteClient(moto.client),
        name.timeSeriesDatabase,
        name.timeSeriesTable,
      );
      const deadLetters = await makeQueue(sqs, name.relayDeadLetters('ingestion'));
      const relayQueue = await makeQueue(sqs, name.relayQueue('ingestion'), {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 5 }),
      });
      const queue = await makeQueue(sqs, name.queue('ingestion'));
      await makeTopic(new SNSClient(moto.client), name.topic('ingestion'), queue.arn);
      const relay = bundle<SQSBatchResponse>('functions/relay');
      const processor = bundle<SQSBatchResponse>('functions/ingestion');
      const history = bundle<APIGatewayProxyResult>('functions/history');
      const detector = bundle<StuckInvoices>('functions/stuck-invoices');
      const { entryId, digest, ...envelope } = sampleFact();
      const busEvent = JSON.stringify({ id: 'entry-1', detail: envelope });

      const relayed = await relay.handler(
        sqsEvent(
          sqsRecord(busEvent, { queueArn: relayQueue.arn }),
          sqsRecord('not an event', { queueArn: relayQueue.arn }),
        ),
        context,
      );
      const [message] = await drain(sqs, queue.url);
      const processed = await processor.handler(
        sqsEvent(sqsRecord(message?.body ?? '', { queueArn: queue.arn, groupId: message?.groupId })),
        context,
      );
      const answer = await history.handler(
        { pathParameters: { invoiceId: 'INV-1' }, requestContext: { requestId: 'req-1' } },
        context,
      );

      const stuck = await detector.handler({}, context);

      expect([relayed, processed]).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
      expect(message?.attributes).toEqual({
        stage: 'ingestion',
        status: 'received',
        kind: 'started',
        producer: 'key-1',
      });
      expect(answer.statusCode).toBe(200);
      expect(JSON.parse(answer.body)).toMatchObject({
        invoiceId: 'INV-1',
        head: { status: 'received', eventCount: 1 },
        events: [{ entryId: 'entry-1', event: envelope.event }],
      });
      // The sample is of a day long past, and nothing came after it.
      expect(stuck).toEqual({ stuck: 1, capped: false, announced: 1, withdrawn: 0 });
      const [announced] = await drain(sqs, listener.url);
      expect(JSON.parse(announced?.body ?? '')).toMatchObject({
        source: operationsSource,
        'detail-type': 'InvoiceStuck',
        detail: { waitsFor: 'validation', currency: 'EUR' },
      });
      expect(await drain(sqs, deadLetters.url)).toMatchObject([
        { body: 'not an event', attributes: { class: 'permanent', code: 'BUS_EVENT_MALFORMED' } },
      ]);
    });
  });

  describe('Given an alarm that rings', () => {
    test('When the router is called with it twice, Then it is announced once', async () => {
      const sqs = new SQSClient(moto.client);
      const sns = new SNSClient(moto.client);
      const mails = await makeQueue(sqs, 'mails');
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name.alertTopic('operations') }));
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: mails.arn }));
      const router = bundle<RoutedAlerts>('functions/alert-router');
      const message = {
        ...{ AlarmName: name.alarm('unrouted'), NewStateValue: 'ALARM', NewStateReason: 'One is there.' },
        StateChangeTime: new Date().toISOString().replace('Z', '+0000'),
        AlarmDescription: '',
      };
      const event = { Records: [{ Sns: { Message: JSON.stringify(message) } }] };

      const first = await router.handler(event, context);
      const again = await router.handler(event, context);

      expect([first.announced, again.announced]).toEqual([1, 0]);
      expect(await drain(sqs, mails.url)).toHaveLength(1);
    });
  });
});
