import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../lib/clock.ts';
import type { Records, StoredRecord } from '../../core/ports.ts';
import { happens } from './happens.ts';
import { recordsTable } from './records-table.ts';

const attributes = {
  '#collection': recordsTable.partitionKey,
  '#key': recordsTable.sortKey,
  '#revision': recordsTable.revision,
  '#value': recordsTable.value,
  '#expires': recordsTable.expiresAt,
} as const;

/** DynamoDB refuses names that an expression does not use. */
function named(...used: readonly (keyof typeof attributes)[]): Record<string, string> {
  return Object.fromEntries(used.map((name) => [name, attributes[name]]));
}

/** A record that DynamoDB has not deleted yet counts as absent once its time has come. */
const notExpired = '(attribute_not_exists(#expires) OR #expires > :now)';

/**
 * Operations' records in a DynamoDB table of the shape `recordsTable`.
 * @param clock decides which records have expired: DynamoDB itself takes up to some days to delete them
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html)
 */
export function createDynamoRecords(client: DynamoDBClient, table: string, clock: Clock): Records {
  const now = () => ({ N: String(Math.floor(clock.now() / 1000)) });
  const keyOf = (collection: string, key: string) => ({
    [recordsTable.partitionKey]: { S: collection },
    [recordsTable.sortKey]: { S: key },
  });

  return {
    create: (collection, key, value, { expiresAt } = {}) =>
      happens(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              ...keyOf(collection, key),
              [recordsTable.revision]: { N: '1' },
              [recordsTable.value]: { S: JSON.stringify(value) },
              ...(expiresAt !== undefined && {
                [recordsTable.expiresAt]: { N: String(Math.ceil(expiresAt / 1000)) },
              }),
            },
            ConditionExpression: 'attribute_not_exists(#collection) OR #expires <= :now',
            ExpressionAttributeNames: named('#collection', '#expires'),
            ExpressionAttributeValues: { ':now': now() },
          }),
        ),
      ),

    async read(collection, key) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(collection, key), ConsistentRead: true }),
      );
      const expiresAt = Item?.[recordsTable.expiresAt]?.N;
      return Item && (expiresAt === undefined || Number(expiresAt) > Number(now().N))
        ? recordOf(Item)
        : undefined;
    },

    replace: (collection, key, value, revision) =>
      happens(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(collection, key),
            UpdateExpression: 'SET #value = :value, #revision = :next',
            ConditionExpression: `#revision = :revision AND ${notExpired}`,
            ExpressionAttributeNames: named('#value', '#revision', '#expires'),
            ExpressionAttributeValues: {
              ':value': { S: JSON.stringify(value) },
              ':next': { N: String(revision + 1) },
              ':revision': { N: String(revision) },
              ':now': now(),
            },
          }),
        ),
      ),

    remove: (collection, key, revision) =>
      happens(
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: keyOf(collection, key),
            ConditionExpression: `#revision = :revision AND ${notExpired}`,
            ExpressionAttributeNames: named('#revision', '#expires'),
            ExpressionAttributeValues: { ':revision': { N: String(revision) }, ':now': now() },
          }),
        ),
      ),

    async list(collection, { after, limit, descending = false }) {
      const records: StoredRecord[] = [];
      let from: QueryCommandInput['ExclusiveStartKey'] =
        after === undefined ? undefined : keyOf(collection, after);
      // A page that holds only expired records is no end.
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: '#collection = :collection',
            FilterExpression: notExpired,
            ExpressionAttributeNames: named('#collection', '#expires'),
            ExpressionAttributeValues: { ':collection': { S: collection }, ':now': now() },
            ConsistentRead: true,
            ScanIndexForward: !descending,
            Limit: limit - records.length,
            ExclusiveStartKey: from,
          }),
        );
        records.push(...Items.map(recordOf));
        from = LastEvaluatedKey;
      } while (from && records.length < limit);
      return records;
    },
  };
}

function recordOf(item: Readonly<Record<string, AttributeValue>>): StoredRecord {
  const key = item[recordsTable.sortKey]?.S;
  const value = item[recordsTable.value]?.S;
  if (key === undefined || value === undefined)
    throw new Error('An item of the table of records lacks its key or its value');
  return { key, revision: Number(item[recordsTable.revision]?.N), value: JSON.parse(value) };
}
