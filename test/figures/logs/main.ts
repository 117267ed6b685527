// npm run figures:logs: figures of real logs, held against the recomputation from their events.
import { parseArgs } from 'node:util';
import { processOutput } from '../../../cli/output.ts';
import { table } from '../../../cli/table.ts';
import { bpiChallenge } from './bpi-challenge.ts';
import { type Comparison, compare } from './compare.ts';
import { cassandraPayables, ibmReceivables } from './receivables.ts';

const usage = `npm run figures:logs -- --data <folder> [options]
  --data <folder>    holds bpi2019/*.xes and receivables/*.csv
  --questions <n>    of each KPI, before and after what is late (4)
  --seed <n>         asks the same questions again (random)

It ends with 1 when a figure is not what follows from the events.`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    questions: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const output = processOutput();
const [questions, seed] = [Number(values.questions), Number(values.seed)];
if (values.help) output.out(usage);
else if (!values.data || ![questions, seed].every(Number.isSafeInteger) || questions < 1) {
  output.err(usage);
  process.exitCode = 2;
} else await compareAll(values.data);

async function compareAll(folder: string): Promise<void> {
  const logs = { bpi2019: bpiChallenge, ibm: ibmReceivables, cassandra22: cassandraPayables };
  const compared: [string, Comparison][] = [];
  for (const [name, read] of Object.entries(logs)) {
    output.err(`${name} …`);
    compared.push([name, await compare(await read(folder), questions, seed)]);
  }
  output.out(`Seed ${seed}\n${table(rowsOf(compared))}`);
  const differences = compared.flatMap(([log, { differences }]) =>
    differences.map((each) => ({ log, ...each })),
  );
  for (const each of differences.slice(0, 5)) output.out(JSON.stringify(each, null, 2).slice(0, 4_000));
  if (differences.length > 0) process.exitCode = 1;
}

function rowsOf(compared: readonly (readonly [string, Comparison])[]): string[][] {
  return [
    ['log', 'invoices', 'events', 'late', 'twice', 'questions', 'telling', 'rows', 'lists', 'differences'],
    ...compared.map(([log, { differences, ...of }]) => [
      log,
      ...[of.invoices, of.events, of.late, of.repeated].map(String),
      ...[of.questions, of.telling, of.rows, of.lists, differences.length].map(String),
    ]),
  ];
}
