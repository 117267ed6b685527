import { type Command, Option } from 'commander';
import { formatDuration } from '../../dashboards/web/format/durations.ts';
import { listStuckInvoices, maxStuckInvoices, type StuckListing } from '../../operations/stuck-invoices.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { integer, withJson, withTarget } from './options.ts';

interface StuckOptions extends TargetChoice {
  readonly json?: boolean;
  readonly stage?: Stage;
  readonly limit: number;
}

/** `bems stuck`: the invoices that are past the deadline of their stage. */
export function addStuck(program: Command, context: Context): void {
  withJson(withTarget(program.command('stuck')))
    .description('list the invoices past the deadline of their stage, the longest overdue first')
    .addOption(new Option('--stage <stage>', 'only those stuck in this stage').choices(stages))
    .option('--limit <count>', 'invoices listed at most', integer(1, maxStuckInvoices), 50)
    .action(async (options: StuckOptions) => {
      const target = await targetOf(options, context);
      const { stage, limit } = options;
      const listing = await target.run<StuckListing>({
        local: (cell) =>
          cell.read('stuck', new URLSearchParams({ limit: `${limit}`, ...(stage && { stage }) })),
        deployed: (cell) => listStuckInvoices(cell, { stage, limit }),
      });
      context.output.out(options.json ? JSON.stringify(listing) : listingText(listing, options));
    });
}

/** The list for a person: how many in all, then one line per invoice. */
function listingText(listing: StuckListing, { stage }: StuckOptions): string {
  const { asOf, counts, capped, invoices } = listing;
  const where = stages.filter((each) => counts[each] > 0).map((each) => `${each} ${counts[each]}`);
  const total = stages.reduce((sum, each) => sum + counts[each], 0);
  if (total === 0) return `No invoice is past the deadline of its stage, as of ${asOf}.`;
  const matching = stage ? counts[stage] : total;
  return [
    `Stuck as of ${asOf}: ${capped ? 'at least ' : ''}${total} (${where.join(', ')})`,
    ...(invoices.length > 0
      ? [
          '',
          table(
            [
              ['invoice', 'stage', 'overdue since', 'overdue for'],
              ...invoices.map(({ invoiceId, stage: of, deadline, overdueMs }) => [
                invoiceId,
                of,
                deadline,
                formatDuration(overdueMs),
              ]),
            ],
            'left',
          ),
        ]
      : []),
    ...(matching > invoices.length
      ? ['', `Listed: ${invoices.length} of ${matching}. Use --limit to list more.`]
      : []),
  ].join('\n');
}
