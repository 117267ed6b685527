import type { Ledger, OverdueInvoice, OverduePosition } from '../functions/core/ports.ts';

/** Overdue invoices read at once. */
const pageSize = 1_000;

/**
 * The overdue invoices, page by page, up to so many.
 * @param now ms since the epoch
 * @param after only those beyond this one
 */
export async function* overduePages(
  ledger: Pick<Ledger, 'overdue'>,
  now: number,
  limit: number,
  after?: OverduePosition,
): AsyncGenerator<readonly OverdueInvoice[]> {
  let last = after;
  for (let left = limit; left > 0; ) {
    const size = Math.min(pageSize, left);
    const page = await ledger.overdue(now, size, last);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    left -= page.length;
    last = page.at(-1);
  }
}
