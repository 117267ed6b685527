import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../emulator/messaging/message.ts';
import { minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import { factOfBusEvent } from '../../functions/core/invoice/fact-of-bus-event.ts';
import { names } from '../../functions/core/names.ts';
import { invoiceTables } from '../../local/time-series/invoices.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openEngine, openPathHere } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { accept, historyOf, type PathHere, settled } from './inside.ts';
import { eventOf } from './sample-events.ts';

const invoices = Array.from({ length: 40 }, (_, at) => `INV-${at}`);
const events = invoices.flatMap((invoiceId) => [
  eventOf('ingestion', 'received', invoiceId, { amount: '1250.50' }),
  eventOf('posting', 'paid', invoiceId, { minute: 30, amount: '-0.00' }),
]);
type OpenEngine = Awaited<ReturnType<typeof openEngine>>;
const closed = { aheadMs: 10 * minuteMs };

let home: CellHome;
beforeEach(() => {
  home = cellHome();
});
afterEach(() => home.remove());

/** Reconciles the minutes of the test, as if they were long over. */
function reconciled(path: PathHere, putBack = false) {
  const now = minuteOf(Date.now());
  return path.api.reconcile({ from: now - 5 * minuteMs, to: now + minuteMs }, { putBack });
}

let stopped: { readonly home: CellHome; readonly madeAt: number } | undefined;
afterAll(() => stopped?.home.remove());

/** A cell that has worked off its events, and is stopped: a copy of one that was made for several tests. */
async function workedOff() {
  // What is reconciled are the last minutes.
  if (!stopped || Date.now() - stopped.madeAt > 3 * minuteMs) {
    await stopped?.home.remove();
    stopped = { home: cellHome(), madeAt: Date.now() };
    const path = await openPathHere(stopped.home.dataFolder);
    await accept(path.api, events);
    await settled(path, events.length);
    await path.api.close();
  }
  cpSync(stopped.home.dataFolder, home.dataFolder, { recursive: true });
}

describe('Given a cell that has worked off its events, repeats and conflicts among them', () => {
  it('When reconciled, Then all are accounted for', async () => {
    const clock = { aheadMs: 0 };
    const path = await openPathHere(home.dataFolder, clock);
    await accept(path.api, events);
    const conflicting = eventOf('ingestion', 'received', 'INV-0', { amount: '1.00' });
    await accept(path.api, [conflicting, ...events.slice(0, 7)]);
    await settled(path, events.length + 1);
    clock.aheadMs = closed.aheadMs;
    expect(await reconciled(path)).toMatchObject({
      accepted: events.length + 8,
      visible: events.length + 1,
      repeats: 7,
      ...{ underWay: 0, deadLettered: 0, discarded: 0, differences: [], unsettled: [] },
    });
    await path.api.close();
  });
});

/**
 * Accepts all events, but for one message: what becomes of it is the caller's.
 * @param treat given the engine, whose queues have no consumers, and the message that the relay was to take
 */
async function acceptedBut(treat: (engine: OpenEngine, message: Message) => void) {
  const engine = await openEngine(home.dataFolder);
  await accept(engine.bus, events);
  const relay = engine.queues.get(names().relayQueue('ingestion'));
  for (const message of relay?.receive(1_000) ?? []) {
    if (!message.body.includes('"INV-7"')) relay?.changeVisibility(message, 0);
    else {
      treat(engine, message);
      relay?.delete([message]);
    }
  }
  await engine.close();
}

const lost = {
  ...{ invoiceId: 'INV-7', eventId: 'INV-7-received', stage: 'ingestion', reached: 'archive' },
  ...{ missingFrom: ['ledger', 'time series'], altered: [] },
};

describe('Given a cell that is stopped with messages on its queues', () => {
  it('When a queue loses one, Then it is named, put back, and visible', async () => {
    await acceptedBut(() => {});
    const path = await openPathHere(home.dataFolder, closed);
    await settled(path, events.length - 1);
    const { differences, ...tally } = await reconciled(path);
    expect(tally).toMatchObject({ accepted: events.length, visible: events.length - 1 });
    expect(differences).toMatchObject([lost]);

    expect((await reconciled(path, true)).putBack).toBe(1);
    const { accepted } = await settled(path, events.length);
    expect(accepted).toBe(events.length);
    expect(await reconciled(path)).toMatchObject({ visible: events.length, differences: [] });
    await path.api.close();
  });

  it('When one is a dead letter, Then it is accounted for, until its queue loses it', async () => {
    const queue = names().deadLetters('ingestion');
    await acceptedBut(({ queues }, { body }) => {
      const fact = JSON.stringify(factOfBusEvent(body));
      queues.get(queue)?.send({ body: fact, groupId: 'INV-7', deduplicationId: 'dead' });
    });
    const path = await openPathHere(home.dataFolder, closed);
    await settled(path, events.length - 1);
    const { differences, unsettled, ...tally } = await reconciled(path);
    expect(tally).toMatchObject({ deadLettered: 1, visible: events.length - 1 });
    expect([differences.length, unsettled.length]).toEqual([0, 1]);

    const { letters } = await path.api.readDeadLetters(queue, { limit: 1 });
    await path.api.removeDeadLetters(
      queue,
      letters.map(({ position }) => position),
    );
    expect((await reconciled(path)).differences).toMatchObject([lost]);
    await path.api.close();
  });
});

async function onLedger(sql: string) {
  const db = new DatabaseSync(join(home.dataFolder, 'ledger.sqlite'));
  db.exec(sql);
  db.close();
}
async function onTimeSeries(sql: string) {
  const instance = await DuckDBInstance.create(join(home.dataFolder, 'time-series.duckdb'));
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

/** Does the same to each table of snapshots. */
async function onSnapshots(sql: (table: string) => string) {
  await onTimeSeries(invoiceTables.map(sql).join(';'));
}

describe('Given a loss in a store of a cell that has worked off its events', () => {
  /** Snapshots are merged when the file is opened. */
  const merged = async () => (await openPathHere(home.dataFolder)).api.close();

  it.each([
    [
      'a record of the time series',
      () => onTimeSeries(`DELETE FROM events WHERE "invoiceId" = 'INV-3' AND stage = 'posting'`),
      [{ eventId: 'INV-3-paid', missingFrom: ['time series'], altered: [], reached: 'ledger' }],
    ],
    [
      'all of the time series',
      async () => rmSync(join(home.dataFolder, 'time-series.duckdb')),
      events.map(() => ({ missingFrom: ['time series'], reached: 'ledger' })),
    ],
    [
      'a row of the ledger',
      () => onLedger(`DELETE FROM links WHERE fact = 5; DELETE FROM facts WHERE id = 5`),
      [{ missingFrom: ['ledger'], altered: [], reached: 'time series' }],
    ],
    [
      'the end of the ledger',
      () => onLedger(`DELETE FROM links WHERE fact > 70; DELETE FROM facts WHERE id > 70`),
      events.slice(70).map(() => ({ missingFrom: ['ledger'], reached: 'time series' })),
    ],
  ])('When %s is gone, Then it is named, put back, and there', async (_, plant, expected) => {
    await workedOff();
    await plant();
    const path = await openPathHere(home.dataFolder, closed);
    const { differences } = await reconciled(path);
    expect(differences).toMatchObject(expected);
    expect((await reconciled(path, true)).putBack).toBe(expected.length);
    await settled(path, events.length);
    expect(await reconciled(path)).toMatchObject({ visible: events.length, differences: [] });
    await path.api.close();
  });

  const others = invoices.filter((invoiceId) => invoiceId !== 'INV-3');
  it.each<[string, (table: string) => string, string[]]>([
    ['lost', (table) => `DELETE FROM ${table} WHERE "invoiceId" = 'INV-3'`, ['INV-3']],
    ['altered', (table) => `UPDATE ${table} SET "openAmount" = 1 WHERE "invoiceId" = 'INV-3'`, ['INV-3']],
    ['all but one lost', (table) => `DELETE FROM ${table} WHERE "invoiceId" <> 'INV-3'`, others],
  ])('When snapshots are %s, Then they are named, and replaced', async (_, sql, expected) => {
    await workedOff();
    await merged();
    await onSnapshots(sql);
    const path = await openPathHere(home.dataFolder, closed);
    const { snapshots = [], differences } = await reconciled(path);
    expect([snapshots.toSorted(), differences]).toEqual([expected.toSorted(), []]);
    expect((await reconciled(path, true)).snapshots?.toSorted()).toEqual(expected.toSorted());
    expect(await reconciled(path)).toMatchObject({ snapshots: [], differences: [] });
    await path.api.close();
  });

  it('When a snapshot is lost, Then the next round replaces it', async () => {
    const clock = { aheadMs: 0 };
    const path = await openPathHere(home.dataFolder, clock);
    await path.api.invoke(names().reconcilerFunction, {});
    await accept(path.api, events);
    await settled(path, events.length);
    await path.api.close();
    await merged();
    await onSnapshots((table) => `DELETE FROM ${table} WHERE "invoiceId" = 'INV-3'`);
    const again = await openPathHere(home.dataFolder, closed);
    await again.api.invoke(names().reconcilerFunction, {});
    expect(again.codes).toEqual(['SNAPSHOTS_REPLACED']);
    expect(await reconciled(again)).toMatchObject({ snapshots: [], differences: [] });
    await again.api.close();
  });

  it.each([
    [
      'an amount in the ledger',
      () => onLedger(`UPDATE facts SET body = replace(body, '1250.50', '9999.99') WHERE id = 1`),
      ['ledger'],
    ],
    [
      'an amount in the time series',
      () => onTimeSeries(`UPDATE events SET amount = 9999.99 WHERE "eventKey" LIKE 'INV-0-received#%'`),
      ['time series'],
    ],
  ])('When %s is altered, Then it is named and not overwritten', async (_, plant, altered) => {
    await workedOff();
    await plant();
    const path = await openPathHere(home.dataFolder, closed);
    const { differences } = await reconciled(path);
    expect(differences).toMatchObject([{ missingFrom: [], altered }]);
    expect((await reconciled(path, true)).putBack).toBe(0);
    await path.api.close();
  });

  it.each([
    ['the first', 'min'],
    ['the last', 'max'],
  ])('When %s row of an invoice cannot be read, Then nothing is put back', async (_, place) => {
    await workedOff();
    await onLedger(`UPDATE facts SET body = 'torn' WHERE id = (
      SELECT ${place}(fact) FROM links GROUP BY number HAVING min(fact) > 9 AND count(*) > 1 LIMIT 1)`);
    const path = await openPathHere(home.dataFolder, closed);
    const { differences } = await reconciled(path);
    expect(differences).toMatchObject([
      { missingFrom: ['ledger'] },
      { invoiceId: '', eventId: expect.stringMatching(/^row \d+ of the ledger$/) },
    ]);
    expect((await reconciled(path, true)).putBack).toBe(0);
    await path.api.close();
  });

  it('When the whole ledger is lost and replayed, Then all is accounted for', async () => {
    await workedOff();
    const first = await openPathHere(home.dataFolder, closed);
    expect((await reconciled(first)).differences).toEqual([]);
    await first.api.close();
    for (const file of ['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite-shm'])
      rmSync(join(home.dataFolder, file), { force: true });

    const path = await openPathHere(home.dataFolder, closed);
    const rules = ['posting', 'ingestion'].map(names().rule);
    const span = { from: new Date(Date.now() - 60 * minuteMs), to: new Date() };
    for (const rule of rules)
      await path.api.startReplay(`${rule}-again`, {
        ...{ from: span.from.toISOString(), to: span.to.toISOString(), rules: [rule] },
      });
    await eventually(
      async () => path.api.status(),
      ({ distinct }) => distinct === events.length,
      {
        lookAt: 'the replays',
      },
    );
    await settled(path, events.length);
    expect(await reconciled(path)).toMatchObject({ visible: events.length, differences: [] });
    await path.api.close();
  });

  it('When the archive is gone, Then every event is named, and nothing is put back', async () => {
    await workedOff();
    rmSync(join(home.dataFolder, 'archive'), { recursive: true });
    const path = await openPathHere(home.dataFolder, closed);
    const { differences } = await reconciled(path);
    expect(differences).toHaveLength(events.length);
    expect(differences[0]).toMatchObject({ missingFrom: ['archive'], reached: 'time series' });
    expect((await reconciled(path, true)).putBack).toBe(0);
    expect(await historyOf(path, 'INV-0')).toMatchObject({ statusCode: 200 });
    await path.api.close();
  });
});

describe('Given a folder that an earlier version made, whose time series has no snapshots', () => {
  it('When a cell opens it, Then it makes them while it works, and says so', async () => {
    await workedOff();
    await onTimeSeries('DROP VIEW invoices; DROP TABLE invoice_versions; DROP TABLE snapshot_progress');
    await onSnapshots((table) => `DROP TABLE ${table}`);
    const clock = { aheadMs: 0 };
    const path = await openPathHere(home.dataFolder, clock);
    await accept(path.api, [eventOf('reconciliation', 'matched', 'INV-new')]);
    await settled(path, events.length + 1);
    await eventually(
      async () => path.codes,
      (codes) => codes.includes('SNAPSHOTS_ENDED'),
      { lookAt: 'the log' },
    );
    expect(path.codes).toEqual(['SNAPSHOTS_BEGUN', 'SNAPSHOTS_ENDED']);
    clock.aheadMs = closed.aheadMs;
    expect(await reconciled(path)).toMatchObject({ snapshots: [], differences: [] });
    await path.api.close();
    const again = await openPathHere(home.dataFolder, closed);
    expect(await reconciled(again)).toMatchObject({ snapshots: [], differences: [] });
    expect(again.codes).toEqual([]);
    await again.api.close();
  });
});
