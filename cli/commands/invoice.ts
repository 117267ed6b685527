import type { Command } from 'commander';
import type { InvoiceHistory } from '../../dashboards/console-api.ts';
import { printable } from '../../lib/printable.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { CliError, exitCodes } from '../errors.ts';
import { problemText } from '../http/problem-text.ts';
import type { Reply } from '../http/requests.ts';
import { table } from '../table.ts';
import { type Context, connectTo } from './context.ts';
import { withCell, withJson } from './options.ts';

/** `bems invoice ID`: everything that happened to one invoice. */
export function addInvoice(program: Command, context: Context): void {
  withJson(withCell(program.command('invoice')))
    .description('show the whole history of an invoice, in the order things happened')
    .argument('<id>', 'id of the invoice')
    .action(async (id: string, options: CellChoice & { json?: boolean }) => {
      const api = await connectTo(options, context);
      const reply = await api.invoice(id);
      if (reply.status !== 200) throw noHistory(reply, id);
      context.output.out(options.json ? reply.body.trim() : historyText(JSON.parse(reply.body)));
    });
}

function noHistory(reply: Reply, id: string): CliError {
  if (reply.status === 404) {
    return new CliError(
      'INVOICE_UNKNOWN',
      `The cell knows no invoice "${printable(id)}".`,
      'Check the id; an event posted a moment ago may take a second to become visible.',
      exitCodes.notFound,
    );
  }
  const isKey = reply.status === 401 || reply.status === 403;
  return new CliError(
    isKey ? 'KEY_REFUSED' : 'NO_HISTORY',
    `The cell answered ${reply.status}: ${problemText(reply.body)}.`,
    isKey ? 'Check --api-key (or BEMS_API_KEY).' : 'Check the id and --api.',
    exitCodes.unreachable,
  );
}

/** The history for a person: the state of the invoice, then one line per event. */
function historyText({ invoiceId, head, events }: InvoiceHistory): string {
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
    '',
    table(lines, 'left'),
  ].join('\n');
}
