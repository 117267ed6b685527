import { type Command, Option } from 'commander';
import type { FailureClass } from '../../functions/core/errors.ts';
import { byDeadLetterKind, type DeadLetterKind } from '../../functions/core/names.ts';
import type { LetterSelection } from '../../operations/dead-letters/select.ts';
import { CliError, exitCodes } from '../errors.ts';
import { type Moment, moment } from '../input/moment.ts';

/** Which dead letters a command is about: those that meet every condition given. */
export interface SelectionOptions {
  readonly queue?: string;
  readonly kind?: DeadLetterKind;
  readonly class?: FailureClass;
  readonly code?: string;
  readonly invoice?: string;
  readonly message?: string;
  readonly since?: Moment;
  readonly before?: Moment;
}

/** Adds the options that say which dead letters are meant. */
export function withSelection(command: Command): Command {
  return command
    .option('--queue <name>', 'only those on this dead-letter queue')
    .addOption(
      new Option('--kind <kind>', 'only those of this kind of queue').choices(
        Object.keys(byDeadLetterKind(() => true)),
      ),
    )
    .addOption(
      new Option('--class <class>', 'only failures of this class').choices([
        'transient',
        'business',
        'permanent',
      ] satisfies FailureClass[]),
    )
    .option('--code <code>', 'only failures with this code')
    .option('--invoice <id>', 'only those of this invoice')
    .option('--message <id>', 'only the message with this id')
    .option('--since <when>', 'only those that came since then: a time, or how long ago (2h)', moment)
    .option('--before <when>', 'only those that came before: a time, or how long ago (2h)', moment);
}

/** The letters that the options mean. @param nowMs what "2h ago" counts from */
export function selectionOf(options: SelectionOptions, nowMs: number): LetterSelection {
  const { queue, kind, class: failureClass, code, invoice: invoiceId, message: messageId } = options;
  const [since, before] = [options.since?.(nowMs), options.before?.(nowMs)];
  const conditions = { queue, kind, failureClass, code, invoiceId, messageId, since, before };
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}

/**
 * The same for a command that changes something: without a condition, every letter has to be meant on
 * purpose.
 * @throws {CliError} NOTHING_SELECTED
 */
export function deliberateSelectionOf(
  options: SelectionOptions & { readonly all?: boolean },
  nowMs: number,
): LetterSelection {
  const selection = selectionOf(options, nowMs);
  if (options.all || Object.keys(selection).length > 0) return selection;
  throw new CliError(
    'NOTHING_SELECTED',
    'Nothing says which dead letters.',
    'Give --invoice, --code, --queue or another condition, or --all for every one; `bems dlq list` shows them.',
    exitCodes.usage,
  );
}
