import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDynamoLedger } from '../../functions/adapters/dynamodb/ledger.ts';
import { createDynamoRecords } from '../../functions/adapters/dynamodb/records.ts';
import { auditCollection } from '../../functions/core/audit.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import { cells } from '../../infra/cells/cells.ts';
import { readDecisions } from '../../operations/conflicts/decisions.ts';
import { makeLedgerTable, makeQueue, makeRecordsTable, receive } from './aws-resources.ts';
import { bems, onlyTheseCredentials } from './bems-command.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';
import { sampleFact } from './samples.ts';

const [cell] = cells.filter(({ name }) => name !== 'local');
if (!cell) throw new Error('infra/cells has no cell to operate');
const name = names(cell.prefix);
const partitions = cell.partitions.map((partition) => partition.name);
const posting = name.deadLetters('posting');

/** The tables and the queues of the cell, made by hand. */
async function makeCell(dynamo: DynamoDBClient, sqs: SQSClient): Promise<ReadonlyMap<string, string>> {
  await makeLedgerTable(dynamo, name.ledgerTable);
  await makeRecordsTable(dynamo, name.operationsTable);
  const queues = [
    ...deadLetterQueues(cell?.prefix ?? '', partitions).map((each) => each.name),
    name.queue('posting'),
    name.recordQueue,
  ];
  const urls = new Map<string, string>();
  for (const queue of queues) urls.set(queue, (await makeQueue(sqs, queue)).url);
  return urls;
}

describe.runIf(motoAvailable())('Given dead letters of a cell in an account', () => {
  let moto: Moto;
  let folder: string;
  let dynamo: DynamoDBClient;
  let sqs: SQSClient;
  let urls: ReadonlyMap<string, string>;
  beforeAll(async () => {
    moto = await startMoto();
    folder = mkdtempSync(join(tmpdir(), 'cli-dead-letters-'));
    const settings = { ...moto.client, region: cell.region };
    dynamo = new DynamoDBClient(settings);
    sqs = new SQSClient(settings);
    urls = await makeCell(dynamo, sqs);
    await createDynamoLedger(dynamo, name.ledgerTable).append(sampleFact());
    for (const invoiceId of ['INV-1', 'INV-2', 'INV-3'])
      await put(invoiceId, invoiceId === 'INV-2' ? 'STORE_AWAY' : 'FACT_MALFORMED');
  });
  afterAll(async () => {
    dynamo.destroy();
    sqs.destroy();
    rmSync(folder, { recursive: true });
    await moto.stop();
    vi.unstubAllEnvs();
  });
  beforeEach(onlyTheseCredentials);

  /** Puts a letter on the queue of postings. */
  const put = (invoiceId: string, code: string) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: urls.get(posting),
        MessageBody: JSON.stringify({ event: { invoiceId, eventId: `${invoiceId}-1` } }),
        MessageGroupId: invoiceId,
        MessageDeduplicationId: invoiceId,
        MessageAttributes: { code: { DataType: 'String', StringValue: code } },
      }),
    );
  const dlq = (...args: readonly string[]) =>
    bems(
      'dlq',
      ...args,
      '--cell',
      cell.name,
      '--queue',
      posting,
      '--endpoint',
      moto.client.endpoint,
      '--json',
    );

  // One after the other: each begins with what the one before has left.
  test('When they are listed, shown, redriven and discarded, Then each does so', async () => {
    const { queues } = JSON.parse(await dlq('list'));
    expect(queues).toMatchObject([{ name: posting, selected: 3 }]);

    const { letters } = JSON.parse(await dlq('show', '--invoice', 'INV-1'));
    expect(letters).toMatchObject([
      { diagnosis: { code: 'FACT_MALFORMED' }, history: { events: [{ event: { eventId: 'evt-1' } }] } },
    ]);

    expect(JSON.parse(await dlq('redrive', '--code', 'STORE_AWAY'))).toMatchObject({
      done: 1,
      end: 'finished',
    });
    const back = await receive(sqs, urls.get(name.queue('posting')) ?? '');
    expect(back.map(({ groupId }) => groupId)).toEqual(['INV-2']);

    const file = join(folder, 'discarded.jsonl');
    const discard = [
      'discard',
      '--invoice',
      'INV-3',
      '--reason',
      'a test invoice',
      '--yes',
      '--export',
      file,
    ];
    expect(JSON.parse(await dlq(...discard))).toMatchObject({ done: 1, exportedTo: file });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ invoiceId: 'INV-3' });

    const left = JSON.parse(await dlq('list', '--each', '10'));
    expect(left.letters).toMatchObject([{ invoiceId: 'INV-1' }]);

    expect(JSON.parse(await dlq('redrive', '--invoice', 'INV-1'))).toMatchObject({ done: 1 });
    const [again] = await receive(sqs, urls.get(name.queue('posting')) ?? '');
    expect(again?.groupId).toBe('INV-1');
    expect(JSON.parse(await dlq('list')).queues).toMatchObject([{ selected: 0 }]);
    const trail = createDynamoRecords(dynamo, name.operationsTable, { now: Date.now });
    const entries = await trail.list(auditCollection, { limit: 10 });
    const by = expect.stringMatching(/^arn:aws:/);
    expect(entries.map(({ value }) => value)).toMatchObject([
      { what: 'redrive', by },
      { what: 'discard', by, reason: 'a test invoice' },
      { what: 'redrive', by },
    ]);
  }, 60_000);

  test('When a conflict is settled, Then its history and its records say so', async () => {
    const event = { invoiceId: 'INV-conflict', eventId: 'INV-conflict-1' };
    const ledger = createDynamoLedger(dynamo, name.ledgerTable);
    await ledger.append(sampleFact({ event }));
    await ledger.append(sampleFact({ event: { ...event, amount: '9.99' } }));
    await put('INV-conflict', 'EVENT_CONFLICT');
    const where = ['--cell', cell.name, '--endpoint', moto.client.endpoint, '--json'];
    const { conflicts } = JSON.parse(await bems('conflicts', 'list', ...where));
    expect(conflicts).toMatchObject([{ invoiceId: 'INV-conflict', settled: false, queue: posting }]);

    const settle = ['conflicts', 'settle', event.invoiceId, event.eventId, '--keep', 'all'];
    const { decision } = JSON.parse(await bems(...settle, '--reason', 'two deliveries', ...where));
    expect(decision).toMatchObject({ ...event, by: expect.stringMatching(/^arn:aws:/) });
    const records = createDynamoRecords(dynamo, name.operationsTable, { now: Date.now });
    expect(await readDecisions(records, event.invoiceId)).toEqual([decision]);
    expect(await receive(sqs, urls.get(name.recordQueue) ?? '')).toHaveLength(1);
    expect(JSON.parse(await bems('conflicts', 'list', ...where)).conflicts).toEqual([]);
  }, 60_000);
});
