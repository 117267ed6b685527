import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schedulesOf } from '../../emulator/messaging/resources.ts';
import { Schedule } from '../../emulator/messaging/schedule.ts';
import { busDetailType, busSource, names } from '../../functions/core/names.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openPathHere } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { envelopeOf, eventOf, type StagedEvent } from './sample-events.ts';

let home: CellHome;
beforeAll(() => {
  home = cellHome();
});
afterAll(() => home.remove());

const entryOf = (posted: StagedEvent) => ({
  Source: busSource,
  DetailType: busDetailType,
  Detail: JSON.stringify(envelopeOf(posted)),
});

const longAgo = { occurredAt: '2026-03-02T08:00:00.000Z' };
const justNow = { occurredAt: new Date().toISOString() };
const events = [
  eventOf('ingestion', 'received', 'INV-FORGOTTEN', longAgo),
  eventOf('ingestion', 'rejected', 'INV-REJECTED', longAgo),
  eventOf('posting', 'paid', 'INV-PAID', longAgo),
  eventOf('posting', 'failed', 'INV-FAILED', longAgo),
  eventOf('authorization', 'pending', 'INV-NEW', justNow),
];

describe('Given invoices that wait for longer than their stage allows', () => {
  it('When the scheduled minute has passed, Then the cell knows how many and where', async () => {
    const cell = await openPathHere(home.dataFolder);
    for (const event of events) await cell.api.putEvents([entryOf(event)]);
    await eventually(
      async () => cell.api.status(),
      ({ visible }) => visible === events.length,
      { lookAt: 'the queues and the log of the functions' },
    );
    expect((await cell.api.status()).stuckInvoices).toBeNull();

    const settings = schedulesOf(cell.template, cell.engine.queues).find(
      ({ functionName }) => functionName === names().stuckInvoiceFunction,
    );
    expect(settings).toMatchObject({ intervalMs: 60_000 });
    if (!settings) return;
    const clock = { ms: 0, now: () => clock.ms };
    const runs: unknown[] = [];
    const timers: { callback: () => void; ms: number }[] = [];
    const schedule = new Schedule(settings, {
      clock,
      later: (callback, ms) => void timers.push({ callback, ms }),
      invoke: async (name, event) => void runs.push(await cell.api.invoke(name, event)),
    });
    schedule.start();
    expect(timers).toMatchObject([{ ms: 60_000 }]);
    clock.ms = 60_000;
    timers[0]?.callback();
    await schedule.stop();

    expect((await cell.api.status()).stuckInvoices).toEqual({
      ingestion: 1,
      reconciliation: 0,
      authorization: 0,
      posting: 1,
    });
    expect(cell.codes).toContain('STUCK_INVOICES');
    expect(runs).toEqual([{ stuck: 2, capped: false, announced: 2, withdrawn: 0 }]);
    const { invoices } = await cell.api.stuck({ limit: 10 });
    expect(invoices).toMatchObject([
      { invoiceId: 'INV-FORGOTTEN', waitsFor: 'validation' },
      { invoiceId: 'INV-FAILED', waitsFor: 'another payment attempt' },
    ]);

    // What was announced is no event of an invoice: nothing counts it, and no queue has it.
    const { accepted, visible, inFlight, deadLettered } = await cell.api.status();
    expect({ accepted, visible, inFlight, deadLettered }).toEqual({
      ...{ accepted: events.length, visible: events.length, inFlight: 0, deadLettered: 0 },
    });
    await cell.api.close();
  }, 60_000);
});
