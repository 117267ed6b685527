import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import type { ColdCopy } from '../../core/cold/cold-copy.ts';
import type { HotInvoice, HotTable } from '../../core/cold/hot-table.ts';
import { factsOfVersion } from '../../core/invoice/decided.ts';
import { type Fact, factKey } from '../../core/invoice/fact.ts';
import type { InvoiceHead } from '../../core/invoice/head.ts';
import { headVersion } from '../../core/invoice/projection.ts';
import { deadlineAttributes, overdueInvoices, settledAttributes, settledInvoices } from './deadline-index.ts';
import { happens } from './happens.ts';
import { ledgerTable } from './ledger-table.ts';

const { partitionKey, sortKey, headKey, markKey, body, version } = ledgerTable;

type Item = Readonly<Record<string, AttributeValue>>;

/**
 * The hot ledger in a DynamoDB table of the shape `ledgerTable`.
 * @param letsGo whether settled invoices are listed, so that they can leave
 */
export function dynamoHotTable(client: DynamoDBClient, table: string, letsGo: boolean): HotTable {
  /** @returns false when the condition did not hold */
  const putIf = (input: Omit<PutItemCommandInput, 'TableName'>): Promise<boolean> =>
    happens(client.send(new PutItemCommand({ TableName: table, ...input })));
  const itemOf = async (invoiceId: string, key: string): Promise<string | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(invoiceId, key), ConsistentRead: true }),
    );
    return Item && textOf(Item, invoiceId);
  };

  return {
    async append(fact) {
      const stored = await putIf({
        Item: {
          ...keyOf(fact.event.invoiceId, factKey(fact)),
          [body]: { S: JSON.stringify(fact) },
        },
        ConditionExpression: `attribute_not_exists(${partitionKey})`,
      });
      return stored ? 'appended' : 'present';
    },

    async read(invoiceId) {
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
      let [mark, headFacts]: [HotInvoice['mark'], HotInvoice['headFacts']] = [undefined, undefined];
      for await (const { Items = [] } of pages)
        for (const item of Items) {
          if (item[sortKey]?.S === headKey) headFacts = factsOfVersion(Number(item[version]?.N));
          else if (item[sortKey]?.S === markKey) mark = JSON.parse(textOf(item, invoiceId));
          else facts.push(JSON.parse(textOf(item, invoiceId)));
        }
      return { facts, mark, headFacts };
    },

    async saveHead(head) {
      await putIf({
        Item: {
          ...keyOf(head.invoiceId, headKey),
          [version]: { N: String(headVersion(head)) },
          [body]: { S: JSON.stringify(head) },
          ...deadlineAttributes(head),
          ...(letsGo && settledAttributes(head)),
        },
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR ${version} < :version`,
        ExpressionAttributeValues: { ':version': { N: String(headVersion(head)) } },
      });
    },

    async head(invoiceId): Promise<InvoiceHead | undefined> {
      const text = await itemOf(invoiceId, headKey);
      return text === undefined ? undefined : JSON.parse(text);
    },

    overdue: (now, limit, after) => overdueInvoices({ client, table }, now, limit, after),
    settled: (before, limit) => settledInvoices({ client, table }, before, limit),

    mark: (invoiceId, mark, former) =>
      putIf({
        Item: {
          ...keyOf(invoiceId, markKey),
          [body]: { S: JSON.stringify(mark) },
        },
        ...(former
          ? {
              ConditionExpression: '#body = :former',
              ExpressionAttributeNames: { '#body': body },
              ExpressionAttributeValues: { ':former': { S: JSON.stringify(former) } },
            }
          : { ConditionExpression: `attribute_not_exists(${partitionKey})` }),
      }),

    async markOf(invoiceId): Promise<ColdCopy | undefined> {
      const text = await itemOf(invoiceId, markKey);
      return text === undefined ? undefined : JSON.parse(text);
    },

    async removeFact(invoiceId, key) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(invoiceId, key) }));
    },

    async removeHead(head) {
      await happens(
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: keyOf(head.invoiceId, headKey),
            ConditionExpression: `${version} = :version`,
            ExpressionAttributeValues: { ':version': { N: String(headVersion(head)) } },
          }),
        ),
      );
    },
  };
}

/** The key of an item of the table. */
function keyOf(invoiceId: string, key: string): Record<string, AttributeValue> {
  return { [partitionKey]: { S: invoiceId }, [sortKey]: { S: key } };
}

function textOf(item: Item, invoiceId: string): string {
  const text = item[body]?.S;
  if (text === undefined)
    throw new Error(`An item of invoice ${invoiceId} in the ledger table has no ${body}`);
  return text;
}
