import type { Command } from 'commander';
import { Option } from 'commander';
import { printableLines } from '../../lib/printable.ts';
import { type Settlement, type SettleRequest, settleConflict } from '../../operations/conflicts/settle.ts';
import { CliError, exitCodes } from '../errors.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { listConflicts } from './conflicts-list.ts';
import { settledText } from './conflicts-text.ts';
import type { Context } from './context.ts';
import { integer, withJson, withTarget } from './options.ts';

interface SettleOptions extends TargetChoice {
  readonly keep?: 'all';
  readonly counts?: string;
  readonly reason: string;
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `bems conflicts`: event ids that came with more than one content, and what is decided about them. */
export function addConflicts(program: Command, context: Context): void {
  const conflicts = program
    .command('conflicts')
    .description('list and settle event ids that came with different contents');
  withJson(withTarget(conflicts.command('list')))
    .description(
      'list the open conflicts, and the settled ones whose copies still wait among the dead letters',
    )
    .option('--limit <count>', 'listed at most', integer(1, 10_000), 50)
    .action((options: Parameters<typeof listConflicts>[0]) => listConflicts(options, context));
  withJson(withTarget(conflicts.command('settle')))
    .description('decide about a conflict; the history of the invoice shows it, and who decided and why')
    .argument('<invoice>', 'id of the invoice')
    .argument('<event>', 'id of the event')
    .addOption(new Option('--keep <which>', 'every content counts').choices(['all']))
    .addOption(
      new Option(
        '--counts <digest>',
        'only the content of this digest counts, or of the only one that begins like this',
      ).conflicts('keep'),
    )
    .requiredOption('--reason <text>', 'why; everybody who reads the history of the invoice sees it')
    .option('--by <name>', 'who decides (default: you, as this machine or AWS knows you)')
    .option('--dry-run', 'say what would change, and decide nothing')
    .action((invoiceId: string, eventId: string, options: SettleOptions) =>
      settle({ invoiceId, eventId }, options, context),
    );
}

async function settle(
  ids: Pick<SettleRequest, 'invoiceId' | 'eventId'>,
  { keep, counts, reason, by, dryRun, json, ...options }: SettleOptions,
  context: Context,
): Promise<void> {
  if (keep === undefined && counts === undefined) throw nothingChosen();
  const target = await targetOf(options, context);
  const request: SettleRequest = {
    ...ids,
    ...(counts === undefined ? { choice: 'all' } : { choice: 'one', counts }),
    ...{ reason, by: by ?? target.operator },
    ...(dryRun && { dryRun }),
  };
  const settlement = await target.run<Settlement>({
    local: (cell) => cell.act('conflicts/settle', request),
    deployed: ({ cell: { stageDeadlines }, ...ports }) =>
      settleConflict({ ...ports, stageDeadlines }, request),
  });
  const text = () => printableLines(settledText(settlement, dryRun === true));
  context.output.out(json ? JSON.stringify(settlement) : text());
}

function nothingChosen(): CliError {
  return new CliError(
    'NOTHING_CHOSEN',
    'Nothing says which contents count.',
    'Add --keep all, or --counts and the digest of the one that counts; bems invoice shows them.',
    exitCodes.usage,
  );
}
