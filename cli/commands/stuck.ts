import { type Command, Option } from 'commander';
import { formatDuration } from '../../dashboards/web/format/durations.ts';
import { maxStuckInvoices, type StuckListing } from '../../operations/stuck-invoices.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { noConsole } from '../http/api.ts';
import { table } from '../table.ts';
import { type Context, connectTo } from './context.ts';
import { integer, withCell, withJson } from './options.ts';

interface StuckOptions extends CellChoice {
  readonly json?: boolean;
  readonly stage?: Stage;
  readonly limit: number;
}

/** `bems stuck`: the invoices that are past the deadline of their stage. */
export function addStuck(program: Command, context: Context): void {
  withJson(withCell(program.command('stuck')))
    .description('list the invoices past the deadline of their stage, the longest overdue first')
    .addOption(new Option('--stage <stage>', 'only those stuck in this stage').choices(stages))
    .option('--limit <count>', 'invoices listed at most', integer(1, maxStuckInvoices), 50)
    .action(async (options: StuckOptions) => {
      const api = await connectTo(options, context);
      const { stage, limit } = options;
      const query = new URLSearchParams({ limit: `${limit}`, ...(stage && { stage }) });
      const reply = await api.stuck(query);
      if (reply.status !== 200) throw noConsole(reply, 'stuck', api.address);
      context.output.out(options.json ? reply.body.trim() : listingText(JSON.parse(reply.body), options));
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
