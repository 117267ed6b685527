// npm run drill: a cell that everything goes wrong with, and what people do about it.
import { parseArgs } from 'node:util';
import { processOutput } from '../../cli/output.ts';
import { table } from '../../cli/table.ts';
import { runDrill } from './drill.ts';
import { fullPlan, shortPlan } from './plan.ts';
import { type Kept, type Outcome, promisesKept, seconds } from './promises.ts';

const usage = `npm run drill -- [options]
  --short   what \`npm test\` does: ${shortPlan.events} events, without the alarms
  --json    JSON instead of tables

${fullPlan.events} events at ${fullPlan.rate} a second, one in a hundred poison; each store is away for ${fullPlan.awaySeconds} s, the system
downstream for ${fullPlan.downstreamAwaySeconds} s, the cell is killed, a message is lost. Then dead letters are discarded and redriven, and the cell is reconciled. It takes
about twenty minutes. Exits with 1 when a promise is broken.`;

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const output = processOutput();
let step = 'it began';
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    output.err(`The drill was ended by ${signal}, after: ${step}.`);
    process.exit(1);
  });
if (values.help) output.out(usage);
else {
  const outcome = await runDrill(values.short ? shortPlan : fullPlan, (text) => {
    step = text;
    output.err(`${text} …`);
  });
  const promises = promisesKept(outcome);
  output.out(values.json ? JSON.stringify({ ...outcome, promises }) : report(outcome, promises));
  if (promises.some(({ kept }) => !kept)) process.exitCode = 1;
}

function report({ phases, redriven, discarded, alarms }: Outcome, promises: readonly Kept[]): string {
  const head = [
    'phase',
    'acknowledged',
    'not taken',
    'largest backlog',
    'worked off in',
    'p50',
    'p99',
    'max',
  ];
  const rows = phases.map((phase) => [
    phase.name,
    ...[phase.acknowledged, total(phase.notTaken), phase.largestBacklog].map(String),
    ...[phase.workedOffMs, phase.p50Ms, phase.p99Ms, phase.maxMs].map(seconds),
  ]);
  const kept = promises.map(({ promise, measured, kept }) => [promise, kept ? 'kept' : 'BROKEN', measured]);
  return [
    table([head, ...rows]),
    '',
    `Not taken: ${reasons(phases)}.`,
    `${redriven} dead letters redriven, ${discarded} discarded.`,
    ...Object.entries(alarms.rang).map(([name, why]) => `${name} rang at ${why}`),
    '',
    table([['promise', '', 'measured'], ...kept], 'left'),
  ].join('\n');
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Why events were not taken, and how many of all phases. */
function reasons(phases: Outcome['phases']): string {
  const all = phases.flatMap(({ notTaken }) => Object.entries(notTaken));
  const byReason = Map.groupBy(all, ([why]) => why);
  const texts = Array.from(
    byReason,
    ([why, counts]) => `${why} × ${counts.reduce((sum, [, count]) => sum + count, 0)}`,
  );
  return texts.join(', ') || 'none';
}
