import type { Command } from 'commander';
import { type Minutes, minuteMs, minuteOf } from '../../functions/core/conservation/minute-digest.ts';
import { added } from '../../operations/reconcile/reconcile.ts';
import { canBePutBack, type Difference, nothing, type Tally } from '../../operations/reconcile/report.ts';
import type { ReconcilableSpan, Reconciled } from '../../operations/reconcile/service.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { ConsoleApi } from '../http/console-api.ts';
import type { Target } from '../operations/operation.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { instant, withJson, withTarget } from './options.ts';

interface ReconcileOptions extends TargetChoice {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What a whole run found. */
interface Result extends Tally {
  readonly from: string;
  readonly to: string;
  readonly differences: readonly Difference[];
  readonly putBack: number;
  /** Differences that the cell found and did not list. */
  readonly unlisted: number;
  /** Ids of invoices whose snapshot was not what the ledger gives. */
  readonly snapshots: readonly string[];
}

/** Minutes that are looked at unless the command says which. */
const usualMinutes = 60;
/** Differences that are listed for a person; `--json` has all. */
const listed = 50;

/** `bems reconcile`: accounts for every accepted event. */
export function addReconcile(program: Command, context: Context): void {
  withJson(withTarget(program.command('reconcile')))
    .description('prove that every accepted event is visible, on its way, a dead letter or discarded')
    .option('--from <time>', `beginning, RFC 3339 (default: ${usualMinutes} minutes before the end)`, instant)
    .option('--to <time>', 'end, which is left out (default: as late as can be told)', instant)
    .option('--dry-run', 'only name what is missing; put nothing back')
    .addHelpText('after', reconcileHelp)
    .action(async (options: ReconcileOptions) => {
      const target = await targetOf(options, context);
      const span = await target.run<ReconcilableSpan>({
        local: (cell) => cell.read('reconcile/span'),
        deployed: ({ reconciler }) => reconciler.span(),
      });
      const minutes = { ...minutesOf(options, span), maxMinutes: span.maxMinutes };
      const result = await reconcileAll(minutes, options.dryRun === true, target, context);
      context.output.out(options.json ? JSON.stringify(result) : resultText(result, options));
      if (result.differences.length + result.snapshots.length > 0) context.exitWith(exitCodes.failed);
    });
}

const reconcileHelp = `
Times are rounded to whole minutes of receipt. What is missing although the archive has it is put back
into the path, as a replay would; run the command again to see it arrive. Snapshots of invoices are
compared with the ledger, and replaced where they differ. Ends with 1 when anything is missing or altered.`;

async function reconcileAll(
  { from, to, maxMinutes }: ReconcilableSpan,
  dryRun: boolean,
  target: Target,
  { output }: Context,
): Promise<Result> {
  let tally: Tally = nothing;
  let putBack = 0;
  let unlisted = 0;
  const differences: Difference[] = [];
  const snapshots = new Set<string>();
  for (let at = from; at < to; at += maxMinutes * minuteMs) {
    const part = { from: at, to: Math.min(to, at + maxMinutes * minuteMs) };
    const found = await target.run({
      local: (cell) => reconcilePart(cell, part, dryRun),
      deployed: ({ reconciler }) => reconciler.reconcile(part, { putBack: !dryRun }),
    });
    tally = added(tally, found);
    putBack += found.putBack;
    unlisted += found.unlisted;
    differences.push(...found.differences);
    for (const invoiceId of found.snapshots ?? []) snapshots.add(invoiceId);
    output.progress(
      `up to ${found.to}: ${tally.accepted} accepted, ${differences.length + unlisted} differences`,
    );
  }
  const [start, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  return {
    ...{ from: start, to: end, ...tally, differences, putBack, unlisted },
    snapshots: [...snapshots],
  };
}

function reconcilePart(cell: ConsoleApi, { from, to }: Minutes, dryRun: boolean): Promise<Reconciled> {
  if (!dryRun) return cell.act('reconcile', { from, to });
  const text = (at: number) => new Date(at).toISOString();
  return cell.read('reconcile', new URLSearchParams({ from: text(from), to: text(to) }));
}

function minutesOf({ from, to }: ReconcileOptions, span: Minutes): Minutes {
  const end = minuteOf(to === undefined ? span.to : Date.parse(to));
  const begin = from === undefined ? end - usualMinutes * minuteMs : minuteOf(Date.parse(from));
  if (end > span.to)
    throw new CliError(
      'WINDOW_OPEN',
      'Events received that late may still be on their way into the archive',
      `Give --to as ${new Date(minuteOf(span.to)).toISOString()} or earlier.`,
      exitCodes.usage,
    );
  const minutes = { from: Math.max(begin, from === undefined ? minuteOf(span.from) : 0), to: end };
  if (minutes.from < minutes.to) return minutes;
  throw new CliError('USAGE', '--to must be after --from', 'Give whole minutes.', exitCodes.usage);
}

function resultText(result: Result, { dryRun }: ReconcileOptions): string {
  const { from, to, accepted, visible, repeats, underWay, deadLettered, discarded, differences } = result;
  const found = differences.length + result.unlisted;
  const missing = differences.filter(({ missingFrom }) => !missingFrom.includes('archive')).length;
  return [
    `Received from ${from} to ${to}:`,
    '',
    table([
      ['accepted', 'visible', 'repeats', 'on their way', 'dead letters', 'discarded', 'different'],
      [accepted, visible, repeats, underWay, deadLettered, discarded, found].map(String),
    ]),
    '',
    ...(differences.length === 0
      ? ['Everything that was accepted is accounted for.']
      : [
          differencesText(result),
          '',
          `${result.unlisted > 0 ? 'At least ' : ''}${missing} of ${accepted} accepted events are not where they have to be; ${
            dryRun ? 'nothing was' : `${result.putBack} were`
          } put back into the path.`,
        ]),
    ...snapshotsText(result.snapshots, dryRun === true),
  ].join('\n');
}

function snapshotsText(wrong: readonly string[], dryRun: boolean): readonly string[] {
  if (wrong.length === 0) return [];
  const named = wrong.slice(0, listed).join(', ');
  const more = wrong.length > listed ? `, and ${wrong.length - listed} more; --json has all` : '';
  const many = wrong.length === 1 ? 'Snapshot of 1 invoice' : `Snapshots of ${wrong.length} invoices`;
  return [
    '',
    `${many} not what the ledger gives, ${dryRun ? 'and left alone' : 'replaced'}: ${named}${more}.`,
  ];
}

function differencesText({ differences, unlisted }: Result): string {
  const rows = differences
    .slice(0, listed)
    .map((difference) => [
      difference.invoiceId || '(not readable)',
      difference.eventId,
      difference.receivedAt,
      difference.reached,
      difference.missingFrom.join(', ') || '–',
      difference.altered.join(', ') || '–',
      canBePutBack(difference) ? 'can be put back' : 'needs a person',
    ]);
  const more = differences.length - rows.length;
  return [
    table([['invoice', 'event', 'received', 'reached', 'missing from', 'altered in', ''], ...rows], 'left'),
    ...(more > 0 ? [`and ${more} more; --json has all`] : []),
    ...(unlisted > 0 ? [`and ${unlisted} that the cell did not list: ask for fewer minutes`] : []),
  ].join('\n');
}
