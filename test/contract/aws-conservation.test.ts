import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoHotTable } from '../../functions/adapters/dynamodb/hot-table.ts';
import { tableShelf } from '../../functions/core/cold/table-shelf.ts';
import { type Minutes, minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import type { ChosenEntries, Look } from '../../functions/core/conservation/ports.ts';
import type { ReconcilerSettings } from '../../functions/core/conservation/settings.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import { names } from '../../functions/core/names.ts';
import { create } from '../../functions/reconciler/create.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { memoryLog, memoryMetrics } from '../unit/functions/harness.ts';
import { drain } from './aws-resources.ts';
import { deployedLake, makeDeployedCell } from './deployed-holdings.ts';
import { busText, factAt, holdingsContract } from './holdings.suite.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';

describe.runIf(motoAvailable())('Conservation against moto', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  holdingsContract('a deployed cell', () => makeDeployedCell(moto));
  holdingsContract('a deployed cell with a lake', () => makeDeployedCell(moto, deployedLake));

  type Deployed = Awaited<ReturnType<typeof makeDeployedCell>>;

  describe('Given a deployed cell that has worked off its events', () => {
    let cell: Deployed;
    let minute: number;
    let facts: readonly Fact[];
    let spare = minuteOf(Date.now()) - 12 * minuteMs;
    beforeAll(async () => {
      cell = await makeDeployedCell(moto);
    });
    afterAll(() => cell?.close());

    test('When an invoice has left, Then it is accounted for, a repeat of it too', async () => {
      await workedOff();
      const table = dynamoHotTable(cell.dynamo, cell.table, true);
      const clock = { time: Date.now(), now: () => clock.time };
      const records = memoryRecords(clock);
      const shelf = tableShelf({ table, cold: cell.cold, records, clock });
      const invoiceIds = new Set(facts.map(({ event }) => event.invoiceId));
      for (const invoiceId of invoiceIds) {
        const read = await shelf.read(invoiceId);
        await shelf.copy([{ invoiceId, head: project(read.facts), read }]);
      }
      await shelf.clear(Number.POSITIVE_INFINITY);
      clock.time += 2 * 3_600_000;
      expect(await shelf.clear(Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(facts.length);
      const [first] = facts;
      if (!first) return;
      expect((await table.read(first.event.invoiceId)).facts).toEqual([]);
      // As a processor stores a repeat: the copy has the first acceptance.
      await cell.store([{ ...first, entryId: 'later', receivedAt: new Date(minute + 5).toISOString() }]);
      expect((await run()).asked).toMatchObject({ answer: { visible: 12, differences: [], unsettled: [] } });
      expect(
        await cell.ledger.receivedAt({ invoiceId: first.event.invoiceId, eventKey: factKey(first) }),
      ).toBe(Date.parse(first.receivedAt));
      const held = await cell.ledger.events(minute, 'again');
      expect(held).toHaveLength(facts.length);
    });

    /** Twelve events of a minute of their own, everywhere. */
    async function workedOff() {
      spare += minuteMs;
      minute = spare;
      facts = Array.from({ length: 12 }, () => factAt(minute));
      await cell.take(facts.map((fact) => busText(fact)));
      await cell.store(facts);
      await cell.show(facts);
      const [victim] = facts.slice(5);
      if (!victim) throw new Error('there are twelve');
      return victim;
    }

    /** A scheduled run over that minute alone. */
    async function run() {
      const now = new Date(minute + minuteMs).toISOString();
      for (const { key, revision } of await cell.records.list('reconciliation', { limit: 99 }))
        await cell.records.remove('reconciliation', key, revision);
      await cell.records.create('reconciliation', 'through', {
        to: new Date(minute).toISOString(),
        lookedAt: new Date(0).toISOString(),
      });
      const [log, metrics] = [memoryLog(), memoryMetrics()];
      const reconcile = create({ ...portsOf(cell, Date.parse(now)), log, metrics });
      const minutes = { from: minute, to: minute + minuteMs };
      const asked = await reconcile({ ask: 'reconcile', minutes, putBack: false });
      const round = await reconcile({});
      return { asked, round, codes: log.codes, metrics };
    }

    test('When nothing is lost, Then a run finds nothing', async () => {
      await workedOff();
      const { asked, round, codes, metrics } = await run();
      expect(asked).toMatchObject({ answer: { accepted: 12, visible: 12, differences: [], unsettled: [] } });
      expect(round).toEqual({ unaccounted: 0, putBack: 0 });
      expect(codes).toEqual([]);
      expect(metrics.reports('UnaccountedEvents')).toEqual([[0, undefined]]);
    });

    const losses: readonly [string, (victim: Fact) => Promise<unknown>, object, number][] = [
      [
        'a message of a queue',
        async () => {
          const lost = factAt(minute);
          facts = [...facts, lost];
          await cell.take([busText(lost)]);
        },
        { missingFrom: ['ledger', 'time series'], altered: [], reached: 'archive' },
        1,
      ],
      [
        'a row of the ledger',
        (victim) => cell.dynamo.send(new DeleteItemCommand({ TableName: cell.table, Key: keyOf(victim) })),
        { missingFrom: ['ledger'], reached: 'time series' },
        1,
      ],
      [
        'a record of the time series',
        async (victim) => cell.hide(factKey(victim)),
        { missingFrom: ['time series'], reached: 'ledger' },
        1,
      ],
      [
        'a row of the ledger to another amount',
        (victim) => cell.setBody(victim, JSON.stringify(victim).replace('1250.40', '9999.99')),
        { missingFrom: [], altered: ['ledger'] },
        0,
      ],
      [
        'a record, which was never in the archive',
        async () => {
          const unarchived = factAt(minute);
          await cell.store([unarchived]);
          await cell.show([unarchived]);
        },
        { missingFrom: ['archive'], reached: 'time series' },
        0,
      ],
    ];

    test.each(losses)(
      'When it loses %s, Then one run names it and puts it back',
      async (_, lose, named, back) => {
        const victim = await workedOff();
        await lose(victim);
        const { asked, round, codes, metrics } = await run();
        expect(asked).toMatchObject({ answer: { differences: [named], putBack: 0 } });
        expect(round).toEqual({ unaccounted: 1, putBack: back });
        expect(codes).toEqual(['EVENTS_UNACCOUNTED']);
        expect(metrics.total('UnaccountedEvents')).toBe(1);
        const resent = await drain(cell.sqs, cell.urlOf(names().relayQueue('ingestion')));
        expect(resent.map(({ body }) => JSON.parse(body))).toMatchObject(
          back === 0 ? [] : [{ 'replay-name': expect.stringContaining('invoice-back-') }],
        );
        // Under way again, as the records say, until it should have arrived.
        if (back > 0) {
          const service = create({
            ...portsOf(cell, minute + minuteMs),
            ...{ log: memoryLog(), metrics: memoryMetrics() },
          });
          expect(await service({})).toEqual({ unaccounted: 0, putBack: 0 });
        }
      },
    );

    test('When it loses objects of the archive, Then every event is named', async () => {
      await workedOff();
      const { Contents = [] } = await cell.s3.send(new ListObjectsV2Command({ Bucket: cell.bucket }));
      for (const { Key } of Contents)
        await cell.s3.send(new DeleteObjectCommand({ Bucket: cell.bucket, Key }));
      const { asked, round } = await run();
      expect(round).toEqual({ unaccounted: 12, putBack: 0 });
      expect(asked).toMatchObject({
        answer: { accepted: 0, differences: facts.map(() => ({ missingFrom: ['archive'] })) },
      });
    });

    test('When its history grows, Then a run over the same minute costs the same', async () => {
      await workedOff();
      const costOfRun = async () => {
        const before = cell.cost();
        expect((await run()).round).toEqual({ unaccounted: 0, putBack: 0 });
        const after = cell.cost();
        return { calls: after.calls - before.calls, scanned: after.scanned - before.scanned };
      };
      const cost = await costOfRun();
      expect(cost.calls).toBeGreaterThan(0);
      const past = Array.from({ length: 60 }, (_, index) =>
        factAt(minute - (2 + index) * 24 * 60 * minuteMs),
      );
      await cell.take(past.map((fact) => busText(fact)));
      await cell.store(past);
      await cell.show(past);
      expect(await costOfRun()).toEqual(cost);
    });

    test('When one is a dead letter or waits, Then nothing is missing', async () => {
      await workedOff();
      const [dead, waiting] = [factAt(minute), factAt(minute)];
      await cell.take([dead, waiting].map((fact) => busText(fact)));
      await cell.sqs.send(
        new SendMessageCommand({
          QueueUrl: cell.urlOf(names().deadLetters('ingestion')),
          ...{ MessageBody: JSON.stringify(dead), MessageGroupId: 'g', MessageDeduplicationId: 'd' },
        }),
      );
      cell.metrics.set(names().queue('ingestion'), [{ at: waiting ? minute + minuteMs : 0, value: 90 }]);
      const whereabouts = await cell.conservation.transit.whereabouts(await cell.archive.events(minute));
      expect(new Set([...whereabouts.values()].map(({ state }) => state))).toEqual(new Set(['under-way']));
      cell.metrics.clear();
      const later = await cell.conservation.transit.whereabouts(await cell.archive.events(minute));
      expect([...later.values()]).toEqual([
        { queue: names().deadLetters('ingestion'), state: 'dead-lettered' },
      ]);
    });
  });
});

function keyOf(fact: Fact) {
  return { invoiceId: { S: fact.event.invoiceId }, factKey: { S: factKey(fact) } };
}

/** The ports of a cell whose archive is complete until then, ms since the epoch. */
function portsOf({ conservation, records, clock }: Awaited<ReturnType<typeof makeDeployedCell>>, to: number) {
  const { archive } = conservation;
  return {
    ...{ records, clock },
    conservation: {
      ...conservation,
      archive: {
        digests: (minutes: Minutes) => archive.digests(minutes),
        events: (at: number, look?: Look) => archive.events(at, look),
        texts: (minutes: Minutes, chosen: ChosenEntries) => archive.texts(minutes, chosen),
        span: () => ({ from: 0, to }),
      },
    },
    reconciler: {
      ...{ prefix: '', partitions: [{ name: 'ingestion', stage: 'ingestion' }] },
      pace: { intervalMs: 0, maxMinutes: 15, maxAgain: 60, budgetMs: minuteMs },
    } satisfies ReconcilerSettings,
  };
}
