import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CellStatus } from '../../dashboards/console-api.ts';
import { verdictOf } from '../../dashboards/verdict.ts';
import { busDetailType, busSource, names } from '../../functions/core/names.ts';
import { threadedDeadLetters } from '../../local/runtime/threaded-dead-letters.ts';
import { discardStep } from '../../operations/dead-letters/discard.ts';
import { redriveStep } from '../../operations/dead-letters/redrive.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openEngine, startPathThread } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { envelopeOf, eventOf } from './sample-events.ts';

const name = names();
const relayDeadLetters = name.relayDeadLetters('posting');

let home: CellHome;
beforeAll(() => {
  home = cellHome();
});
afterAll(() => home.remove());

function entryOf(eventId: string) {
  const Detail = JSON.stringify(envelopeOf(eventOf('posting', 'paid', `INV-${eventId}`, { eventId })));
  return { Source: busSource, DetailType: busDetailType, Detail };
}

/** Accepts four events, which the relay gives up. */
async function giveUp() {
  const { queues, bus, close } = await openEngine(home.dataFolder);
  const events = ['again', 'lost', 'known', 'late'].map(entryOf);
  await bus.putEvents(events);
  const relay = queues.get(name.relayQueue('posting'));
  const deadLetters = queues.get(relayDeadLetters);
  for (const message of relay?.receive(10) ?? []) if (deadLetters) relay?.move(message, deadLetters);
  await close();
}

describe('Given a cell whose events have been given up', () => {
  it('When they are redriven or discarded, Then accepted = visible + discarded again', async () => {
    await giveUp();
    const { path } = await startPathThread(home.dataFolder, []);
    const deadLetters = threadedDeadLetters(path);
    const ports = { deadLetters, records: memoryRecords(), exported: async () => {} };
    const status = () => path.call('status');
    const until = (isSo: (status: CellStatus) => boolean) =>
      eventually(status, isSo, { lookAt: 'dead letters and what is in flight' });
    const act = { by: 'test', startedAt: new Date(Date.now() + 60_000).toISOString() };
    const discard = { ...act, reason: 'a test' };
    const invoice = (eventId: string) => ({ selection: { invoiceId: `INV-${eventId}` } });

    expect(await status()).toMatchObject({
      accepted: 4,
      deadLettered: 4,
      deadLetters: { relay: 4 },
      visible: 0,
    });
    await redriveStep(ports, { ...act, ...invoice('again') }, { limit: 10 });
    await until(({ visible, inFlight }) => visible === 1 && inFlight === 0);

    // Posted again meanwhile: the letter that was given up brings nothing new.
    await path.call('putEvents', [entryOf('known')]);
    await until(({ visible, inFlight }) => visible === 2 && inFlight === 0);
    for (const eventId of ['lost', 'known', 'late'])
      await discardStep(ports, { ...discard, ...invoice(eventId) }, { limit: 10 });

    const end = await status();
    expect(end).toMatchObject({ accepted: 4, visible: 2, deadLettered: 0, discarded: 2, duplicates: 1 });
    expect(verdictOf(end)).toMatchObject({ level: 'good', text: expect.stringContaining('discarded') });
    await path.close();

    const again = await startPathThread(home.dataFolder, []);
    expect(await again.path.call('status')).toMatchObject({ accepted: 4, visible: 2, discarded: 2 });
    await again.path.close();
  }, 60_000);
});
