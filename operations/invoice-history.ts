import { conflictsIn, disregardedIn } from '../functions/core/invoice/conflicts.ts';
import type { InvoiceHistory } from '../functions/core/invoice/history.ts';
import { historyDigest } from '../functions/core/invoice/history-digest.ts';
import { history } from '../functions/core/invoice/order.ts';
import { project } from '../functions/core/invoice/projection.ts';
import type { StageDeadlines } from '../functions/core/invoice/stage-deadlines.ts';
import type { Ledger, Records } from '../functions/core/ports.ts';
import { decisionsAbout } from './conflicts/decisions.ts';

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
  const decisions = await decisionsAbout(facts, records);
  // Projected from the facts it is shown with: the stored head may be an event behind them.
  const head = project(facts, stageDeadlines, decisions);
  const disregarded = [...disregardedIn(conflictsIn(facts), decisions)];
  const events = history(facts);
  return { invoiceId, head, events, decisions, disregarded, digest: historyDigest(events, decisions) };
}
