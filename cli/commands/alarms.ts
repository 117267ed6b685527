import type { Command } from 'commander';
import { conditionText, stateWords } from '../../dashboards/alarm-words.ts';
import type { AlarmListing, ListedAlarm } from '../../dashboards/console-api.ts';
import { formatDuration } from '../../dashboards/web/format/durations.ts';
import { printableLines } from '../../lib/printable.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { withJson, withTarget } from './options.ts';

interface AlarmsOptions extends TargetChoice {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** `bems alarms`: what rings in a cell, and what to do about it. */
export function addAlarms(program: Command, context: Context): void {
  withJson(withTarget(program.command('alarms')))
    .description('list the alarms of a cell that ring, with the runbook of each')
    .option('--all', 'also those that are quiet')
    .action(async (options: AlarmsOptions) => {
      const target = await targetOf(options, context);
      const listing = await target.run<AlarmListing>({
        local: (cell) => cell.read('alarms'),
        deployed: (cell) => cell.alarms(),
      });
      context.output.out(
        options.json ? JSON.stringify(listing) : printableLines(listingText(listing, options)),
      );
    });
}

/** The list for a person: how many of each, the ringing ones, and what each of these means. */
function listingText({ asOf, alarms }: AlarmListing, { all }: AlarmsOptions): string {
  const ringing = alarms.filter(({ state }) => state === 'ALARM');
  const count = (state: ListedAlarm['state']) => alarms.filter((alarm) => alarm.state === state).length;
  const madeOfOthers = ringing.filter(({ severity }) => severity === null).length;
  const besides = madeOfOthers > 0 ? ` and ${madeOfOthers} made of these` : '';
  const summary = `Alarms as of ${asOf}: ${ringing.length - madeOfOthers} ringing${besides}, ${count('OK')} quiet, ${count('INSUFFICIENT_DATA')} without enough data`;
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
