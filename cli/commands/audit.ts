import type { Command } from 'commander';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import { counted } from '../../lib/counted.ts';
import { printable, printableLines } from '../../lib/printable.ts';
import { type AuditListing, auditTrail, type ListedEntry } from '../../operations/audit/trail.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { instant, integer, withJson, withTarget } from './options.ts';

interface AuditOptions extends TargetChoice {
  readonly since?: string;
  readonly invoice?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** `bems audit`: who did what to the cell, and why. */
export function addAudit(program: Command, context: Context): void {
  withJson(withTarget(program.command('audit')))
    .description('list what operators redrove, discarded, settled and acknowledged, the newest first')
    .option('--since <time>', 'only what was done from this time on (RFC 3339)', instant)
    .option('--invoice <id>', 'only what was done about this invoice')
    .option('--limit <count>', 'entries listed at most', integer(1, 10_000), 50)
    .action((options: AuditOptions) => list(options, context));
}

async function list(
  { since, invoice: invoiceId, limit, json, ...choice }: AuditOptions,
  context: Context,
): Promise<void> {
  const target = await targetOf(choice, context);
  const listing = await target.run<AuditListing>({
    local: (cell) =>
      cell.read(
        'audit',
        new URLSearchParams({
          limit: `${limit}`,
          ...(since !== undefined && { since }),
          ...(invoiceId !== undefined && { invoiceId }),
        }),
      ),
    deployed: ({ records }) =>
      auditTrail(records, {
        ...(since !== undefined && { since: epochMs(since) }),
        ...{ invoiceId, limit },
      }),
  });
  context.output.out(json ? JSON.stringify(listing) : printableLines(listText(listing)));
}

function listText({ entries, more }: AuditListing): string {
  if (entries.length === 0) return 'The audit trail has nothing of the kind.';
  const rows = entries.map((entry) => [
    ...[entry.at, entry.what, entry.by, aboutText(entry), textOf(entry.reason) ?? '–'].map(printable),
  ]);
  return [
    table([['at', 'what', 'by', 'about', 'why'], ...rows], 'left'),
    ...(more ? ['There are older ones: raise --limit to see them.'] : []),
  ].join('\n');
}

/** What an act was about, in the words of its kind. */
function aboutText({ what, queue, ...entry }: ListedEntry): string {
  const event = [entry.invoiceId, entry.eventId].map(textOf).filter(Boolean).join(' ');
  if (what === 'redrive' && Array.isArray(entry.messageIds))
    return `${counted(entry.messageIds.length, 'message')} of ${textOf(queue)}`;
  if (what === 'discard')
    return [event, `from ${textOf(queue)}`, textOf(entry.code)].filter(Boolean).join(', ');
  if (what === 'settle') return `${event}: ${textOf(entry.counts) ?? 'all contents'}`;
  return textOf(entry.alert) ?? event;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
