import type { Command } from 'commander';
import type {
  AnomalyActName,
  AnomalyListing,
  AnomalyRequest,
  ListedAnomaly,
  ListedMetric,
} from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { printableLines } from '../../lib/printable.ts';
import { actOnAnomaly } from '../../operations/anomalies/act.ts';
import { listAnomalies } from '../../operations/anomalies/list.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { withJson, withTarget } from './options.ts';

interface AnomalyOptions extends TargetChoice {
  readonly json?: boolean;
}

interface ActOptions extends AnomalyOptions {
  readonly by?: string;
  readonly reason?: string;
}

/** `bems anomalies`: what is unusual about the events of a cell, and what people say of it. */
export function addAnomalies(program: Command, context: Context): void {
  const anomalies = program.command('anomalies').description('list, acknowledge and explain unusual counts');
  withJson(withTarget(anomalies.command('list')))
    .description('list what is unusual, or was in the last five weeks; what is not over comes first')
    .option('--all', 'also what began longer ago')
    .action((options: AnomalyOptions & { readonly all?: boolean }) => list(options, context));
  addAct(anomalies, context, 'ack', 'say that you look after an anomaly, so that it is announced no more');
  addAct(
    anomalies,
    context,
    'expect',
    'say that it was to be expected, so that these hours are learned',
  ).requiredOption('--reason <text>', 'why it was to be expected');
}

async function list(options: AnomalyOptions & { readonly all?: boolean }, context: Context): Promise<void> {
  const target = await targetOf(options, context);
  const all = options.all === true;
  const listing = await target.run<AnomalyListing>({
    local: (cell) => cell.read('anomalies', new URLSearchParams({ all: `${all}` })),
    deployed: ({ records, clock }) => listAnomalies({ records, clock }, { all }),
  });
  context.output.out(options.json ? JSON.stringify(listing) : printableLines(listText(listing)));
}

function addAct(anomalies: Command, context: Context, act: AnomalyActName, description: string): Command {
  return withJson(withTarget(anomalies.command(act)))
    .description(description)
    .argument('<id>', 'id of the anomaly, as `bems anomalies list` shows it')
    .option('--by <name>', 'who says so (default: you, as this machine or AWS knows you)')
    .action(async (id: string, options: ActOptions) => {
      const target = await targetOf(options, context);
      const { by = target.operator, reason } = options;
      const request: AnomalyRequest = { id, act, by, ...(reason !== undefined && { reason }) };
      const anomaly = await target.run<ListedAnomaly>({
        local: (cell) => cell.act('anomalies/act', request),
        deployed: ({ records, clock }) => actOnAnomaly({ records, clock }, request),
      });
      context.output.out(
        options.json ? JSON.stringify(anomaly) : printableLines(`${anomaly.id}: ${stateText(anomaly)}.`),
      );
    });
}

function listText({ lookedAt, judgedUntil, metrics, anomalies }: AnomalyListing): string {
  if (lookedAt === null) return 'Nobody has looked yet.';
  return [
    anomalies.length === 0
      ? `Nothing is unusual, judged up to ${judgedUntil ?? lookedAt}.`
      : table(
          [
            ['anomaly', 'state', 'from', 'until', 'what'],
            ...anomalies.map((each) => [each.id, stateText(each), each.from, each.until, each.sentence]),
          ],
          'left',
        ),
    ...metrics.flatMap(unjudgedText),
  ].join('\n');
}

function stateText({ state, acknowledged, asExpected }: ListedAnomaly): string {
  if (asExpected) return `${state}, expected says ${asExpected.by}`;
  return acknowledged && state !== 'over' ? `${state}, acknowledged by ${acknowledged.by}` : state;
}

/** Why a metric cannot be judged. */
function unjudgedText({ title, judged, weeks }: ListedMetric): readonly string[] {
  if (judged === 'learning')
    return [`${title}: learning, ${weeks} ${weeks === 1 ? 'week' : 'weeks'} so far.`];
  return judged === 'cannot tell' ? [`${title}: too few to tell what is unusual.`] : [];
}
