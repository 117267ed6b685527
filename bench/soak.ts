// npm run soak: whether a cell keeps up for hours: a row per minute, then every history read back.
import { runCell } from './cell-run.ts';
import { fromCommandLine } from './command-line.ts';
import type { Load } from './load.ts';
import { optionsUsage, soakOptions } from './options.ts';
import { headingOf, terminalProgress, whole } from './report.ts';
import { rowOf, tableHead, tableLine } from './soak-table.ts';

const usage = `npm run soak -- [options]
  --duration <time>   how long to load the cell (1h); Ctrl-C ends it early
${optionsUsage}`;

const options = fromCommandLine(soakOptions, usage);

let load: Load | undefined;
let stoppedAt: number | undefined;
process.on('SIGINT', () => {
  const now = performance.now();
  // npm, the launcher and the terminal each pass on one Ctrl-C; a second press comes later.
  const pressedAgain = stoppedAt !== undefined && now - stoppedAt > 1000;
  if (!load || pressedAgain) process.exit(130);
  stoppedAt ??= now;
  load.stop();
});
process.once('SIGTERM', () => process.exit(143));

const print = (line: string) => process.stdout.write(`${line}\n`);
const progress = terminalProgress(process.stderr);
let minutes = 0;
if (!options.json) print(`${headingOf(options)}\n${tableHead}`);

const { verdict } = await runCell(options, {
  progress: progress.show,
  onLoad: (started) => {
    load = started;
  },
  onMinute: (minute) => {
    progress.clear();
    minutes += 1;
    const row = rowOf(minutes, minute);
    print(options.json ? JSON.stringify(row) : tableLine(row));
  },
});
progress.clear();

const { lost, duplicated, invoicesRead } = verdict;
print(
  options.json
    ? JSON.stringify(verdict)
    : `${whole(invoicesRead)} histories read: ${whole(lost)} lost, ${whole(duplicated)} duplicated`,
);
if (lost !== 0 || duplicated !== 0) process.exitCode = 1;
