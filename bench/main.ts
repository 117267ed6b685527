// npm run bench: how fast a whole cell is, run as `npm start` runs it and loaded from outside.
import { parseArgs } from 'node:util';
import { type Measurement, measure, type Settings } from './measure.ts';
import { combine, table, terminalProgress } from './report.ts';

const usage = `npm run bench -- [options]
  --seconds <n>       how long to load the cell (30)
  --warm-up <n>       seconds of load before that, so that what is measured is what is sustained (15)
  --connections <n>   keep-alive connections, one event under way on each (96)
  --rate <n>          events per second (as many as the connections carry)
  --runs <n>          measure so many times and give the medians (1)
  --json              print one JSON object instead of a table
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '15' },
    connections: { type: 'string', default: '96' },
    rate: { type: 'string' },
    runs: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}

const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  process.stderr.write(`--${name} must be a number above 0.\n\n${usage}`);
  return process.exit(2);
};
const settings: Settings = {
  seconds: positive('seconds', values.seconds),
  warmUpSeconds: positive('warm-up', values['warm-up']),
  connections: Math.ceil(positive('connections', values.connections)),
  rate: values.rate === undefined ? undefined : positive('rate', values.rate),
};
const runs = Math.ceil(positive('runs', values.runs));

// Leaving through `exit` ends the servers under test with this process.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const progress = terminalProgress(process.stderr);
const first = await measure(settings, progress.show);
const others: Measurement[] = [];
while (others.length + 1 < runs) others.push(await measure(settings, progress.show));
progress.clear();

const result = combine([first, ...others]);
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : table(result, settings, runs));
if (result.lost !== 0 || result.duplicated !== 0) {
  process.stderr.write('The cell lost or duplicated events: see "lost" and "duplicated" above.\n');
  process.exitCode = 1;
}
