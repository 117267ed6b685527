import { hash } from 'node:crypto';
import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { stages } from '../../../schemas/stages.ts';
import { awaitsNothing } from '../../core/cold/awaits-nothing.ts';
import type { SettledInvoice } from '../../core/cold/shelf.ts';
import type { InvoiceHead } from '../../core/invoice/head.ts';
import { epochMs, utc } from '../../core/invoice/instant.ts';
import { compareText } from '../../core/invoice/order.ts';
import type { OverdueInvoice, OverduePosition } from '../../core/ports.ts';
import { ledgerTable } from './ledger-table.ts';

const { partitionKey, sortKey, headKey, deadlines, deadlineShards, settledShards } = ledgerTable;

type Item = Readonly<Record<string, AttributeValue>>;

interface LedgerTable {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** The attributes that put a head into the index of deadlines; none for a head without one. */
export function deadlineAttributes({ invoiceId, stage, deadline }: InvoiceHead): Item {
  return deadline === undefined ? {} : indexed(shardOf(invoiceId, deadlineShards), deadline, stage);
}

/** The attributes that list a head as settled in the same index; none for one that awaits something. */
export function settledAttributes(head: InvoiceHead): Item {
  return awaitsNothing(head)
    ? indexed(deadlineShards + shardOf(head.invoiceId, settledShards), head.updatedAt, head.stage)
    : {};
}

function indexed(shard: number, time: string, stage: InvoiceHead['stage']): Item {
  return {
    [deadlines.shard]: { N: String(shard) },
    [deadlines.deadline]: { S: time },
    [deadlines.stage]: { S: stage },
  };
}

/**
 * `HotTable.settled` on the index: the oldest of each shard, the oldest first. Once they have left, the next
 * ones are the oldest.
 */
export async function settledInvoices(
  { client, table }: LedgerTable,
  before: number,
  limit: number,
): Promise<readonly SettledInvoice[]> {
  const shards = await Promise.all(
    Array.from({ length: settledShards }, async (_, shard) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: deadlines.index,
          KeyConditionExpression: '#shard = :shard AND #time < :before',
          ExpressionAttributeNames: { '#shard': deadlines.shard, '#time': deadlines.deadline },
          ExpressionAttributeValues: {
            ':shard': { N: String(deadlineShards + shard) },
            ':before': { S: utc(before) },
          },
          Limit: limit,
        }),
      );
      return Items.map(settledInvoice);
    }),
  );
  return shards
    .flat()
    .sort((a, b) => compareText(a.updatedAt, b.updatedAt))
    .slice(0, limit);
}

function settledInvoice(item: Item): SettledInvoice {
  const [invoiceId, updatedAt] = [item[partitionKey]?.S, item[deadlines.deadline]?.S];
  if (invoiceId === undefined || updatedAt === undefined)
    throw new Error(`An item of the index ${deadlines.index} lacks its invoice or its time`);
  return { invoiceId, updatedAt };
}

/** A shard of the index while it is read. */
interface Shard {
  readonly rest: AsyncIterator<OverdueInvoice>;
  /** The first that was not taken yet. */
  next: OverdueInvoice | undefined;
}

/**
 * `Ledger.overdue` on the index of deadlines: merges its shards, each of which is in order. Invoices
 * of one deadline come by shard, then as the shard has them. It asks every shard once or more, and
 * reads at most about twice what it returns.
 */
export async function overdueInvoices(
  ledger: LedgerTable,
  now: number,
  limit: number,
  after?: OverduePosition,
): Promise<readonly OverdueInvoice[]> {
  const shards = await Promise.all(
    shardRanges(now, after).map(async (range): Promise<Shard> => {
      const rest = overdueIn(ledger, range, Math.ceil(limit / deadlineShards));
      return { rest, next: await nextOf(rest) };
    }),
  );
  const overdue: OverdueInvoice[] = [];
  for (let first = earliest(shards); first?.next && overdue.length < limit; first = earliest(shards)) {
    overdue.push(first.next);
    first.next = await nextOf(first.rest);
  }
  return overdue;
}

/** The shard whose next deadline is the earliest; of several the first. */
function earliest(shards: readonly Shard[]): Shard | undefined {
  let found: Shard | undefined;
  for (const shard of shards)
    if (shard.next && (!found?.next || shard.next.deadline < found.next.deadline)) found = shard;
  return found;
}

async function nextOf(invoices: AsyncIterator<OverdueInvoice>): Promise<OverdueInvoice | undefined> {
  const { done, value } = await invoices.next();
  return done ? undefined : value;
}

/** The part of a shard that is to be read: deadlines `from` to `to`, both included, beyond `start`. */
interface ShardRange {
  readonly shard: number;
  readonly from: string;
  readonly to: string;
  readonly start?: Item;
}

/** Earlier than any deadline. */
const beginning = '0000-01-01T00:00:00.000Z';

/** What is left of each shard beyond a place in their common order. */
function shardRanges(now: number, after: OverduePosition | undefined): readonly ShardRange[] {
  const to = utc(now - 1);
  const every = Array.from({ length: deadlineShards }, (_, shard) => shard);
  if (!after) return every.map((shard) => ({ shard, from: beginning, to }));
  const of = shardOf(after.invoiceId, deadlineShards);
  const ranges = every.map((shard): ShardRange => {
    // Of the same deadline, the shards before were read to their end, and those behind not yet.
    if (shard < of) return { shard, from: utc(epochMs(after.deadline) + 1), to };
    if (shard > of) return { shard, from: after.deadline, to };
    const start = {
      [deadlines.shard]: { N: String(shard) },
      [deadlines.deadline]: { S: after.deadline },
      [partitionKey]: { S: after.invoiceId },
      [sortKey]: { S: headKey },
    };
    return { shard, from: after.deadline, to, start };
  });
  // DynamoDB refuses a range that ends before it begins.
  return ranges.filter(({ from }) => from <= to);
}

/** The overdue invoices in a part of a shard, oldest deadline first; a page is read when it is asked for. */
async function* overdueIn(
  { client, table }: LedgerTable,
  { shard, from, to, start }: ShardRange,
  pageSize: number,
): AsyncGenerator<OverdueInvoice> {
  const pages = paginateQuery(
    { client, pageSize, ...(start && { startingToken: start }) },
    {
      TableName: table,
      IndexName: deadlines.index,
      KeyConditionExpression: '#shard = :shard AND #deadline BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#shard': deadlines.shard, '#deadline': deadlines.deadline },
      ExpressionAttributeValues: { ':shard': { N: String(shard) }, ':from': { S: from }, ':to': { S: to } },
    },
  );
  for await (const { Items = [] } of pages) yield* Items.map(overdueInvoice);
}

/** Spreads invoices evenly over the shards, whatever their ids look like. */
function shardOf(invoiceId: string, shards: number): number {
  return Number.parseInt(hash('sha256', invoiceId).slice(0, 8), 16) % shards;
}

function overdueInvoice(item: Item): OverdueInvoice {
  const [invoiceId, deadline] = [item[partitionKey]?.S, item[deadlines.deadline]?.S];
  const stage = stages.find((known) => known === item[deadlines.stage]?.S);
  if (invoiceId === undefined || deadline === undefined || stage === undefined)
    throw new Error(`An item of the index ${deadlines.index} lacks its invoice, its deadline or its stage`);
  return { invoiceId, stage, deadline };
}
