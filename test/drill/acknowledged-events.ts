import type { Load } from '../../bench/load.ts';
import type { DrilledCell } from './drilled-cell.ts';

const readers = 8;

/**
 * Reads the history of every invoice.
 * @param discarded ids of events that may be missing
 * @returns ids of acknowledged events that are missing, and of events that are there more than once
 */
export async function compare(
  cell: DrilledCell,
  loads: readonly Load[],
  discarded: ReadonlySet<string>,
): Promise<{ readonly lost: readonly string[]; readonly twice: readonly string[] }> {
  const [lost, twice]: [string[], string[]] = [[], []];
  const invoices = loads
    .flatMap((load) =>
      Array.from({ length: load.tally.acknowledged.invoices }, (_, number) => ({ load, number })),
    )
    .values();
  const read = async () => {
    const client = await cell.client();
    for (const { load, number } of invoices) {
      const ids = await client.eventIds(load.run.invoiceId(number));
      const there = new Set(ids);
      const sent = load.tally.acknowledged.steps(number).map((step) => load.run.eventId(number, step));
      lost.push(...sent.filter((id) => !there.has(id) && !discarded.has(id)));
      twice.push(...ids.filter((id, at) => ids.indexOf(id) < at));
    }
    client.close();
  };
  await Promise.all(Array.from({ length: readers }, read));
  return { lost, twice };
}
