import type { InvoiceHistory } from '../../dashboards/console-api.ts';
import { printable } from '../../lib/printable.ts';
import { table } from '../table.ts';

/** The history for a person: the state of the invoice, then one line per event. */
export function historyText({ invoiceId, head, events, decisions }: InvoiceHistory): string {
  const lines = events.map(({ stage, event }) => [
    event.occurredAt,
    stage,
    event.status,
    `${event.amount} ${event.currency}`,
    event.paidAmount === undefined ? '' : `paid ${event.paidAmount}`,
    event.source?.actor ?? '',
    event.eventId,
  ]);
  const facts = [
    `vendor ${head.vendorId}`,
    head.documentType === 'credit-note' && 'credit note',
    `open ${head.openAmount} of ${head.amount} ${head.currency}`,
    head.paidAmount && `paid ${head.paidAmount}`,
    head.overpaidAmount && `overpaid by ${head.overpaidAmount}`,
    head.dueDate && `due ${head.dueDate}`,
    head.discountDate && `discount until ${head.discountDate}`,
    head.exceptions > 0 && `exceptions ${head.exceptions}`,
  ].filter((fact) => fact !== undefined && fact !== false);
  return [
    `Invoice ${printable(invoiceId)}: ${head.status} (${head.stage}) since ${head.statusSince}`,
    printable(facts.join(', ')),
    ...(head.conflicts.length > 0
      ? [`Conflicting content under: ${printable(head.conflicts.join(', '))}`]
      : []),
    ...decisions.map(({ eventId, digests, by, at, reason }) =>
      printable(`Decided by ${by} at ${at}: all ${digests.length} contents of ${eventId} count (${reason})`),
    ),
    '',
    table(lines, 'left'),
  ].join('\n');
}
