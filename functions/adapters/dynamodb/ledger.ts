import { hash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { stages } from '../../../schemas/stages.ts';
import { type Fact, factKey } from '../../core/invoice/fact.ts';
import type { InvoiceHead } from '../../core/invoice/head.ts';
import { utc } from '../../core/invoice/instant.ts';
import { compareText } from '../../core/invoice/order.ts';
import type { Ledger, OverdueInvoice } from '../../core/ports.ts';
import { ledgerTable } from './ledger-table.ts';

const { partitionKey, sortKey, headKey, body, eventCount, deadlines, deadlineShards } = ledgerTable;

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

  /** The overdue invoices of one shard, oldest deadline first. */
  const overdueIn = async (shard: number, now: number, limit: number): Promise<OverdueInvoice[]> => {
    const pages = paginateQuery(
      { client, pageSize: limit },
      {
        TableName: table,
        IndexName: deadlines.index,
        KeyConditionExpression: '#shard = :shard AND #deadline < :now',
        ExpressionAttributeNames: { '#shard': deadlines.shard, '#deadline': deadlines.deadline },
        ExpressionAttributeValues: { ':shard': { N: String(shard) }, ':now': { S: utc(now) } },
      },
    );
    const overdue: OverdueInvoice[] = [];
    for await (const { Items = [] } of pages) {
      overdue.push(...Items.map(overdueInvoice));
      if (overdue.length >= limit) break;
    }
    return overdue;
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
          [eventCount]: { N: String(head.eventCount) },
          [body]: { S: JSON.stringify(head) },
          ...deadlineAttributes(head),
        },
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR ${eventCount} < :count`,
        ExpressionAttributeValues: { ':count': { N: String(head.eventCount) } },
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

    async overdue(now, limit) {
      const shards = Array.from({ length: deadlineShards }, (_, shard) => overdueIn(shard, now, limit));
      return (await Promise.all(shards))
        .flat()
        .sort((a, b) => compareText(a.deadline, b.deadline))
        .slice(0, limit);
    },
  };
}

/** The attributes that put a head into the index of deadlines; none for a head without one. */
function deadlineAttributes({
  invoiceId,
  stage,
  deadline,
}: InvoiceHead): Readonly<Record<string, AttributeValue>> {
  return deadline === undefined
    ? {}
    : {
        [deadlines.shard]: { N: String(shardOf(invoiceId)) },
        [deadlines.deadline]: { S: deadline },
        [deadlines.stage]: { S: stage },
      };
}

/** Spreads invoices evenly over the shards, whatever their ids look like. */
function shardOf(invoiceId: string): number {
  return Number.parseInt(hash('sha256', invoiceId).slice(0, 8), 16) % deadlineShards;
}

function overdueInvoice(item: Readonly<Record<string, AttributeValue>>): OverdueInvoice {
  const [invoiceId, deadline] = [item[partitionKey]?.S, item[deadlines.deadline]?.S];
  const stage = stages.find((known) => known === item[deadlines.stage]?.S);
  if (invoiceId === undefined || deadline === undefined || stage === undefined)
    throw new Error(`An item of the index ${deadlines.index} lacks its invoice, its deadline or its stage`);
  return { invoiceId, stage, deadline };
}

function textOf(text: string | undefined, invoiceId: string): string {
  if (text === undefined)
    throw new Error(`An item of invoice ${invoiceId} in the ledger table has no ${body}`);
  return text;
}
