import { CellClient, type Status } from './cell-client.ts';
import type { Load } from './load.ts';
import type { ServerProcess } from './server-process.ts';

/** What the cell has that it must not have, and what it lacks. */
export interface Verdict {
  /** Acknowledged events that are missing. */
  readonly lost: number;
  /** Events that are there more than once. */
  readonly duplicated: number;
  /** Invoices whose history was read. */
  readonly invoicesRead: number;
}

/** Most histories to read; of more invoices, so many are taken evenly. */
const maxHistories = 50_000;
const readers = 8;

/**
 * Holds what was acknowledged against the cell twice: by its counts, and by reading the invoices'
 * histories. The worse result counts.
 * @param status of the cell when nothing was on its way any more
 */
export async function verify(
  cell: ServerProcess,
  status: Status,
  { run, tally }: Pick<Load, 'run' | 'tally'>,
): Promise<Verdict> {
  const { acknowledged } = tally;
  const step = Math.max(1, acknowledged.invoices / maxHistories);
  let [next, lost, duplicated, invoicesRead] = [0, 0, 0, 0];

  const read = async (): Promise<void> => {
    const client = await CellClient.open(cell);
    for (let invoice = Math.floor(next); invoice < acknowledged.invoices; invoice = Math.floor(next)) {
      next += step;
      const ids = await client.eventIds(run.invoiceId(invoice));
      const there = new Set(ids);
      lost += acknowledged.steps(invoice).filter((at) => !there.has(run.eventId(invoice, at))).length;
      duplicated += ids.length - there.size;
      invoicesRead++;
    }
    client.close();
  };
  await Promise.all(Array.from({ length: readers }, read));

  const most = acknowledged.count + tally.unanswered;
  return {
    lost: Math.max(lost, acknowledged.count - Math.min(status.visible, status.distinct)),
    duplicated: Math.max(duplicated, status.duplicates, status.visible - most, status.distinct - most),
    invoicesRead,
  };
}
