import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateArchiveCommand, CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { TimestreamWriteClient } from '@aws-sdk/client-timestream-write';
import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoHotTable } from '../../functions/adapters/dynamodb/hot-table.ts';
import { createDynamoLedger } from '../../functions/adapters/dynamodb/ledger.ts';
import { createDynamoRecords } from '../../functions/adapters/dynamodb/records.ts';
import { createEventBridgeBus } from '../../functions/adapters/eventbridge/bus.ts';
import { createEventBridgeReplays } from '../../functions/adapters/eventbridge/replays.ts';
import { DynamoPersistence } from '../../functions/adapters/idempotency/dynamo-persistence.ts';
import { powertoolsOnce } from '../../functions/adapters/idempotency/once.ts';
import { s3ColdPacks } from '../../functions/adapters/s3/cold-packs.ts';
import { createSnsTopics } from '../../functions/adapters/sns/topics.ts';
import { createSqsDueRecords } from '../../functions/adapters/sqs/due-records.ts';
import { createSqsQueues } from '../../functions/adapters/sqs/queues.ts';
import { createTimestreamTimeSeries } from '../../functions/adapters/timestream/time-series.ts';
import { tableShelf } from '../../functions/core/cold/table-shelf.ts';
import {
  drain,
  makeBus,
  makeLedgerTable,
  makeQueue,
  makeRecordsTable,
  makeTimeSeriesTable,
  makeTopic,
  receive,
} from './aws-resources.ts';
import { announcementIn, busContract } from './bus.suite.ts';
import { coldLedgerContract } from './cold-ledger.suite.ts';
import { dueRecordsContract } from './due-records.suite.ts';
import { ledgerContract } from './ledger.suite.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';
import { onceContract } from './once.suite.ts';
import { queuesContract } from './queues.suite.ts';
import { recordsContract } from './records.suite.ts';
import { replaysContract } from './replays.suite.ts';
import { timeSeriesContract } from './time-series.suite.ts';
import { topicsContract } from './topics.suite.ts';

