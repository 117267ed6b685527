import { randomLcg } from 'd3-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CellClient } from './cell-client.ts';
import { type CellHome, cellHome, type RunningCell } from './cell-process.ts';
import { eventually } from './eventually.ts';
import { Producer } from './producer.ts';
import { eventOf } from './sample-events.ts';

let home: CellHome;
let cell: RunningCell;
let client: CellClient;
beforeAll(async () => {
  home = cellHome();
  cell = await home.startReady();
  client = new CellClient(cell);
}, 180_000);
afterAll(async () => {
  client.close();
  await home.remove();
});

/** The figures that tell whether the cell has everything once. */
async function figures() {
  const { accepted, visible, distinct, duplicates, deadLettered } = await client.status();
  return { accepted, visible, distinct, duplicates, deadLettered };
}

/** What the figures are once so many more events are visible, less what they were before. */
async function changeAfter(before: Awaited<ReturnType<typeof figures>>, moreVisible: number) {
  await client.settled(before.visible + moreVisible);
  const after = await figures();
  return {
    accepted: after.accepted - before.accepted,
    visible: after.visible - before.visible,
    distinct: after.distinct - before.distinct,
    duplicates: after.duplicates - before.duplicates,
    deadLettered: after.deadLettered - before.deadLettered,
  };
}

