import type { Command } from 'commander';
import { printable } from '../../lib/printable.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { CliError, exitCodes } from '../errors.ts';
import { problemText } from '../http/problem-text.ts';
import type { Reply } from '../http/requests.ts';
import { type Context, connectTo } from './context.ts';
import { historyText } from './history-text.ts';
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
