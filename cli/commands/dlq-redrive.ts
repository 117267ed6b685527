import type { Command } from 'commander';
import type { Act, ActStep, StepRange } from '../../operations/dead-letters/act.ts';
import { redriveStep } from '../../operations/dead-letters/redrive.ts';
import { reportRun, runOverLetters } from '../dead-letters/run.ts';
import { deliberateSelectionOf, type SelectionOptions, withSelection } from '../dead-letters/selection.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import type { Context } from './context.ts';
import { withJson, withRun, withTarget } from './options.ts';

interface RedriveOptions extends TargetChoice, SelectionOptions {
  readonly all?: boolean;
  readonly by?: string;
  readonly rate: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `bems dlq redrive`: sends dead letters back to where they failed. */
export function addRedrive(group: Command, context: Context): void {
  withJson(withTarget(withRun(withSelection(group.command('redrive')))))
    .description('send dead letters back to where they failed; what fails again comes back here')
    .addHelpText('after', redriveHelp)
    .action(async ({ rate, dryRun = false, json = false, ...options }: RedriveOptions) => {
      const now = context.timing.now();
      const selection = deliberateSelectionOf(options, now);
      const target = await targetOf(options, context);
      const startedAt = new Date(now).toISOString();
      const act: Act = { selection, by: options.by ?? target.operator, startedAt, dryRun };
      const step = (range: StepRange) =>
        target.run<ActStep>({
          local: (cell) => cell.act('dead-letters/redrive', { ...act, ...range }),
          deployed: (cell) => redriveStep(cell, act, range),
        });
      const run = { target, perSecond: rate, dryRun, verb: 'Redriven' };
      reportRun(await runOverLetters(step, run, context), { verb: 'Redriven', json }, context);
    });
}

const redriveHelp = `
Every effect of an event has a key of its own, so redriving twice, or while new events of the invoice arrive, changes nothing but what was missing.
Interrupt it at any time, and run it again for the rest.`;
