import type { ConflictChoice } from '../../../functions/core/invoice/conflicts.ts';
import type { InvoiceHead } from '../../../functions/core/invoice/head.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import type { InvoiceHistory } from '../../console-api.ts';
import { stageTitles } from '../../stage-titles.ts';
import { formatMoney } from '../format/money.ts';

interface HeadChangeProps {
  readonly history: InvoiceHistory;
  readonly eventId: string;
  readonly choice: ConflictChoice;
  readonly counts?: string;
}

/** What a decision makes of the invoice, beside what it is now. */
export function HeadChange({ history, eventId, choice, counts }: HeadChangeProps) {
  const { invoiceId, events, decisions, head: before } = history;
  const digests = events.filter(({ event }) => event.eventId === eventId).map(({ digest }) => digest);
  const about = { invoiceId, eventId, digests, choice, counts };
  // Deadlines are the cell's, and not shown: any will do.
  const after = project(events, undefined, [...decisions, { ...about, reason: '', by: '', at: '' }]);
  const [was, is] = [textOf(before), textOf(after)];
  return (
    <dl className="head-change">
      <div>
        <dt>The invoice now</dt>
        <dd>{was}</dd>
      </div>
      <div>
        <dt>Then</dt>
        <dd>{was === is ? 'the same' : is}</dd>
      </div>
    </dl>
  );
}

function textOf({ stage, status, amount, openAmount, currency }: InvoiceHead): string {
  return `${stageTitles[stage]}, ${status}, open ${formatMoney(openAmount, currency)} of ${formatMoney(amount, currency)}`;
}
