import type { InvoiceHistory } from '../functions/core/invoice/history.ts';
import { history } from '../functions/core/invoice/order.ts';
import { project } from '../functions/core/invoice/projection.ts';
import type { StageDeadlines } from '../functions/core/invoice/stage-deadlines.ts';
import type { Ledger, Records } from '../functions/core/ports.ts';
import { readDecisions } from './conflicts/decisions.ts';

interface HistoryPorts {
  readonly ledger: Pick<Ledger, 'facts'>;
  readonly records: Pick<Records, 'list'>;
  readonly stageDeadlines: StageDeadlines;
}

/** Every event of an invoice and where it stands; undefined when the ledger has none of it. */
export async function readInvoiceHistory(
  { ledger, records, stageDeadlines }: HistoryPorts,
  invoiceId: string,
): Promise<InvoiceHistory | undefined> {
  const facts = await ledger.facts(invoiceId);
  if (facts.length === 0) return undefined;
  // Projected from the facts it is shown with: the stored head may be an event behind them.
  const undecided = project(facts, stageDeadlines);
  const events = history(facts);
  // Nearly every invoice is without a conflict, and costs no second read.
  if (undecided.conflicts.length === 0) return { invoiceId, head: undecided, events, decisions: [] };
  const decisions = await readDecisions(records, invoiceId);
  return { invoiceId, head: project(facts, stageDeadlines, decisions), events, decisions };
}
