import type { InvoiceHistory } from '../../dashboards/console-api.ts';
import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import { printable } from '../../lib/printable.ts';
import { table } from '../table.ts';

/** Digits of a digest that are shown: enough to tell contents apart, and to name one. */
const shownDigits = 12;

/** What was decided, as a part of a sentence. */
export function decisionText({ eventId, digests, counts }: ConflictDecision, invoiceId?: string): string {
  const event = invoiceId === undefined ? eventId : `${eventId} of invoice ${invoiceId}`;
  return counts === undefined
    ? `${digests.length === 2 ? 'both' : `all ${digests.length}`} contents of ${event} count`
    : `of ${digests.length} contents of ${event} only ${counts.slice(0, shownDigits)} counts`;
}

/** The history for a person: the state of the invoice, then one line per event. */
export function historyText({ invoiceId, head, events, decisions, disregarded }: InvoiceHistory): string {
  const ids = events.map(({ event }) => event.eventId);
  const isContested = (eventId: string) => ids.indexOf(eventId) !== ids.lastIndexOf(eventId);
  const lines = events.map(({ stage, event, digest }) => [
    event.occurredAt,
    stage,
    event.status,
    `${event.amount} ${event.currency}`,
    event.paidAmount === undefined ? '' : `paid ${event.paidAmount}`,
    event.source?.actor ?? '',
    event.eventId,
    isContested(event.eventId) ? digest.slice(0, shownDigits) : '',
    disregarded.includes(digest) ? 'does not count' : '',
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
    ...decisions.map((decision) => {
      const { by, at, reason } = decision;
      return printable(`Decided by ${by} at ${at}: ${decisionText(decision)} (${reason})`);
    }),
    '',
    table(lines, 'left'),
  ].join('\n');
}
