import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { type Fact, factKey } from '../../core/invoice/fact.ts';
import type { InvoiceHead } from '../../core/invoice/head.ts';
import { headVersion } from '../../core/invoice/projection.ts';
import type { Ledger } from '../../core/ports.ts';
import { deadlineAttributes, overdueInvoices } from './deadline-index.ts';
import { ledgerTable } from './ledger-table.ts';

const { partitionKey, sortKey, headKey, body, version } = ledgerTable;

/** The ledger in a DynamoDB table of the shape `ledgerTable`. */
export function createDynamoLedger(client: DynamoDBClient, table: string): Ledger {
  /** @returns false when the condition did not hold */
  const putIf = async (input: Omit<PutItemCommandInput, 'TableName'>): Promise<boolean> => {
    try {
      await client.send(new PutItemCommand({ TableName: table, ...input }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    async append(fact) {
      const stored = await putIf({
        Item: {
          [partitionKey]: { S: fact.event.invoiceId },
          [sortKey]: { S: factKey(fact) },
          [body]: { S: JSON.stringify(fact) },
        },
        ConditionExpression: `attribute_not_exists(${partitionKey})`,
      });
      return stored ? 'appended' : 'present';
    },

    async facts(invoiceId) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: '#invoice = :invoice',
          ExpressionAttributeNames: { '#invoice': partitionKey },
          ExpressionAttributeValues: { ':invoice': { S: invoiceId } },
          ConsistentRead: true,
        },
      );
      const facts: Fact[] = [];
      for await (const { Items = [] } of pages)
        for (const item of Items) {
          if (item[sortKey]?.S !== headKey) facts.push(JSON.parse(textOf(item[body]?.S, invoiceId)));
        }
      return facts;
    },

    async saveHead(head) {
      await putIf({
        Item: {
          [partitionKey]: { S: head.invoiceId },
          [sortKey]: { S: headKey },
          [version]: { N: String(headVersion(head)) },
          [body]: { S: JSON.stringify(head) },
          ...deadlineAttributes(head),
        },
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR ${version} < :version`,
        ExpressionAttributeValues: { ':version': { N: String(headVersion(head)) } },
      });
    },

    async head(invoiceId): Promise<InvoiceHead | undefined> {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: table,
          Key: { [partitionKey]: { S: invoiceId }, [sortKey]: { S: headKey } },
          ConsistentRead: true,
        }),
      );
      return Item && JSON.parse(textOf(Item[body]?.S, invoiceId));
    },

    overdue: (now, limit, after) => overdueInvoices({ client, table }, now, limit, after),
  };
}

function textOf(text: string | undefined, invoiceId: string): string {
  if (text === undefined)
    throw new Error(`An item of invoice ${invoiceId} in the ledger table has no ${body}`);
  return text;
}
