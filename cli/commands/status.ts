import type { Command } from 'commander';
import type { CellStatus } from '../../dashboards/console-api.ts';
import { printable } from '../../lib/printable.ts';
import { stages } from '../../schemas/stages.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { noConsole } from '../http/api.ts';
import { table } from '../table.ts';
import { type Context, connectTo } from './context.ts';
import { withCell, withJson } from './options.ts';

/** `bems status`: how far the cell's events have come. */
export function addStatus(program: Command, context: Context): void {
  withJson(withCell(program.command('status')))
    .description('show how many events were accepted, are visible, on their way, or stuck, and what rings')
    .action(async (options: CellChoice & { json?: boolean }) => {
      const api = await connectTo(options, context);
      const reply = await api.status();
      if (reply.status !== 200) throw noConsole(reply, 'status', api.address);
      context.output.out(options.json ? reply.body.trim() : statusText(JSON.parse(reply.body)));
    });
}

/** How many invoices are past their deadline, and where. */
function stuckText(stuck: CellStatus['stuckInvoices']): string {
  if (stuck === null) return 'Stuck invoices: not looked for yet; that happens every minute.';
  const where = stages.filter((stage) => stuck[stage] > 0).map((stage) => `${stage} ${stuck[stage]}`);
  return `Stuck invoices: ${where.length === 0 ? 'none' : where.join(', ')}`;
}

/** Alarms that ring, and where to look. */
function ringingText({ critical, warning }: CellStatus['ringing']): string {
  const parts = [
    ...(critical > 0 ? [`${critical} critical`] : []),
    ...(warning > 0 ? [`${warning} warning`] : []),
  ];
  return parts.length === 0
    ? 'Ringing alarms: none'
    : `Ringing alarms: ${parts.join(', ')}. \`bems alerts list\` says what to do.`;
}

/** Which events came with different contents that nobody has settled. */
function conflictsText({ conflicts, capped }: CellStatus['openConflicts']): string {
  if (conflicts.length === 0) return 'Open conflicts: none';
  const named = conflicts.map(({ invoiceId, eventId }) => printable(`${invoiceId} (${eventId})`)).join(', ');
  return `Open conflicts: ${named}${capped ? ' and more' : ''}. \`bems conflicts settle\` decides.`;
}

function loadingText(loading: CellStatus['loading']): readonly string[] {
  if (!loading) return [];
  return [
    `A history is loading: ${loading.sent} of ${loading.total} events. Until then, figures are of a part.`,
  ];
}

/** The status for a person. */
function statusText(status: CellStatus): string {
  const { freshness } = status;
  const seconds = (ms: number | null) => (ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`);
  const columns = ['onBus', 'relaying', 'queued', 'processing', 'visible', 'deadLettered'] as const;
  return [
    `Cell ${status.cell} (${status.region}), up since ${status.startedAt}`,
    '',
    table([
      ['accepted', 'visible', 'in flight', 'dead letters', 'discarded', 'duplicates'],
      [
        ...[status.accepted, status.visible, status.inFlight, status.deadLettered],
        ...[status.discarded, status.duplicates],
      ].map(String),
    ]),
    '',
    table([
      ['stage', 'on bus', 'relaying', 'queued', 'processing', 'visible', 'dead letters'],
      ...stages.map((stage) => [stage, ...columns.map((column) => String(status.stages[stage][column]))]),
    ]),
    '',
    `POST to visible: p50 ${seconds(freshness.p50Ms)}, p95 ${seconds(freshness.p95Ms)}, p99 ${seconds(freshness.p99Ms)}, max ${seconds(freshness.maxMs)} (last five minutes)`,
    ...loadingText(status.loading),
    stuckText(status.stuckInvoices),
    ...(status.callsWaiting === null ? [] : [`Calls to downstreams waiting: ${status.callsWaiting}`]),
    ringingText(status.ringing),
    conflictsText(status.openConflicts),
    ...(status.deadLettered > 0 ? ['Dead letters: `bems dlq list` says where and why.'] : []),
    freshness.newestReceivedAt === null
      ? 'Nothing is visible yet.'
      : `Newest visible event: received ${freshness.newestReceivedAt}, ${seconds(freshness.ageMs)} ago`,
  ].join('\n');
}