describe.runIf(motoAvailable())('The AWS adapters against moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  ledgerContract('DynamoDB', async () => {
    const client = new DynamoDBClient(moto.client);
    await makeLedgerTable(client, 'ledger');
    return { ledger: createDynamoLedger(client, 'ledger'), close: async () => client.destroy() };
  });

  coldLedgerContract('DynamoDB with S3', async () => {
    const client = new DynamoDBClient(moto.client);
    const s3 = new S3Client({ ...moto.client, forcePathStyle: true });
    await makeLedgerTable(client, 'letting-go');
    await makeRecordsTable(client, 'letting-go-records');
    await s3.send(new CreateBucketCommand({ Bucket: 'packs' }));
    const clock = { time: Date.parse('2026-03-02T09:15:00.000Z'), now: () => clock.time };
    const table = dynamoHotTable(client, 'letting-go', true);
    const cold = s3ColdPacks({ client, bucket: 'packs', endpoint: moto.client.endpoint });
    const records = createDynamoRecords(client, 'letting-go-records', clock);
    return {
      ...{ clock, records, ledger: createDynamoLedger(client, 'letting-go', { cold, letsGo: true }) },
      shelf: tableShelf({ table, cold, records, clock }),
      hotFacts: async (invoiceId) => (await table.read(invoiceId)).facts.length,
      async close() {
        client.destroy();
        s3.destroy();
      },
    };
  });

  // moto compares and writes in two steps, between which another of its threads may write.
  recordsContract(
    'DynamoDB',
    async (clock) => {
      const client = new DynamoDBClient(moto.client);
      await makeRecordsTable(client, 'records');
      return { records: createDynamoRecords(client, 'records', clock), close: async () => client.destroy() };
    },
    { judgesRaces: false },
  );

  // moto replays everything at once, whatever time and rules are asked for, and under new ids,
  // and cancels what is over.
  replaysContract(
    'EventBridge',
    async () => {
      const [bus, archive] = [`bus-${randomUUID()}`, `archive-${randomUUID()}`];
      const client = new EventBridgeClient(moto.client);
      const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: bus }));
      await client.send(new CreateArchiveCommand({ ArchiveName: archive, EventSourceArn: EventBusArn }));
      const [, , , region = '', account = ''] = EventBusArn?.split(':') ?? [];
      return {
        replays: createEventBridgeReplays(client, { region, account, bus, archive }),
        close: async () => client.destroy(),
      };
    },
    { endsForGood: false },
  );

  onceContract(
    'Powertools on DynamoDB',
    async () => {
      const client = new DynamoDBClient(moto.client);
      await makeRecordsTable(client, 'idempotency');
      const keys = { client, table: 'idempotency', collection: 'keys' };
      return {
        once: (leaseMs) => powertoolsOnce(() => new DynamoPersistence({ ...keys, leaseMs }), 'test'),
        close: async () => client.destroy(),
      };
    },
    { runs: 5 },
  );

  // moto takes every record as it comes; the versions are judged in timestream-versions.test.ts.
  timeSeriesContract(
    'Timestream',
    async () => {
      const client = new TimestreamWriteClient(moto.client);
      await makeTimeSeriesTable(client, 'metrics', 'events');
      return {
        timeSeries: createTimestreamTimeSeries(client, 'metrics', 'events'),
        close: async () => client.destroy(),
      };
    },
    'never',
  );

  topicsContract('SNS', async () => {
    const [sns, sqs] = [new SNSClient(moto.client), new SQSClient(moto.client)];
    const queue = await makeQueue(sqs, 'invoices.fifo');
    const topicArn = await makeTopic(sns, 'invoices.fifo', queue.arn);
    return {
      topics: createSnsTopics(sns),
      topicArn,
      unknownTopicArn: topicArn.replace('invoices', 'nothing'),
      take: () => drain(sqs, queue.url),
      close: async () => {
        sns.destroy();
        sqs.destroy();
      },
    };
  });

  dueRecordsContract('SQS', async () => {
    const sqs = new SQSClient(moto.client);
    const queue = await makeQueue(sqs, 'records');
    return {
      dueRecords: createSqsDueRecords(sqs, async () => queue.url),
      take: async () => (await drain(sqs, queue.url)).map(({ body }) => body),
      close: async () => sqs.destroy(),
    };
  });

  busContract('EventBridge', async () => {
    const [events, sqs] = [new EventBridgeClient(moto.client), new SQSClient(moto.client)];
    const queue = await makeQueue(sqs, 'announcements');
    await makeBus(events, 'invoice-events', queue.arn);
    return {
      bus: createEventBridgeBus(events, 'invoice-events'),
      take: async () => (await drain(sqs, queue.url)).map(({ body }) => announcementIn(JSON.parse(body))),
      close: async () => {
        events.destroy();
        sqs.destroy();
      },
    };
  });

  queuesContract('SQS', async () => {
    const sqs = new SQSClient(moto.client);
    const deadLetters = await makeQueue(sqs, 'stage-dlq.fifo');
    const queue = await makeQueue(sqs, 'stage.fifo', {
      VisibilityTimeout: '120',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 5 }),
    });
    let sent = 0;
    return {
      queues: createSqsQueues(sqs),
      send: async (body, groupId) => {
        sent += 1;
        await sqs.send(
          new SendMessageCommand({
            QueueUrl: queue.url,
            MessageBody: body,
            MessageGroupId: groupId,
            MessageDeduplicationId: `sent-${sent}`,
          }),
        );
      },
      receive: async () =>
        (await receive(sqs, queue.url)).map((message) => ({ ...message, queueArn: queue.arn })),
      finish: async ({ receiptHandle }) => {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: receiptHandle }));
      },
      takeDeadLetters: () => drain(sqs, deadLetters.url),
      close: async () => sqs.destroy(),
    };
  });
});
