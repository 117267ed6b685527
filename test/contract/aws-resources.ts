import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import {
  CreateDatabaseCommand,
  CreateTableCommand as CreateTimeSeriesTableCommand,
  type TimestreamWriteClient,
} from '@aws-sdk/client-timestream-write';
import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import { recordsTable } from '../../functions/adapters/dynamodb/records-table.ts';

// What a cell's stacks make, made by hand for the tests of the adapters and handlers.

/** Makes a ledger table. */
export async function makeLedgerTable(client: DynamoDBClient, name: string): Promise<void> {
  const { partitionKey, sortKey, deadlines } = ledgerTable;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: sortKey, AttributeType: 'S' },
        { AttributeName: deadlines.shard, AttributeType: 'N' },
        { AttributeName: deadlines.deadline, AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: deadlines.index,
          KeySchema: [
            { AttributeName: deadlines.shard, KeyType: 'HASH' },
            { AttributeName: deadlines.deadline, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [deadlines.stage] },
        },
      ],
    }),
  );
}

/** Makes a table of operations' records. */
export async function makeRecordsTable(client: DynamoDBClient, name: string): Promise<void> {
  const { partitionKey, sortKey } = recordsTable;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: sortKey, AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
    }),
  );
}

/** Makes a time-series database with one table. */
export async function makeTimeSeriesTable(client: TimestreamWriteClient, database: string, table: string) {
  await client.send(new CreateDatabaseCommand({ DatabaseName: database }));
  await client.send(new CreateTimeSeriesTableCommand({ DatabaseName: database, TableName: table }));
}

/** Makes a FIFO topic that delivers raw messages to the queue; returns its ARN. */
export async function makeTopic(sns: SNSClient, name: string, queueArn: string): Promise<string> {
  const { TopicArn = '' } = await sns.send(
    new CreateTopicCommand({ Name: name, Attributes: { FifoTopic: 'true' } }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return TopicArn;
}

/** Makes a bus, and a rule that sends everything on it to a queue. */
export async function makeBus(events: EventBridgeClient, name: string, queueArn: string): Promise<void> {
  await events.send(new CreateEventBusCommand({ Name: name }));
  const all = { source: [{ prefix: '' }] };
  await events.send(
    new PutRuleCommand({ Name: 'everything', EventBusName: name, EventPattern: JSON.stringify(all) }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: 'everything',
      EventBusName: name,
      Targets: [{ Id: 'queue', Arn: queueArn }],
    }),
  );
}

/** Makes a queue, FIFO if its name says so; returns where it is. */
export async function makeQueue(sqs: SQSClient, name: string, attributes: Record<string, string> = {}) {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: { ...(name.endsWith('.fifo') && { FifoQueue: 'true' }), ...attributes },
    }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { url: QueueUrl, arn: Attributes?.QueueArn ?? '' };
}

/** Receives up to ten messages with everything about them. */
export async function receive(sqs: SQSClient, url: string) {
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
}

/** Receives and deletes until nothing is left. */
export async function drain(sqs: SQSClient, url: string) {
  const all = [];
  for (;;) {
    const batch = await receive(sqs, url);
    if (batch.length === 0) return all;
    for (const { messageId, receiptHandle, ...message } of batch) {
      all.push(message);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }));
    }
  }
}
