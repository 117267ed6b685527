import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import expected from '../fixtures/former-data-folder.json' with { type: 'json' };
import { unpack } from '../fixtures/unpack.ts';
import { CellClient } from './cell-client.ts';
import { type CellHome, cellHome } from './cell-process.ts';

let home: CellHome;
beforeAll(() => {
  home = cellHome();
  unpack(new URL('../fixtures/former-data-folder.br', import.meta.url), home.dataFolder);
});
afterAll(() => home.remove());

describe('Given the data folder of a cell of a former version that was killed at work', () => {
  it('When a cell starts on it, twice, Then every event is there exactly once', async () => {
    for (const start of ['converting', 'converted']) {
      const cell = await home.startReady();
      const client = new CellClient(cell);
      const status = await client.settled(expected.counts.visible, 60_000);
      expect(status, start).toMatchObject({ ...expected.counts, inFlight: 0 });
      for (const [invoiceId, events] of Object.entries(expected.invoices))
        expect((await historyOf(client, invoiceId)).sort(), start).toEqual([...events].sort());
      client.close();
      await cell.stop();
    }
  }, 180_000);
});

/** Stage, status, minute and amount of each of the invoice's events. */
async function historyOf(client: CellClient, invoiceId: string): Promise<string[]> {
  const { events = [] } = (await client.invoice(invoiceId)) ?? {};
  return events.map(({ stage, event: { status, occurredAt, amount } }) => {
    const minute = (Date.parse(occurredAt) - Date.UTC(2026, 2, 2, 8)) / 60_000;
    return `${stage} ${status} ${minute} ${amount}`;
  });
}
