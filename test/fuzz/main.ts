// npm run fuzz: hostile inputs for the API and the importer.
import { parseArgs } from 'node:util';
import { processOutput } from '../../cli/output.ts';
import { table } from '../../cli/table.ts';
import { fuzz } from './fuzz.ts';

const usage = `npm run fuzz -- [options]
  --inputs <n>   inputs in all (1000000)
  --seed <n>     makes the same inputs again (random)
  --json         JSON instead of a table

It ends with the first input that crashes something, that is answered with a 5xx, or that is accepted and changed.`;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const output = processOutput();
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
if (values.help) output.out(usage);
else if (!(Number.isSafeInteger(inputs) && inputs > 0 && Number.isSafeInteger(seed))) {
  output.err(`--inputs and --seed are whole numbers, the first above 0.\n${usage}`);
  process.exitCode = 2;
} else {
  try {
    const onProgress = (target: string, done: number) => output.progress(`${target}: ${done}`);
    const counts = await fuzz({ inputs, seed, onProgress });
    output.out(values.json ? JSON.stringify({ seed, counts }) : summary());
    function summary(): string {
      const rows = counts.map((each) => [
        each.target,
        ...[each.inputs, each.accepted, each.refused].map(String),
        each.seconds.toFixed(1),
      ]);
      return `Seed ${seed}: no crash, no 5xx, nothing accepted and changed.\n${table([['inputs', 'in all', 'accepted', 'refused', 'seconds'], ...rows], 'left')}`;
    }
  } catch (error) {
    output.err(`Seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