describe('Given a running cell', () => {
  it('When an event is POSTed, Then status, latest events and history show it', async () => {
    const before = await figures();
    const posted = eventOf('ingestion', 'received', 'INV-ONE');
    const reply = await client.post(posted);
    expect(reply.status).toBe(202);
    expect(JSON.parse(reply.body)).toEqual({ requestId: expect.any(String), accepted: 1 });

    expect(await changeAfter(before, 1)).toEqual({
      accepted: 1,
      visible: 1,
      distinct: 1,
      duplicates: 0,
      deadLettered: 0,
    });
    const { vendor, ...shown } = posted.event;
    expect(await client.latestEvents()).toContainEqual({
      ...shown,
      stage: 'ingestion',
      kind: 'started',
      vendorId: vendor.id,
      receivedAt: expect.any(String),
    });
    const history = await client.invoice('INV-ONE');
    expect(history).toMatchObject({
      invoiceId: 'INV-ONE',
      head: { stage: 'ingestion', status: 'received', openAmount: '1250.00', eventCount: 1, conflicts: [] },
      events: [{ stage: 'ingestion', cell: 'local' }],
    });
    expect(history?.events[0]?.event).toEqual(posted.event);
  });

  it('When ten events are POSTed as one batch, Then all ten become visible', async () => {
    const before = await figures();
    const events = Array.from({ length: 10 }, (_, index) =>
      eventOf('posting', 'scheduled', `INV-BATCH-${index % 3}`, { eventId: `batch-${index}`, minute: index }),
    );
    const reply = await client.postBatch(
      'posting',
      events.map(({ event }) => event),
    );
    expect(reply).toMatchObject({ status: 202 });
    expect(JSON.parse(reply.body)).toMatchObject({ accepted: 10 });
    expect(await changeAfter(before, 10)).toMatchObject({ accepted: 10, visible: 10, distinct: 10 });
    const history = await client.invoice('INV-BATCH-0');
    expect(history?.events.map(({ event }) => event.eventId)).toEqual([
      'batch-0',
      'batch-3',
      'batch-6',
      'batch-9',
    ]);
  });

  it('When the same event is POSTed twice, Then only the duplicates grow', async () => {
    const posted = eventOf('authorization', 'approved', 'INV-TWICE');
    const before = await figures();
    await client.post(posted);
    await changeAfter(before, 1);
    await client.post(posted);
    await client.until(({ duplicates }) => duplicates > before.duplicates);
    expect(await changeAfter(before, 1)).toEqual({
      accepted: 1,
      visible: 1,
      distinct: 1,
      duplicates: 1,
      deadLettered: 0,
    });
    expect((await client.invoice('INV-TWICE'))?.events).toHaveLength(1);
  });

  it('When one event id has two contents, Then both stay and a copy awaits judgment', async () => {
    const before = await figures();
    const first = eventOf('posting', 'paid', 'INV-CONFLICT');
    const second = eventOf('posting', 'paid', 'INV-CONFLICT', { amount: '9999.00' });
    await client.post(first);
    await client.post(second);
    expect(await changeAfter(before, 2)).toEqual({
      accepted: 2,
      visible: 2,
      distinct: 2,
      duplicates: 0,
      deadLettered: 1,
    });
    const history = await client.invoice('INV-CONFLICT');
    expect(history?.head.conflicts).toEqual([first.event.eventId]);
    expect(history?.events.map(({ event }) => event.amount).sort()).toEqual(['1250.00', '9999.00']);
  });

  it('When a conflict is settled by command, Then the history says so', async () => {
    const eventId = 'INV-SETTLED-received';
    const before = await figures();
    await client.post(eventOf('ingestion', 'received', 'INV-SETTLED'));
    await changeAfter(before, 1);
    await client.post(eventOf('ingestion', 'received', 'INV-SETTLED', { amount: '9999.00' }));
    await changeAfter(before, 2);

    const listed = await home.bems('conflicts', 'list', '--json');
    expect(JSON.parse(listed.stdout).conflicts).toContainEqual(
      expect.objectContaining({ invoiceId: 'INV-SETTLED', eventId }),
    );
    const settle = ['conflicts', 'settle', 'INV-SETTLED', eventId, '--keep', 'all'];
    const settled = await home.bems(...settle, '--reason', 'two deliveries', '--by', 'ada', '--json');
    expect(settled).toMatchObject({ exitCode: 0, stderr: '' });
    const { decision } = JSON.parse(settled.stdout);
    expect(decision).toMatchObject({ eventId, choice: 'all', reason: 'two deliveries', by: 'ada' });
    const history = await client.invoice('INV-SETTLED');
    expect(history).toMatchObject({ head: { conflicts: [], eventCount: 2 }, decisions: [decision] });

    const again = await home.bems(...settle, '--reason', 'again');
    expect(again.stdout).toContain('Was settled before: both contents');
    const other = await home.bems(
      'conflicts',
      'settle',
      'INV-SETTLED',
      'none',
      '--keep',
      'all',
      '--reason',
      'x',
    );
    expect(other).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('NO_SUCH_CONFLICT') });
  });

  it('When one content is let count, Then state and figures obey, the copy goes', async () => {
    const before = await figures();
    const original = eventOf('ingestion', 'received', 'INV-DECLARED');
    await client.post(original);
    await changeAfter(before, 1);
    await client.post(eventOf('ingestion', 'received', 'INV-DECLARED', { amount: '9999.00' }));
    expect(await changeAfter(before, 2)).toMatchObject({ visible: 2, deadLettered: 1 });
    const { eventId } = original.event;
    const isNamed = ({ openConflicts }: Awaited<ReturnType<typeof client.status>>) =>
      openConflicts.conflicts.some(({ invoiceId }) => invoiceId === 'INV-DECLARED');
    await client.until(isNamed);

    const contents = (await client.invoice('INV-DECLARED'))?.events ?? [];
    const digest = contents.find(({ event }) => event.amount === '1250.00')?.digest ?? '';
    const settle = ['conflicts', 'settle', 'INV-DECLARED', eventId, '--counts', digest.slice(0, 12)];
    const settled = await home.bems(...settle, '--reason', 'the sender corrected it', '--json');
    expect(JSON.parse(settled.stdout)).toMatchObject({ copies: 1, after: { amount: '1250.00' } });

    await client.until((status) => !isNamed(status) && status.inFlight === 0);
    await eventually(
      async () => (await client.latestEvents()).filter(({ invoiceId }) => invoiceId === 'INV-DECLARED'),
      (listed) => listed.length === 1 && listed[0]?.amount === '1250.00',
      { lookAt: 'the record queue' },
    );
    // Both were accepted and are visible; nothing waits for anybody.
    expect(await changeAfter(before, 2)).toMatchObject({ accepted: 2, visible: 2, deadLettered: 0 });
    expect((await home.bems('invoice', 'INV-DECLARED')).stdout).toContain('does not count');
  });

  it('When an earlier event comes late, Then the invoice stays where it is', async () => {
    const before = await figures();
    await client.post(eventOf('posting', 'paid', 'INV-LATE', { minute: 50 }));
    await changeAfter(before, 1);
    await client.post(eventOf('ingestion', 'received', 'INV-LATE', { minute: 1 }));
    await changeAfter(before, 2);
    const history = await client.invoice('INV-LATE');
    expect(history?.head).toMatchObject({ stage: 'posting', status: 'paid', openAmount: '0' });
    expect(history?.events.map(({ stage }) => stage)).toEqual(['ingestion', 'posting']);
  });

  it('When a second cell starts on its folder, Then it is refused, the first goes on', async () => {
    const refused = await home.bems(
      'up',
      '--no-demo',
      '--json',
      '--port',
      '0',
      '--data-dir',
      home.dataFolder,
    );
    expect(refused).toMatchObject({ exitCode: 5, stdout: '' });
    expect(JSON.parse(refused.stderr).error).toEqual({
      code: 'DATA_FOLDER_IN_USE',
      message: expect.stringContaining(home.dataFolder),
      next: expect.stringContaining('--data-dir'),
    });
    expect((await client.post(eventOf('posting', 'failed', 'INV-STILL-THERE'))).status).toBe(202);
  });

  it('When a second cell is to use its port, Then that one is refused with what to do', async () => {
    const other = `${home.folder}/other`;
    const { port } = new URL(cell.api);
    const refused = await home.bems('up', '--no-demo', '--json', '--port', port, '--data-dir', other);
    expect(refused).toMatchObject({ exitCode: 5, stdout: '' });
    expect(JSON.parse(refused.stderr).error).toMatchObject({ code: 'PORT_TAKEN' });
  });

  it('When Ctrl-C ends it under load, Then a restart shows all it acknowledged', async () => {
    await client.settled(0);
    const before = await figures();
    let current: RunningCell | undefined = cell;
    const producer = new Producer({
      cell: () => current,
      random: randomLcg(0.4),
      connections: 32,
      pauseMs: 5,
    });
    await eventually(
      async () => producer.events,
      (events) => events > 300,
      { lookAt: 'what the cell answers to POSTs' },
    );
    await cell.stop();
    current = undefined;
    client.close();

    const startedAt = performance.now();
    cell = await home.startReady();
    console.log(`The second start was ready in ${((performance.now() - startedAt) / 1000).toFixed(2)} s.`);
    client = new CellClient(cell);
    current = cell;
    const { events, repeats, unanswered } = await producer.finish();
    const change = await changeAfter(before, events);
    expect(change).toMatchObject({ accepted: events, visible: events, distinct: events, deadLettered: 0 });
    expect(change.duplicates).toBeGreaterThanOrEqual(repeats);
    expect(change.duplicates).toBeLessThanOrEqual(repeats + unanswered);
  }, 60_000);
});
