import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportLetters } from '../../local/letter-export.ts';
import type { LocalDiscardStep } from '../../local/server/dead-letter-routes.ts';
import type { ActStep, StepRange } from '../../operations/dead-letters/act.ts';
import { type Discard, discardStep } from '../../operations/dead-letters/discard.ts';
import { confirm } from '../confirm.ts';
import { reportRun, runOverLetters } from '../dead-letters/run.ts';
import { deliberateSelectionOf, type SelectionOptions, withSelection } from '../dead-letters/selection.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import type { Context } from './context.ts';
import { withJson, withRun, withTarget } from './options.ts';

interface DiscardOptions extends TargetChoice, SelectionOptions {
  readonly all?: boolean;
  readonly reason: string;
  readonly export?: string;
  readonly by?: string;
  readonly rate: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `bems dlq discard`: exports dead letters, records who discards them and why, and deletes them. */
export function addDiscard(group: Command, context: Context): void {
  withJson(withTarget(withRun(withSelection(group.command('discard')))))
    .description(
      'delete dead letters, after their payloads are exported and the audit trail says who and why',
    )
    .requiredOption('--reason <text>', 'why they are discarded; the audit trail keeps it')
    .option('--export <file>', 'with --cell: where their payloads go (default: discarded-<cell>.jsonl here)')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nA local cell exports into its data folder.')
    .action((options: DiscardOptions) => discard(options, context));
}

async function discard(options: DiscardOptions, context: Context): Promise<void> {
  const { rate, reason, dryRun = false, yes = false, json = false } = options;
  const now = context.timing.now();
  const selection = deliberateSelectionOf(options, now);
  const target = await targetOf(options, context);
  const exportFile = resolve(options.export ?? `discarded-${options.cell}.jsonl`);
  const act = {
    selection,
    by: options.by ?? target.operator,
    startedAt: new Date(now).toISOString(),
    reason,
  };

  let exportedTo: string | undefined;
  const step = async (discard: Discard, range: StepRange): Promise<ActStep> => {
    const taken = await target.run<LocalDiscardStep>({
      local: (cell) => cell.act('dead-letters/discard', { ...discard, ...range }),
      deployed: async (cell) => {
        const exported = (letters: Parameters<typeof exportLetters>[1]) => exportLetters(exportFile, letters);
        return { ...(await discardStep({ ...cell, exported }, discard, range)), exportedTo: exportFile };
      },
    });
    exportedTo = taken.exportedTo;
    return taken;
  };
  const rehearse = () =>
    runOverLetters(
      (range) => step({ ...act, dryRun: true }, range),
      { target, perSecond: Number.POSITIVE_INFINITY, dryRun: true, verb: 'Counted' },
      context,
    );

  if (dryRun) return reportRun(await rehearse(), { verb: 'Discarded', json }, context);
  if (!yes) {
    const { done, end } = await rehearse();
    if (end === 'finished' && done > 0)
      await confirm(
        context,
        `Discard ${done} dead letters of ${target.name} for good? Payloads go to ${exportedTo}.`,
      );
  }
  const run = { target, perSecond: rate, dryRun: false, verb: 'Discarded' };
  const result = await runOverLetters((range) => step(act, range), run, context);
  reportRun(
    { ...result, ...(exportedTo !== undefined && { exportedTo }) },
    { verb: 'Discarded', json },
    context,
  );
}
