import type { Command } from 'commander';
import type { AlertListing } from '../../dashboards/console-api.ts';
import type { AlertAct, AlertRequest, ListedAlert } from '../../functions/core/alerts/listed-alert.ts';
import { printableLines } from '../../lib/printable.ts';
import { actOnAlert, openAlerts } from '../../operations/alerts/acts.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { withJson, withTarget } from './options.ts';

interface AlertOptions extends TargetChoice {
  readonly json?: boolean;
}

interface ActOptions extends AlertOptions {
  readonly by?: string;
}

/** `bems alerts`: what people are told of, and what they do about it. */
export function addAlerts(program: Command, context: Context): void {
  const alerts = program.command('alerts').description('list, acknowledge and resolve alerts');
  withJson(withTarget(alerts.command('list')))
    .description('list the alerts that are not over, the critical ones first')
    .option('--all', 'also those that are over')
    .action((options: AlertOptions & { readonly all?: boolean }) => list(options, context));
  addAct(alerts, context, 'ack', 'say that you look after an alert, so that nobody else is told');
  addAct(alerts, context, 'resolve', 'declare an alert over until one of its alarms rings anew');
}

async function list(options: AlertOptions & { readonly all?: boolean }, context: Context): Promise<void> {
  const target = await targetOf(options, context);
  const all = options.all === true;
  const listing = await target.run<AlertListing>({
    local: (cell) => cell.read('alerts', new URLSearchParams({ all: `${all}` })),
    deployed: async ({ cell, records, clock }) => ({
      alerts: await openAlerts({ records, clock, policy: cell.alerts }, { all }),
    }),
  });
  context.output.out(options.json ? JSON.stringify(listing) : printableLines(listText(listing.alerts)));
}

function addAct(alerts: Command, context: Context, act: AlertAct, description: string): void {
  withJson(withTarget(alerts.command(act)))
    .description(description)
    .argument('<id>', 'id of the alert, as `bems alerts list` shows it')
    .option('--by <name>', 'who does it (default: you, as this machine or AWS knows you)')
    .action(async (id: string, options: ActOptions) => {
      const target = await targetOf(options, context);
      const request: AlertRequest = { id, act, by: options.by ?? target.operator };
      const alert = await target.run<ListedAlert>({
        local: (cell) => cell.act('alerts/act', request),
        deployed: ({ cell, records, clock }) => actOnAlert({ records, clock, policy: cell.alerts }, request),
      });
      context.output.out(options.json ? JSON.stringify(alert) : printableLines(doneText(alert)));
    });
}

function doneText({ id, headline, state, acknowledged, resolved }: ListedAlert): string {
  const who = state === 'acknowledged' ? acknowledged : resolved;
  const by = who ? `, by ${who.by} at ${who.at}` : '';
  return `${id} (${headline}): ${state}${by}.`;
}

/** One line per alert, and the alarms of each below. */
function listText(alerts: readonly ListedAlert[]): string {
  if (alerts.length === 0) return 'No alert is open.';
  return table(
    [
      ['alert', 'severity', 'state', 'since', 'what'],
      ...alerts.flatMap((alert) => [
        [alert.id, alert.severity, stateText(alert), alert.since, alert.headline],
        ...alert.alarms.map(({ name, ringing }) => ['', '', ringing ? 'rings' : 'quiet', '', name]),
      ]),
    ],
    'left',
  );
}

function stateText({ state, acknowledged, until }: ListedAlert): string {
  if (state === 'over') return `over ${until}`;
  return state === 'acknowledged' && acknowledged ? `acknowledged by ${acknowledged.by}` : state;
}
