import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { isOver } from '../../operations/replay/replay.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openPathHere } from './engine-inside.ts';
import { eventually } from './eventually.ts';
import { accept, historyOf, type PathHere, settled } from './inside.ts';
import { eventOf } from './sample-events.ts';

const invoices = Array.from({ length: 60 }, (_, at) => `INV-${at}`);
const events = invoices.flatMap((invoiceId) => [
  eventOf('ingestion', 'received', invoiceId),
  eventOf('posting', 'paid', invoiceId, { minute: 30 }),
]);
const conflicting = eventOf('ingestion', 'received', 'INV-0', { amount: '1.00' });
const everything = events.length + 1;

let home: CellHome;
beforeAll(() => {
  home = cellHome();
});
afterAll(() => home.remove());

/** Everything that readers of the cell see. */
async function visibleIn(path: PathHere) {
  const period = { from: '2026-01-01T00:00:00Z', to: '2027-12-31T00:00:00Z' };
  const records = await path.api.events({ kpi: 'events', limit: 500, period });
  const order = (record: object) => JSON.stringify(record);
  return {
    histories: await Promise.all(invoices.map((invoiceId) => historyOf(path, invoiceId))),
    records: records.map(order).sort(),
  };
}

async function replayed(path: PathHere, name: string, partitions = ['ingestion', 'posting']) {
  const selection = {
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date().toISOString(),
    rules: partitions.map(names().rule),
  };
  expect(await path.api.startReplay(name, selection)).toBe(true);
  await eventually(
    async () => path.api.findReplay(name),
    (replay) => replay !== undefined && isOver(replay),
    { lookAt: 'the replay' },
  );
  return path.api.countReplay(selection);
}

describe('Given a cell with events, a repeat and a conflict', () => {
  it('When all is replayed, Then nothing changes and nothing counts again', async () => {
    const path = await openPathHere(home.dataFolder);
    await accept(path.api, events);
    await accept(path.api, [conflicting, ...events.slice(0, 1)]);
    const before = await settled(path, everything);
    const seen = await visibleIn(path);

    expect(await replayed(path, 'again')).toBe(everything + 1);
    const after = await settled(path, everything);
    expect(await visibleIn(path)).toEqual(seen);
    const { accepted, visible, distinct, duplicates, deadLettered, freshness } = before;
    expect(after).toMatchObject({ accepted, visible, distinct, duplicates, deadLettered });
    expect(after.freshness.maxMs).toBe(freshness.maxMs);
    await path.api.close();
  });

  it('When a store was lost, Then a replay brings everything back', async () => {
    rmSync(join(home.dataFolder, 'time-series.duckdb'));
    const path = await openPathHere(home.dataFolder);
    expect((await path.api.status()).visible).toBe(0);
    expect(await replayed(path, 'lost', ['ingestion'])).toBe(invoices.length + 2);
    const before = await settled(path, invoices.length);
    await replayed(path, 'lost-too');
    const after = await settled(path, everything);
    expect(after).toMatchObject({ accepted: before.accepted, visible: everything });
    // Hours-old receipts are no latencies.
    expect(after.freshness.maxMs).toBeNull();
    await path.api.close();
  });
});
