// npm run bench: how fast a whole cell is, run as `npm start` runs it and loaded from outside.
import { combine } from './combine.ts';
import { fromCommandLine } from './command-line.ts';
import { type Measurement, measure } from './measure.ts';
import { benchOptions, optionsUsage } from './options.ts';
import { table, terminalProgress } from './report.ts';

const usage = `npm run bench -- [options]
  --duration <time>   how long to load the cell (30s)
  --runs <n>          measure so many times and give the medians (1)
${optionsUsage}`;

const options = fromCommandLine(benchOptions, usage);

// Leaving through `exit` ends the servers under test with this process.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const progress = terminalProgress(process.stderr);
const first = await measure(options, progress.show);
const others: Measurement[] = [];
while (others.length + 1 < options.runs) others.push(await measure(options, progress.show));
progress.clear();

const result = combine([first, ...others]);
process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : table(result, options, options.runs));
if (result.lost !== 0 || result.duplicated !== 0) {
  process.stderr.write('The cell lost or duplicated events: see "lost" and "duplicated" above.\n');
  process.exitCode = 1;
}
