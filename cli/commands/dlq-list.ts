import type { Command } from 'commander';
import { conflictCode } from '../../functions/core/invoice/conflicts.ts';
import type { DiagnosedLetter } from '../../operations/dead-letters/diagnosis.ts';
import {
  type DeadLetterSummary,
  listDeadLetters,
  type QueueSummary,
} from '../../operations/dead-letters/list.ts';
import { queryOf, readLetters } from '../dead-letters/pages.ts';
import { type SelectionOptions, selectionOf, withSelection } from '../dead-letters/selection.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { integer, withJson, withTarget } from './options.ts';

interface ListOptions extends TargetChoice, SelectionOptions {
  readonly json?: boolean;
  readonly each?: number;
}

/** `bems dlq list`: how many dead letters there are, where, since when, and why. */
export function addList(group: Command, context: Context): void {
  withJson(withTarget(withSelection(group.command('list'))))
    .description('count the dead letters of every queue by class and code')
    .option('--each <count>', 'list single letters instead, at most so many', integer(1, 10_000))
    .action(async ({ each, json, ...options }: ListOptions) => {
      const target = await targetOf(options, context);
      const selection = selectionOf(options, context.timing.now());
      if (each !== undefined) {
        const letters = await readLetters(target, selection, each);
        return context.output.out(json ? JSON.stringify({ letters }) : lettersText(letters));
      }
      const summary = await target.run<DeadLetterSummary>({
        local: (cell) => cell.read('dead-letters/summary', new URLSearchParams(queryOf(selection))),
        deployed: (cell) => listDeadLetters(cell, selection),
      });
      context.output.out(json ? JSON.stringify(summary) : summaryText(summary));
    });
}

/** The counts for a person: a line per queue and failure. Empty queues are left out. */
function summaryText({ asOf, queues }: DeadLetterSummary): string {
  const filled = queues.filter(({ selected }) => selected > 0);
  if (filled.length === 0) {
    const others = queues.reduce((sum, { count }) => sum + count, 0);
    return others === 0
      ? `No dead letters, as of ${asOf}.`
      : `No dead letter of the kind, of ${others} in all, as of ${asOf}.`;
  }
  const total = filled.reduce((sum, { selected }) => sum + selected, 0);
  const isSample = filled.some((queue) => queue.isSample);
  return [
    `Dead letters as of ${asOf}: ${isSample ? 'at least ' : ''}${total}`,
    '',
    table([['queue', 'letters', 'oldest', 'class', 'code', 'count'], ...filled.flatMap(queueRows)], 'left'),
    ...filled.filter((queue) => queue.isSample).map(sampleNote),
    '',
    'Next: `bems dlq show --code CODE` reads one, `bems dlq redrive --code CODE` sends them back to where they failed.',
    ...(filled.some(({ failures }) => failures.some(({ code }) => code === conflictCode))
      ? [
          'A conflict comes back however often it is sent: `bems conflicts list` names it, `settle` decides it.',
        ]
      : []),
  ].join('\n');
}

function queueRows({ name, selected, oldest, failures }: QueueSummary): readonly string[][] {
  return failures.map(({ failureClass, code, count }, index) => [
    ...(index === 0 ? [name, `${selected}`, oldest ?? ''] : ['', '', '']),
    failureClass ?? '–',
    code,
    `${count}`,
  ]);
}

function sampleNote({ name, scanned, count }: QueueSummary): string {
  return `${name} has about ${count} letters; counted were ${scanned}.`;
}

function lettersText(letters: readonly DiagnosedLetter[]): string {
  if (letters.length === 0) return 'No such dead letter.';
  return table(
    [
      ['message', 'queue', 'sent', 'class', 'code', 'invoice', 'event'],
      ...letters.map(({ messageId, queue, sentAt, diagnosis, invoiceId, eventId }) => [
        ...[messageId, queue, sentAt, diagnosis.failureClass ?? '–', diagnosis.code],
        ...[invoiceId ?? '–', eventId ?? '–'],
      ]),
    ],
    'left',
  );
}
