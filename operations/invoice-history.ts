import type { InvoiceHistory } from '../functions/core/invoice/history.ts';
import { history } from '../functions/core/invoice/order.ts';
import { project } from '../functions/core/invoice/projection.ts';
import type { StageDeadlines } from '../functions/core/invoice/stage-deadlines.ts';
import type { Ledger } from '../functions/core/ports.ts';

/** Every event of an invoice and where it stands; undefined when the ledger has none of it. */
export async function readInvoiceHistory(
  {
    ledger,
    stageDeadlines,
  }: { readonly ledger: Pick<Ledger, 'facts'>; readonly stageDeadlines: StageDeadlines },
  invoiceId: string,
): Promise<InvoiceHistory | undefined> {
  const facts = await ledger.facts(invoiceId);
  if (facts.length === 0) return undefined;
  // Projected from the facts it is shown with: the stored head may be an event behind them.
  return { invoiceId, head: project(facts, stageDeadlines), events: history(facts) };
}
