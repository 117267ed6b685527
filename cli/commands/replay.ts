import { type Command, Option } from 'commander';
import { minuteMs } from '../../functions/core/conservation/minute-digest.ts';
import type { Replay } from '../../functions/core/replays.ts';
import { counted } from '../../lib/counted.ts';
import {
  cancelReplay,
  followReplay,
  isOver,
  planReplay,
  type ReplayPlan,
  type ReplayRequest,
  startReplay,
} from '../../operations/replay/replay.ts';
import { maxReplayMinutes } from '../../operations/replay/replay-invoice.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { confirm } from '../confirm.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { Target } from '../operations/operation.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import type { Context } from './context.ts';
import { instant, withJson, withTarget } from './options.ts';

interface ReplayOptions extends TargetChoice {
  readonly from: string;
  readonly to: string;
  readonly partition?: string;
  readonly stage?: Stage;
  readonly invoice?: string;
  readonly dryRun?: boolean;
  readonly cancel?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Milliseconds between two looks at a replay. */
const lookMs = 1_000;

/** `bems replay`: puts archived events on the bus again. */
export function addReplay(program: Command, context: Context): void {
  withJson(withTarget(program.command('replay')))
    .description('put archived events back into the path; what is visible stays as it is')
    .requiredOption('--from <time>', 'beginning, RFC 3339', instant)
    .requiredOption('--to <time>', 'end, which is left out', instant)
    .option('--partition <name>', 'only events of this partition')
    .addOption(new Option('--stage <stage>', 'only events of this stage').choices(stages))
    .option('--invoice <id>', 'only events of this invoice (local cells)')
    .option('--dry-run', 'say what would be replayed, and do nothing')
    .option('--cancel', 'end the replay of the same options that is at work')
    .option('--yes', 'do not ask')
    .addHelpText('after', replayHelp)
    .action(async (options: ReplayOptions) => {
      const target = await targetOf(options, context);
      if (options.invoice !== undefined) return replayInvoice(options, options.invoice, target, context);
      const { from, to, partition, stage } = options;
      const request: ReplayRequest = { from, to, partition, stage };
      return options.cancel
        ? cancel(request, options, target, context)
        : replay(request, options, target, context);
    });
}

const replayHelp = `
A replay runs in the cell: a command that is interrupted leaves it running, and the same command
finds it again. Replayed events count as accepted once, change nothing that is visible, and report no
latency. EventBridge recommends to wait ten minutes before events are replayed.`;

async function replay(
  request: ReplayRequest,
  options: ReplayOptions,
  target: Target,
  context: Context,
): Promise<void> {
  const { output } = context;
  const plan = await target.run<ReplayPlan>({
    local: (cell) => cell.read('replays/plan', parametersOf(request)),
    deployed: (cell) => planReplay(cell, cell.cell, request),
  });
  if (options.dryRun) return output.out(options.json ? JSON.stringify(plan) : planText(plan));
  if (!plan.underWay && !options.yes) await confirm(context, `${planText(plan)} Replay them?`);
  const { name } = await target.run({
    local: (cell) => cell.act<{ name: string }>('replays/start', request),
    deployed: (cell) => startReplay(cell, cell.cell, request),
  });
  const ended = await follow(name, plan, target, context);
  output.out(options.json ? JSON.stringify({ ...plan, ...ended }) : endText(ended, plan));
  if (ended.state !== 'completed') context.exitWith(exitCodes.failed);
}

/** Shows how far a replay is until it is over. @throws {CliError} INTERRUPTED; the replay goes on */
async function follow(
  name: string,
  { from, to }: ReplayPlan,
  target: Target,
  { output, timing, stop }: Context,
): Promise<Replay> {
  const signal = stop();
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  for (;;) {
    const progress = await target.run<Replay>({
      local: (cell) => cell.read('replays/progress', new URLSearchParams({ name })),
      deployed: (cell) => followReplay(cell, name),
    });
    if (isOver(progress)) return progress;
    const { lastReplayedAt, state } = progress;
    const done = lastReplayedAt ? (100 * (Date.parse(lastReplayedAt) - begin)) / (end - begin) : 0;
    output.progress(`${name}: ${state}, ${Math.floor(done)} % of the time, at ${lastReplayedAt ?? from}`);
    await timing.sleep(lookMs, signal).catch(() => {});
    if (signal.aborted)
      throw new CliError(
        'INTERRUPTED',
        `The replay ${name} goes on in the cell`,
        'The same command shows its progress; with --cancel it ends it.',
        exitCodes.interrupted,
      );
  }
}

async function cancel(
  request: ReplayRequest,
  { json }: ReplayOptions,
  target: Target,
  { output }: Context,
): Promise<void> {
  const { name } = await target.run({
    local: (cell) => cell.act<{ name?: string }>('replays/cancel', request),
    deployed: (cell) => cancelReplay(cell, cell.cell, request),
  });
  if (json) return output.out(JSON.stringify({ cancelled: name ?? null }));
  output.out(name === undefined ? 'No replay of these options is at work.' : `Ends the replay ${name}.`);
}

/** Puts the events of one invoice back, an hour of receipt at a time. */
async function replayInvoice(
  options: ReplayOptions,
  invoiceId: string,
  target: Target,
  { output }: Context,
): Promise<void> {
  if (options.partition || options.stage || options.dryRun || options.cancel)
    throw new CliError(
      'USAGE',
      '--invoice stands alone with --from and --to',
      'Leave the others out.',
      exitCodes.usage,
    );
  const [from, to] = [Date.parse(options.from), Date.parse(options.to)];
  let events = 0;
  for (let at = from; at < to; at += maxReplayMinutes * minuteMs) {
    const part = { from: at, to: Math.min(to, at + maxReplayMinutes * minuteMs), invoiceId };
    const found = await target.run({
      local: (cell) => cell.act<{ events: number }>('replays/invoice', part),
      deployed: () => Promise.reject(noSelection(invoiceId)),
    });
    events += found.events;
    output.progress(`${new Date(part.to).toISOString()}: ${events} events of ${invoiceId}`);
  }
  if (events === 0) throw nothingArchived(invoiceId, options);
  output.out(
    options.json
      ? JSON.stringify({ invoiceId, events })
      : `${counted(events, 'event')} of ${invoiceId} ${events === 1 ? 'is' : 'are'} under way again.`,
  );
}

function nothingArchived(invoiceId: string, { from, to }: ReplayOptions): CliError {
  return new CliError(
    'NOTHING_ARCHIVED',
    `The archive has no event of ${invoiceId} that was received from ${from} to ${to}`,
    `Check the id and the span: \`bems invoice ${invoiceId}\` says when its events were received.`,
    exitCodes.notFound,
  );
}

function noSelection(invoiceId: string): CliError {
  return new CliError(
    'REPLAY_BY_INVOICE',
    'EventBridge replays times, not invoices',
    `Replay the minutes in which its events were received (\`bems invoice ${invoiceId}\`), of one partition: the others' events change nothing.`,
    exitCodes.usage,
  );
}

function parametersOf({ from, to, partition, stage }: ReplayRequest): URLSearchParams {
  return new URLSearchParams({ from, to, ...(partition && { partition }), ...(stage && { stage }) });
}

function planText({ name, from, to, partitions, events, underWay }: ReplayPlan): string {
  const what = `${events ?? 'The'} events of ${partitions.join(', ')} from ${from} to ${to}`;
  return underWay ? `${what} are being replayed as ${name}.` : `${what} would be replayed as ${name}.`;
}

function endText({ name, state, reason }: Replay, { events }: ReplayPlan): string {
  if (state === 'completed') return `Replayed ${events ?? 'the'} events as ${name}.`;
  return `The replay ${name} has ${state}${reason ? `: ${reason}` : '.'}`;
}
