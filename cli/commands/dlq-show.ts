import type { Command } from 'commander';
import type { InvoiceHistory } from '../../dashboards/console-api.ts';
import { counted } from '../../lib/counted.ts';
import { parseJson } from '../../lib/json.ts';
import { printable, printableLines } from '../../lib/printable.ts';
import type { DiagnosedLetter } from '../../operations/dead-letters/diagnosis.ts';
import { readInvoiceHistory } from '../../operations/invoice-history.ts';
import { readLetters } from '../dead-letters/pages.ts';
import { type SelectionOptions, selectionOf, withSelection } from '../dead-letters/selection.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { Target } from '../operations/operation.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import type { Context } from './context.ts';
import { historyText } from './history-text.ts';
import { integer, withJson, withTarget } from './options.ts';

interface ShowOptions extends TargetChoice, SelectionOptions {
  readonly json?: boolean;
  readonly limit: number;
}

/** A letter with what the cell knows of its invoice. */
export interface ShownLetter extends DiagnosedLetter {
  /** Null when no event of it is in the ledger, or the letter names no invoice. */
  readonly history: InvoiceHistory | null;
}

/** `bems dlq show`: dead letters in full, with why they failed and the history of their invoice. */
export function addShow(group: Command, context: Context): void {
  withJson(withTarget(withSelection(group.command('show'))))
    .description('show dead letters with their payload, their failure and the history of their invoice')
    .argument('[message]', 'id of the message; or give conditions')
    .option('--limit <count>', 'letters shown at most', integer(1, 100), 1)
    .action(async (message: string | undefined, { json, limit, ...options }: ShowOptions) => {
      const target = await targetOf(options, context);
      const conditions = selectionOf(options, context.timing.now());
      const selection = { ...conditions, ...(message !== undefined && { messageId: message }) };
      const letters = await readLetters(target, selection, limit);
      if (letters.length === 0) throw noSuchLetter(target);
      const shown = await Promise.all(letters.map((letter) => withHistory(letter, target)));
      context.output.out(
        json ? JSON.stringify({ letters: shown }) : shown.map(letterText).join(`\n\n${'═'.repeat(80)}\n\n`),
      );
    });
}

/** The letter, and the history of its invoice as far as the ledger has it. */
export async function withHistory(letter: DiagnosedLetter, target: Target): Promise<ShownLetter> {
  const { invoiceId } = letter;
  if (invoiceId === undefined) return { ...letter, history: null };
  const history = await target.run<InvoiceHistory | undefined>({
    local: (cell) => cell.readIfThere(`invoices/${encodeURIComponent(invoiceId.toWellFormed())}`),
    deployed: ({ ledger, records, cell: { stageDeadlines } }) =>
      readInvoiceHistory({ ledger, records, stageDeadlines }, invoiceId),
  });
  return { ...letter, history: history ?? null };
}

function letterText({ history, ...letter }: ShownLetter): string {
  const { messageId, queue, kind, sentAt, diagnosis, body, invoiceId } = letter;
  const { failureClass, code, reason, nextStep, stack, firstSeen, receiveCount } = diagnosis;
  const seen = [
    firstSeen && `first received ${firstSeen}`,
    receiveCount !== undefined && `received ${counted(receiveCount, 'time')}`,
  ].filter((part) => typeof part === 'string');
  return [
    `Message ${printable(messageId)} on ${queue} (${kind}), since ${sentAt}`,
    '',
    printable(
      `${code}${failureClass ? ` (${failureClass})` : ''}${seen.length > 0 ? `: ${seen.join(', ')}` : ''}`,
    ),
    ...(reason ? [printable(reason)] : []),
    ...(nextStep ? [printable(`Next: ${nextStep}`)] : []),
    '',
    'Payload',
    printableLines(payloadText(body)),
    ...(stack ? ['', 'Stack', printableLines(stack)] : []),
    '',
    history ? historyText(history) : noHistoryText(invoiceId),
  ].join('\n');
}

/** JSON over several lines; anything else as it is. */
function payloadText(body: string): string {
  const value = parseJson(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}

function noHistoryText(invoiceId: string | undefined): string {
  return invoiceId === undefined
    ? 'The payload names no invoice.'
    : `The cell has no event of invoice ${printable(invoiceId)} yet.`;
}

function noSuchLetter({ name }: Target): CliError {
  return new CliError(
    'NO_SUCH_LETTER',
    `${name} has no such dead letter.`,
    'It may have been redriven or discarded; `bems dlq list --each 50` shows what is there.',
    exitCodes.notFound,
  );
}
