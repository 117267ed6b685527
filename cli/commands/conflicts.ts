import type { Command } from 'commander';
import { Option } from 'commander';
import { type ConflictChoice, conflictChoices } from '../../functions/core/invoice/conflicts.ts';
import { printable, printableLines } from '../../lib/printable.ts';
import { type Settlement, type SettleRequest, settleConflict } from '../../operations/conflicts/settle.ts';
import type { DiagnosedLetter } from '../../operations/dead-letters/diagnosis.ts';
import { readLetters } from '../dead-letters/pages.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { integer, withJson, withTarget } from './options.ts';

interface ListOptions extends TargetChoice {
  readonly limit: number;
  readonly json?: boolean;
}

interface SettleOptions extends TargetChoice {
  readonly keep: ConflictChoice;
  readonly reason: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** `bems conflicts`: event ids that came with more than one content, and what is decided about them. */
export function addConflicts(program: Command, context: Context): void {
  const conflicts = program
    .command('conflicts')
    .description('list and settle event ids that came with different contents');
  withJson(withTarget(conflicts.command('list')))
    .description('list the conflicts whose copies wait among the dead letters')
    .option('--limit <count>', 'listed at most', integer(1, 10_000), 50)
    .action((options: ListOptions) => list(options, context));
  withJson(withTarget(conflicts.command('settle')))
    .description('decide about a conflict; the history of the invoice shows it, and who decided and why')
    .argument('<invoice>', 'id of the invoice')
    .argument('<event>', 'id of the event')
    .addOption(
      new Option('--keep <which>', 'which contents count').choices(conflictChoices).makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why; everybody who reads the history of the invoice sees it')
    .option('--by <name>', 'who decides (default: you, as this machine or AWS knows you)')
    .action((invoiceId: string, eventId: string, options: SettleOptions) =>
      settle({ invoiceId, eventId }, options, context),
    );
}

async function list({ limit, json, ...options }: ListOptions, context: Context): Promise<void> {
  const target = await targetOf(options, context);
  const letters = await readLetters(target, { code: 'EVENT_CONFLICT' }, limit);
  const conflicts = letters.map(({ invoiceId, eventId, sentAt, queue, messageId }) => ({
    invoiceId: invoiceId ?? null,
    eventId: eventId ?? null,
    ...{ sentAt, queue, messageId },
  }));
  context.output.out(json ? JSON.stringify({ conflicts }) : printableLines(listText(letters)));
}

function listText(letters: readonly DiagnosedLetter[]): string {
  if (letters.length === 0) return 'No conflict waits among the dead letters.';
  return [
    table(
      [
        ['invoice', 'event', 'since', 'message'],
        ...letters.map(({ invoiceId = '–', eventId = '–', sentAt, messageId }) => [
          ...[printable(invoiceId), printable(eventId), sentAt, messageId],
        ]),
      ],
      'left',
    ),
    '',
    'Next: `bems invoice INVOICE` shows the contents, `bems conflicts settle INVOICE EVENT --keep all --reason …` settles one.',
  ].join('\n');
}

async function settle(
  ids: Pick<SettleRequest, 'invoiceId' | 'eventId'>,
  { keep: choice, reason, by, json, ...options }: SettleOptions,
  context: Context,
): Promise<void> {
  const target = await targetOf(options, context);
  const request: SettleRequest = { ...ids, choice, reason, by: by ?? target.operator };
  const settlement = await target.run<Settlement>({
    local: (cell) => cell.act('conflicts/settle', request),
    deployed: (cell) => settleConflict(cell, request),
  });
  context.output.out(json ? JSON.stringify(settlement) : printableLines(settledText(settlement)));
}

function settledText({ decision, wasSettled }: Settlement): string {
  const { invoiceId, eventId, digests, by, at, reason } = decision;
  return [
    `${wasSettled ? 'Was settled before' : 'Settled'}: all ${digests.length} contents of ${eventId} of invoice ${invoiceId} count. By ${by} at ${at}: ${reason}`,
    `Next: \`bems conflicts list\` names the message of its dead letter; \`bems dlq discard --message MESSAGE --reason …\` discards it.`,
  ].join('\n');
}
