// npm run simulate: a whole cell under simulated time, disks, network and faults, by the thousand.
import { parseArgs } from 'node:util';
import { processOutput } from '../../cli/output.ts';
import { table } from '../../cli/table.ts';
import { loadBlueprint } from './blueprint.ts';
import { bugs } from './bugs/all.ts';
import { runHistory } from './history.ts';
import { type BugReport, findBugs, simulate } from './simulate.ts';
import type { Tally } from './tally.ts';

const usage = `npm run simulate -- [options]
  --histories <n>  histories to run (1000); with --bugs, for each bug at most (2000)
  --seed <n>       seed of the first history, the next one has the next (random)
  --trace          prints what happens in the one history of --seed
  --bugs           plants each bug in turn, and says after how many histories it was found
  --bug <name>     plants this one: alone in the table of --bugs, or in the history of --trace
  --json           JSON instead of text

Exits with 1 when an event was lost or counted twice, or a planted bug was not found.`;

const { values } = parseArgs({
  options: {
    histories: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    trace: { type: 'boolean', default: false },
    bugs: { type: 'boolean', default: false },
    bug: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const output = processOutput();
const seed = Number(values.seed);
const histories = Number(values.histories ?? (values.bugs ? 2_000 : 1_000));
const planted = bugs.find(({ name }) => name === values.bug);
const isNumber = Number.isSafeInteger(seed) && Number.isSafeInteger(histories) && histories > 0;

if (values.help) output.out(usage);
else if (!isNumber) {
  output.err(`--histories and --seed are whole numbers, the first above 0.\n${usage}`);
  process.exitCode = 2;
} else if (values.bug !== undefined && !planted) {
  output.err(`There is no bug ${values.bug}; --bugs lists them all.`);
  process.exitCode = 2;
} else if (values.trace) await showHistory();
else if (values.bugs) await showBugs();
else await showHistories();

async function showHistory(): Promise<void> {
  const { trace, wrong, hash } = await runHistory({
    ...{ seed, blueprint: await loadBlueprint(), keepTrace: true },
    ...(planted && { bug: planted }),
  });
  output.out(
    values.json
      ? JSON.stringify({ seed, hash, wrong, trace })
      : [...trace, `trace ${hash}`, ...wrong].join('\n'),
  );
  if (wrong.length > 0) process.exitCode = 1;
}

async function showHistories(): Promise<void> {
  const startedAt = performance.now();
  const tally = await simulate({
    seed,
    histories,
    onProgress: (soFar) =>
      output.progress(`${soFar.histories} of ${histories} histories, ${soFar.failures.length} went wrong`),
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  output.out(values.json ? JSON.stringify({ seed, seconds, ...tally }) : summaryOf(tally, seconds));
  if (tally.failures.length > 0) process.exitCode = 1;
}

function summaryOf({ histories, accepted, steps, faults, failures }: Tally, seconds: number): string {
  const counts = Object.entries(faults).toSorted(([, a], [, b]) => b - a);
  return [
    `${histories} histories from seed ${seed} in ${seconds.toFixed(0)} s: ${accepted} events accepted, ${steps} steps.`,
    table([['fault', 'struck'], ...counts.map(([kind, count]) => [kind, String(count)])], 'left'),
    failures.length === 0
      ? 'Lost: 0. Counted twice: 0. Heads, records and snapshots are what the accepted events give.'
      : `${failures.length} went wrong:`,
    ...failures
      .slice(0, 10)
      .flatMap(({ seed: failed, hash, wrong }) => [
        `  seed ${failed} (trace ${hash}): ${wrong[0]}`,
        `    npm run simulate -- --seed ${failed} --trace`,
      ]),
  ].join('\n');
}

async function showBugs(): Promise<void> {
  const reports = await findBugs({
    ...{ seed, histories, only: values.bug },
    onProgress: (done) => output.progress(`${done} bugs looked for`),
  });
  output.out(values.json ? JSON.stringify({ seed, reports }) : bugTable(reports));
  if (reports.some(({ found }) => !found)) process.exitCode = 1;
}

function bugTable(reports: readonly BugReport[]): string {
  const rows = reports.map(({ bug, mistake, found }) => [
    bug,
    found ? String(found.after) : `not in ${histories}`,
    mistake,
  ]);
  return `Histories from seed ${seed} on.\n${table([['bug', 'found after', 'mistake'], ...rows], 'left')}`;
}
