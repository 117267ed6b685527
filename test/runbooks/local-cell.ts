import { CellClient } from '../cell/cell-client.ts';
import { type CellHome, cellHome, type RunningCell } from '../cell/cell-process.ts';
import { eventOf } from '../cell/sample-events.ts';

/** A local cell with what its runbook commands are about: stuck invoices, and a conflict. */
export async function startLocalCell(): Promise<{ readonly home: CellHome; readonly cell: RunningCell }> {
  const home = cellHome();
  const cell = await home.startReady();
  const client = new CellClient(cell);
  const conflicting = ['10.00', '20.00'].map((amount) =>
    eventOf('ingestion', 'received', conflict.invoiceId, { amount, eventId: conflict.eventId }),
  );
  for (const event of [eventOf('posting', 'posted', 'INV-1'), ...conflicting]) await client.post(event);
  await client.until(({ visible, deadLettered }) => visible === 3 && deadLettered === 1);
  client.close();
  return { home, cell };
}

/** Came with two contents. */
export const conflict = { invoiceId: 'INV-2', eventId: 'e-2' };
