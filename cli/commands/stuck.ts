import { type Command, InvalidArgumentError, Option } from 'commander';
import { stuckColumns } from '../../dashboards/stuck-columns.ts';
import { formatDuration } from '../../dashboards/web/format/durations.ts';
import { isDecimal } from '../../functions/core/invoice/money.ts';
import type { StuckInvoice, StuckListing } from '../../functions/core/invoice/stuck-listing.ts';
import { csv } from '../../lib/csv.ts';
import { listStuckInvoices, maxListed, positionAt } from '../../operations/stuck-invoices.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { Target } from '../operations/operation.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { integer, withJson, withTarget } from './options.ts';

interface StuckOptions extends TargetChoice {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly stage?: Stage;
  readonly vendor?: string;
  readonly currency?: string;
  readonly minAmount?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly limit: number;
  readonly after?: string;
}

/** `bems stuck`: the invoices that are past the deadline of their stage. */
export function addStuck(program: Command, context: Context): void {
  withJson(withTarget(program.command('stuck')))
    .description('list the invoices past the deadline of their stage, the longest overdue first')
    .addOption(new Option('--stage <stage>', 'only those stuck in this stage').choices(stages))
    .option('--vendor <id>', 'only those of this vendor')
    .option('--currency <code>', 'only those in this currency')
    .option('--min-amount <amount>', 'only those with so much or more to pay, in --currency', amount)
    .option('--older-than <time>', 'only those overdue for so long, such as 12h or 3d', duration)
    .option('--limit <count>', 'invoices listed at most', integer(1, 1_000_000), 50)
    .option('--after <place>', 'go on where a list ended')
    .addOption(new Option('--csv', 'print comma-separated values').conflicts('json'))
    .action(async (options: StuckOptions) => {
      if (options.minAmount !== undefined && options.currency === undefined)
        throw new CliError(
          'AMOUNT_WITHOUT_CURRENCY',
          'An amount needs its currency.',
          'Add --currency, for example --currency EUR.',
          exitCodes.usage,
        );
      const target = await targetOf(options, context);
      const listing = await listed(target, options, context);
      context.output.out(
        options.json ? JSON.stringify(listing) : options.csv ? csvText(listing) : listingText(listing),
      );
    });
}

/** Asks for page after page until there are as many as wanted, or no more. */
async function listed(target: Target, options: StuckOptions, { output }: Context): Promise<StuckListing> {
  const invoices: StuckInvoice[] = [];
  let first: StuckListing | undefined;
  for (let after = options.after; ; ) {
    const page = await pageOf(target, options, Math.min(maxListed, options.limit - invoices.length), after);
    first ??= page;
    invoices.push(...page.invoices);
    after = page.next;
    if (after === undefined) {
      const { next: _, ...rest } = first;
      return { ...rest, invoices };
    }
    if (invoices.length >= options.limit) return { ...first, invoices, next: after };
    output.progress(`${invoices.length} stuck invoices so far …`);
  }
}

function pageOf(
  target: Target,
  { stage, vendor, currency, minAmount, olderThan }: StuckOptions,
  limit: number,
  after: string | undefined,
): Promise<StuckListing> {
  return target.run<StuckListing>({
    local: (cell) => {
      const query = { stage, vendor, currency, minAmount, olderThanMs: olderThan, limit, after };
      const given = Object.entries(query).filter(([, value]) => value !== undefined);
      return cell.read('stuck', new URLSearchParams(given.map(([name, value]) => [name, String(value)])));
    },
    deployed: ({ ledger, records, clock, cell: { stageDeadlines } }) =>
      listStuckInvoices(
        { ledger, records, clock, stageDeadlines },
        {
          ...{ stage, vendorId: vendor, currency, minAmount, olderThanMs: olderThan, limit },
          after: after === undefined ? undefined : positionAt(after),
        },
      ),
  });
}

/** The list for a person: how many in all, then one line per invoice. */
function listingText({ asOf, counts, capped, invoices, next }: StuckListing): string {
  const total = counts && stages.reduce((sum, each) => sum + counts[each], 0);
  if (total === 0) return `No invoice is past the deadline of its stage, as of ${asOf}.`;
  const where = stages
    .filter((each) => counts && counts[each] > 0)
    .map((each) => `${each} ${counts?.[each]}`);
  return [
    total === undefined
      ? `Stuck as of ${asOf}:`
      : `Stuck as of ${asOf}: ${capped ? 'at least ' : ''}${total} (${where.join(', ')})`,
    '',
    invoices.length > 0 ? table([header, ...invoices.map(row)], 'left') : 'None of them matches.',
    ...(next === undefined
      ? []
      : ['', `There are more: use --limit to list more than ${invoices.length}, or --after ${next}`]),
  ].join('\n');
}

const header = ['invoice', 'stage', 'waits for', 'since', 'overdue for', 'amount', 'vendor'];

function row({ invoiceId, stage, waitsFor, waitsSince, overdueMs, ...invoice }: StuckInvoice): string[] {
  const { amount, currency, vendorId } = invoice;
  const overdue = formatDuration(overdueMs);
  return [invoiceId, stage, waitsFor, waitsSince, overdue, `${amount} ${currency}`, vendorId];
}

function csvText({ invoices }: StuckListing): string {
  return csv([
    stuckColumns,
    ...invoices.map((invoice) => stuckColumns.map((column) => String(invoice[column]))),
  ]);
}

function amount(text: string): string {
  if (isDecimal(text)) return text;
  throw new InvalidArgumentError('It must be decimal text, such as 1250.00.');
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function duration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = unitMs[unit];
  if (count !== undefined && ms !== undefined) return Number(count) * ms;
  throw new InvalidArgumentError('It must be a number of minutes, hours or days, such as 30m, 12h or 3d.');
}
