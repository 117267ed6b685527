import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { InvoiceHistory } from '../../dashboards/console-api.ts';
import { exportText } from '../../functions/core/invoice/exported-history.ts';
import { counted } from '../../lib/counted.ts';
import { printable } from '../../lib/printable.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { Api } from '../http/api.ts';
import { problemText } from '../http/problem-text.ts';
import type { Reply } from '../http/requests.ts';
import { type Context, connectTo } from './context.ts';
import { historyText } from './history-text.ts';
import { withCell, withJson } from './options.ts';

interface InvoiceOptions extends CellChoice {
  readonly export?: string;
  readonly json?: boolean;
}

/** `bems invoice ID`: everything that happened to one invoice. */
export function addInvoice(program: Command, context: Context): void {
  withJson(withCell(program.command('invoice')))
    .description('show the whole history of an invoice, in the order things happened')
    .argument('<id>', 'id of the invoice')
    .option('--export <file>', 'write it to a file for an auditor; bems verify checks the file')
    .action(async (id: string, { json, export: file, ...choice }: InvoiceOptions) => {
      const history = await readHistory(await connectTo(choice, context), id);
      if (!history) throw unknownInvoice(id);
      if (file !== undefined) return exportHistory(history, file, json, context);
      context.output.out(json ? JSON.stringify(history) : historyText(history));
    });
}

/** Writes an export. A file that is there is not overwritten: somebody may have been given it. */
async function exportHistory(
  history: InvoiceHistory,
  file: string,
  json: boolean | undefined,
  { output }: Context,
): Promise<void> {
  const now = Date.now();
  const exportedAt = new Date(now).toISOString();
  await writeFile(file, exportText(history, now), { flag: 'wx' });
  const { invoiceId, digest, events } = history;
  output.out(
    json
      ? JSON.stringify({ invoiceId, file, exportedAt, events: events.length, digest })
      : `Wrote ${counted(events.length, 'event')} of ${printable(invoiceId)} to ${file}.\nDigest ${digest}\nNext: bems verify ${file}`,
  );
}

/** The history of an invoice; undefined when the cell knows none. @throws {CliError} KEY_REFUSED, NO_HISTORY */
export async function readHistory(api: Api, id: string): Promise<InvoiceHistory | undefined> {
  const reply = await api.invoice(id);
  if (reply.status === 404) return undefined;
  if (reply.status !== 200) throw noHistory(reply);
  return JSON.parse(reply.body);
}

function unknownInvoice(id: string): CliError {
  return new CliError(
    'INVOICE_UNKNOWN',
    `The cell knows no invoice "${printable(id)}".`,
    'Check the id; an event posted a moment ago may take a second to become visible.',
    exitCodes.notFound,
  );
}

function noHistory(reply: Reply): CliError {
  const isKey = reply.status === 401 || reply.status === 403;
  return new CliError(
    isKey ? 'KEY_REFUSED' : 'NO_HISTORY',
    `The cell answered ${reply.status}: ${problemText(reply.body)}.`,
    isKey ? 'Check --api-key (or BEMS_API_KEY).' : 'Check the id and --api.',
    exitCodes.unreachable,
  );
}
