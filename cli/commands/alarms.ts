import type { Command } from 'commander';
import { conditionText, stateWords } from '../../dashboards/alarm-words.ts';
import type { AlarmListing, ListedAlarm } from '../../dashboards/console-api.ts';
import { formatDuration } from '../../dashboards/web/format/durations.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { noConsole } from '../http/api.ts';
import { table } from '../table.ts';
import { type Context, connectTo } from './context.ts';
import { withCell, withJson } from './options.ts';

interface AlarmsOptions extends CellChoice {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** `bems alarms`: what rings in a local cell, and what to do about it. */
export function addAlarms(program: Command, context: Context): void {
  withJson(withCell(program.command('alarms')))
    .description('list the alarms of a local cell that ring, with the runbook of each')
    .option('--all', 'also those that are quiet')
    .action(async (options: AlarmsOptions) => {
      const api = await connectTo(options, context);
      const reply = await api.alarms();
      if (reply.status !== 200) throw noConsole(reply, 'alarms', api.address);
      context.output.out(options.json ? reply.body.trim() : listingText(JSON.parse(reply.body), options));
    });
}

/** The list for a person: how many of each, the ringing ones, and what each of these means. */
function listingText({ asOf, alarms }: AlarmListing, { all }: AlarmsOptions): string {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  const count = (state: ListedAlarm['state']) => alarms.filter((alarm) => alarm.state === state).length;
  const summary = `Alarms as of ${asOf}: ${ringing.length} ringing, ${count('OK')} quiet, ${count('INSUFFICIENT_DATA')} without enough data`;
  const shown = all ? alarms : ringing;
  if (shown.length === 0) return summary;
  const rows = shown.map(({ name, state, severity, since, condition }) => [
    name,
    stateWords[state],
    severity ?? '–',
    formatDuration(Date.parse(asOf) - Date.parse(since)),
    conditionText(condition),
  ]);
  const header = ['alarm', 'state', 'severity', 'for', 'value against threshold'];
  const what = ringing.flatMap(({ name, severity, description, runbook }) =>
    severity === null
      ? []
      : ['', `${name}: ${description}`, ...(runbook ? [`Runbook: ${runbook.title} (docs/runbooks.md)`] : [])],
  );
  return [summary, '', table([header, ...rows], 'left'), ...what].join('\n');
}
