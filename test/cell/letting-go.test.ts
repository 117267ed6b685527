import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import { names } from '../../functions/core/names.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openPathHere } from './engine-inside.ts';
import { accept, type PathHere, settled } from './inside.ts';
import { eventOf } from './sample-events.ts';

let home: CellHome;
beforeAll(() => {
  home = cellHome();
});
afterAll(() => home.remove());

const day = 86_400_000;
const invoices = Array.from({ length: 30 }, (_, at) => `INV-${at}`);
const events = invoices.flatMap((invoiceId) => [
  eventOf('ingestion', 'received', invoiceId, { attributes: { note: 'Łódź "1"' } }),
  eventOf('posting', 'paid', invoiceId, { minute: 30 }),
]);
const open = eventOf('ingestion', 'received', 'INV-open');

const letGo = (cell: PathHere) => cell.api.invoke(names().lettingGoFunction, {});
/** What `GET /invoices/{invoiceId}` answers, to the byte. */
const answer = async (cell: PathHere, invoiceId: string) =>
  JSON.stringify(
    await cell.api.invoke(names().historyFunction, {
      pathParameters: { invoiceId },
      requestContext: { requestId: 'request' },
    }),
  );

describe('Given a local cell whose invoices were settled long ago', () => {
  it('When they have left, Then everybody is told what he was told before', async () => {
    const clock = { aheadMs: 0 };
    let cell = await openPathHere(home.dataFolder, clock);
    await accept(cell.api, [...events, open]);
    await settled(cell, events.length + 1);
    const before = new Map<string, string>();
    for (const invoiceId of [...invoices, 'INV-open']) before.set(invoiceId, await answer(cell, invoiceId));
    const received = minuteOf(Date.now());

    clock.aheadMs = 89 * day;
    expect(await letGo(cell)).toMatchObject({ copied: 0 });
    clock.aheadMs = 91 * day;
    expect(await letGo(cell)).toMatchObject({ copied: invoices.length, capped: false });
    expect(await letGo(cell)).toMatchObject({ copied: 0 });
    expect(readdirSync(join(home.dataFolder, 'settled'))).toHaveLength(1);

    // The ledger remembers recent facts: what it reads from disk shows after a start only.
    await cell.api.close();
    cell = await openPathHere(home.dataFolder, clock);
    for (const [invoiceId, was] of before) expect(await answer(cell, invoiceId)).toBe(was);
    const minutes = { from: received - 2 * minuteMs, to: received + 2 * minuteMs };
    expect(await cell.api.reconcile(minutes, { putBack: false })).toMatchObject({
      ...{ accepted: events.length + 1, visible: events.length + 1, differences: [], unsettled: [] },
    });

    // A repeat is a repeat, other content a conflict, and a later event is added.
    const conflicting = eventOf('ingestion', 'received', 'INV-1', { amount: '1.00' });
    const reversed = eventOf('posting', 'failed', 'INV-2', { minute: 60 });
    await accept(cell.api, [...events.slice(0, 2), conflicting, reversed]);
    const status = await settled(cell, events.length + 3);
    expect(status).toMatchObject({ duplicates: 2, deadLettered: 1 });
    expect(JSON.parse(JSON.parse(await answer(cell, 'INV-1')).body).head.conflicts).toEqual([
      'INV-1-received',
    ]);
    expect(await answer(cell, 'INV-0')).toBe(before.get('INV-0'));
    expect(JSON.parse(JSON.parse(await answer(cell, 'INV-2')).body).events).toHaveLength(3);
    await cell.api.close();
  }, 120_000);
});
