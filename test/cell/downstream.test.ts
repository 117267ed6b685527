import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { secretsFile } from '../../local/downstream.ts';
import { discardStep } from '../../operations/dead-letters/discard.ts';
import { redriveStep } from '../../operations/dead-letters/redrive.ts';
import { isOver } from '../../operations/replay/replay.ts';
import { startHttpDouble } from '../contract/http-double.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openPathHere } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { accept, type PathHere, settled } from './inside.ts';
import { eventOf } from './sample-events.ts';

/** What the receiver does with a call. */
let mood: 'takes' | 'is away' | 'refuses' = 'takes';
/** Calls that it took, by their keys, and every key that it was called with. */
const taken = new Map<string, number>();
const secretsSeen = new Set<string | undefined>();

const clock = { aheadMs: 0 };
let home: CellHome;
let receiver: Awaited<ReturnType<typeof startHttpDouble>>;
beforeAll(async () => {
  home = cellHome();
  receiver = await startHttpDouble((request, response) => {
    const key = String(request.headers['idempotency-key']);
    secretsSeen.add(request.headers.authorization);
    if (mood === 'takes') taken.set(key, (taken.get(key) ?? 0) + 1);
    response.writeHead({ takes: 204, 'is away': 503, refuses: 400 }[mood]).end();
  });
});
afterAll(async () => {
  await receiver.stop();
  await home.remove();
});

async function open(): Promise<PathHere> {
  // Before anything is called: while the secret is missing, calls are held back for seconds.
  mkdirSync(home.dataFolder, { recursive: true });
  writeFileSync(
    join(home.dataFolder, secretsFile),
    JSON.stringify({ 'erp/posting': { authorization: 'Bearer of the test' } }),
  );
  return openPathHere(home.dataFolder, clock, {
    downstreams: {
      posting: {
        ...{ url: `${receiver.endpoint}/events`, since: '2026-01-01T00:00:00Z', timeoutMs: 2_000 },
        headersFromSecret: 'erp/posting',
      },
    },
  });
}

const paid = (count: number, of: string) =>
  Array.from({ length: count }, (_, at) => eventOf('posting', 'paid', `INV-${of}-${at}`));
const called = (path: PathHere, calls: number) =>
  eventually(
    async () => ({ ...(await path.api.status()), taken: taken.size }),
    (status) => status.taken === calls && status.callsWaiting === 0,
    { lookAt: 'the calls that wait, in the status' },
  );
const timesTaken = () => [...new Set(taken.values())];

describe('Given a cell whose posting stage has a downstream', () => {
  let path: PathHere;

  it('When events become visible, Then it is told of each of the stage, once', async () => {
    path = await open();
    await accept(path.api, [...paid(20, 'A'), eventOf('ingestion', 'received', 'INV-A-0')]);
    await settled(path, 21);
    await called(path, 20);
    expect(timesTaken()).toEqual([1]);
    expect([...secretsSeen]).toEqual(['Bearer of the test']);
  });

  it('When it refuses, Then its letters are redriven or discarded, and no event is', async () => {
    mood = 'refuses';
    await accept(path.api, paid(3, 'B'));
    await settled(path, 24);
    await eventually(
      async () => path.api.status(),
      ({ deadLetters }) => deadLetters.downstream === 3,
      {
        lookAt: 'the dead letters of the downstream',
      },
    );
    mood = 'takes';
    const deadLetters = {
      queues: path.api.deadLetterQueues,
      read: path.api.readDeadLetters,
      redrive: path.api.redriveDeadLetters,
      remove: path.api.removeDeadLetters,
      release: path.api.releaseDeadLetters,
    };
    const ports = { deadLetters, records: memoryRecords(), exported: async () => {} };
    const act = { by: 'test', startedAt: new Date(Date.now() + 60_000).toISOString() };
    await discardStep(
      ports,
      { ...act, reason: 'a test', selection: { invoiceId: 'INV-B-0' } },
      { limit: 10 },
    );
    await redriveStep(ports, { ...act, selection: {} }, { limit: 10 });
    await called(path, 22);
    const { accepted, visible, discarded, deadLettered } = await path.api.status();
    expect({ accepted, visible, discarded, deadLettered }).toEqual({
      ...{ accepted: 24, visible: 24, discarded: 0, deadLettered: 0 },
    });
  });

  it('When everything is replayed, Then it is told of nothing but what was discarded', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 3_600_000).toISOString();
    const { prefix } = path.api.parts();
    const name = names(prefix).replay('again');
    await path.api.startReplay(name, { from, to, rules: [names(prefix).rule('posting')] });
    await eventually(
      () => path.api.findReplay(name),
      (found) => found !== undefined && isOver(found),
      { lookAt: 'the replay' },
    );
    await settled(path, 24);
    await called(path, 23);
    expect(timesTaken()).toEqual([1]);
  });

  it('When it is away and the cell restarts, Then events are visible and told of later', async () => {
    mood = 'is away';
    await accept(path.api, paid(30, 'C'));
    const { callsWaiting, freshness } = await settled(path, 54);
    expect(callsWaiting).toBe(30);
    expect(freshness.maxMs).toBeLessThan(30_000);
    // What waits for its call is on no way to a store.
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    // Reconciled once all of the minute has had its time.
    clock.aheadMs = 15 * 60_000;
    const accounted = await path.api.reconcile(
      { from: minute - 240_000, to: minute + 60_000 },
      { putBack: false },
    );
    expect(accounted).toMatchObject({ underWay: 0, deadLettered: 0, differences: [] });
    expect(accounted.visible).toBeGreaterThanOrEqual(30);
    await path.api.close();
    mood = 'takes';
    path = await open();
    await called(path, 53);
    expect(timesTaken()).toEqual([1]);
    await path.api.close();
  }, 60_000);
});
