import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  CreateDatabaseCommand,
  CreateTableCommand as CreateTimeSeriesTableCommand,
  TimestreamWriteClient,
} from '@aws-sdk/client-timestream-write';
import { afterAll, beforeAll, describe } from 'vitest';
import { createDynamoLedger } from '../../functions/adapters/dynamo-ledger.ts';
import { ledgerTable } from '../../functions/adapters/ledger-table.ts';
import { createSnsTopics } from '../../functions/adapters/sns-topics.ts';
import { createSqsQueues } from '../../functions/adapters/sqs-queues.ts';
import { createTimestreamTimeSeries } from '../../functions/adapters/timestream-time-series.ts';
import { ledgerContract } from './ledger.suite.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';
import { queuesContract } from './queues.suite.ts';
import { timeSeriesContract } from './time-series.suite.ts';
import { topicsContract } from './topics.suite.ts';

/** Makes a FIFO queue; returns where it is. */
const makeQueue = async (sqs: SQSClient, name: string, attributes: Record<string, string> = {}) => {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { FifoQueue: 'true', ...attributes } }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { url: QueueUrl, arn: Attributes?.QueueArn ?? '' };
};

/** Receives up to ten messages with everything about them. */
const receive = async (sqs: SQSClient, url: string) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages.map(
    ({ MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      groupId: Attributes?.MessageGroupId ?? '',
      attributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
      ),
    }),
  );
};

/** Receives and deletes until nothing is left. */
const drain = async (sqs: SQSClient, url: string) => {
  const all = [];
  for (;;) {
    const batch = await receive(sqs, url);
    if (batch.length === 0) return all;
    for (const { messageId, receiptHandle, ...message } of batch) {
      all.push(message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
    }
  }
};

describe.runIf(motoAvailable())('The AWS adapters against moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  ledgerContract('DynamoDB', async () => {
    const client = new DynamoDBClient(moto.client);
    await client.send(
      new CreateTableCommand({
        TableName: 'ledger',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: ledgerTable.partitionKey, AttributeType: 'S' },
          { AttributeName: ledgerTable.sortKey, AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: ledgerTable.partitionKey, KeyType: 'HASH' },
          { AttributeName: ledgerTable.sortKey, KeyType: 'RANGE' },
        ],
      }),
    );
    return { ledger: createDynamoLedger(client, 'ledger'), close: async () => client.destroy() };
  });

  // moto takes every record as it comes; the versions are judged in timestream-versions.test.ts.
  timeSeriesContract(
    'Timestream',
    async () => {
      const client = new TimestreamWriteClient(moto.client);
      await client.send(new CreateDatabaseCommand({ DatabaseName: 'metrics' }));
      await client.send(new CreateTimeSeriesTableCommand({ DatabaseName: 'metrics', TableName: 'events' }));
      return {
        timeSeries: createTimestreamTimeSeries(client, 'metrics', 'events'),
        close: async () => client.destroy(),
      };
    },
    { judgesVersions: false },
  );

  topicsContract('SNS', async () => {
    const [sns, sqs] = [new SNSClient(moto.client), new SQSClient(moto.client)];
    const { TopicArn = '' } = await sns.send(
      new CreateTopicCommand({ Name: 'invoices.fifo', Attributes: { FifoTopic: 'true' } }),
    );
    const queue = await makeQueue(sqs, 'invoices.fifo');
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: queue.arn,
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    return {
      topics: createSnsTopics(sns),
      topicArn: TopicArn,
      unknownTopicArn: TopicArn.replace('invoices', 'nothing'),
      take: () => drain(sqs, queue.url),
      close: async () => {
        sns.destroy();
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
