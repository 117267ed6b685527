import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoLedger } from '../../functions/adapters/dynamodb/ledger.ts';
import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import type { Ledger } from '../../functions/core/ports.ts';
import { makeLedgerTable } from './aws-resources.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';
import { sampleHead } from './samples.ts';

const [open, stuck] = [400, 100];
const now = '2026-03-10T12:00:00.000Z';

describe.runIf(motoAvailable())('Given many open invoices in DynamoDB, some of them stuck', () => {
  let moto: Moto;
  let ledger: Ledger;
  let queries = 0;
  let items = 0;
  beforeAll(async () => {
    moto = await startMoto();
    const client = new DynamoDBClient(moto.client);
    await makeLedgerTable(client, 'ledger');
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        queries += 1;
        // What the index handed out, which is what is paid for: there is no filter behind it.
        const { ScannedCount } = result.output as { readonly ScannedCount?: number };
        items += ScannedCount ?? 0;
        return result;
      },
      { step: 'initialize' },
    );
    ledger = createDynamoLedger(client, 'ledger');
    const heads = Array.from({ length: open }, (_, i) =>
      sampleHead({
        invoiceId: `INV-${i}`,
        deadline: i < stuck ? '2026-03-09T00:00:00.000Z' : '2026-04-01T00:00:00.000Z',
      }),
    );
    for (let from = 0; from < open; from += 50)
      await Promise.all(heads.slice(from, from + 50).map((head) => ledger.saveHead(head)));
  }, 60_000);
  afterAll(() => moto?.stop());

  test('When all are asked for, Then only the stuck ones are read', async () => {
    [queries, items] = [0, 0];
    expect(await ledger.overdue(Date.parse(now), 1_000)).toHaveLength(stuck);
    expect(items).toBe(stuck);
    expect(queries).toBe(ledgerTable.deadlineShards);
  }, 60_000);

  test('When a page is asked for, Then little more than the page is read', async () => {
    [queries, items] = [0, 0];
    expect(await ledger.overdue(Date.parse(now), 16)).toHaveLength(16);
    expect(items).toBeLessThanOrEqual(2 * 16 + ledgerTable.deadlineShards);
  }, 60_000);
});
