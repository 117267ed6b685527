// bundles.ts: builds every function's bundle as it is deployed, and measures what a new environment
// loads.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadTemplates } from '../emulator/template/load-templates.ts';
import { buildBundle, bundleLimit, root } from '../infra/functions/bundling.ts';
import { isObject, type JsonValue } from '../lib/json.ts';
import { synthesizeCell } from '../local/synthesize-cell.ts';

/** Milliseconds that a bundle may take to load, on a machine that has nothing else to do. */
const loadLimitMs = 60;

const usage = `npm run bundles -- [--json] [--runs <number>]
npm run bundles -- --locate <function>:<line>:<column>

Builds the bundle of every function exactly as it is deployed, and prints its bytes and how long a fresh Node takes to load it: the
median of several. Ends with 1 when one is larger than ${bundleLimit} bytes or loads for longer than ${loadLimitMs} ms.

--json    prints [{name, bytes, loadMs}]
--runs    how often each is loaded, 15 without it
--locate  says which line of the sources a place in a bundle comes from, such as one of a stack in a log or a dead letter
`;

interface DeployedFunction {
  readonly name: string;
  /** The folder of its `handler.ts`, relative to the root of the project. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The functions of the local cell, the same as of every cell, with the variables that the stack
 * sets.
 */
async function deployedFunctions(cacheDir: string): Promise<DeployedFunction[]> {
  const template = loadTemplates(await synthesizeCell('local', { cacheDir }));
  return template.ofType('AWS::Lambda::Function').flatMap(({ physicalId: name, properties, metadata }) => {
    const { 'bems:entry': folder } = metadata;
    return typeof folder === 'string'
      ? [{ name, folder, variables: variablesIn(properties.Environment) }]
      : [];
  });
}

function variablesIn(environment: JsonValue | undefined): Record<string, string> {
  const variables = isObject(environment) && isObject(environment.Variables) ? environment.Variables : {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}

/**
 * Loads a bundle in a process of its own, with the variables that the stack and Lambda set.
 * @returns milliseconds
 */
function load(file: string, { name, variables }: DeployedFunction): number {
  const program = `
    const start = performance.now();
    require(${JSON.stringify(file)});
    require('node:fs').writeSync(3, String(performance.now() - start));
    process.exit();`;
  const { output, stderr, status } = spawnSync(process.execPath, ['--eval', program], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: {
      ...variables,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_REGION: 'eu-west-1',
    },
  });
  if (status !== 0) throw new Error(`The bundle of ${name} does not load: ${stderr}`);
  return Number(output[3]);
}

/** Raises this process's priority, where the user may do so. */
function goFirst(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST);
  } catch {
    // Without it the figures include whatever else the machine is doing.
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * Bytes and load time of each. The functions take turns, so that other load falls on all of them.
 */
function measure(functions: readonly DeployedFunction[], outdir: string, runs: number) {
  goFirst();
  const bundles = functions.map((one) => ({ one, ...buildBundle(one.folder, join(outdir, one.name)) }));
  const rounds = Array.from({ length: runs }, () => bundles.map(({ one, file }) => load(file, one)));
  return bundles.map(({ one: { name }, bytes }, index) => ({
    name,
    bytes,
    loadMs: Math.round(10 * median(rounds.flatMap((round) => round[index] ?? []))) / 10,
  }));
}

/** @param place `<function>:<line>:<column>` in a bundle. @returns the same place in the sources */
function locate(place: string, functions: readonly DeployedFunction[], outdir: string): string {
  const [name, line, column] = place.split(':');
  const found = functions.find((one) => one.name === name);
  if (!found || !Number(line) || !Number(column))
    throw new Error(
      `${place} is not <function>:<line>:<column>, with a function of ${functions.map((one) => one.name).join(', ')}`,
    );
  const { file } = buildBundle(found.folder, outdir, { sourceMap: true });
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  const origin = map.findOrigin(Number(line), Number(column));
  if (!('fileName' in origin))
    throw new Error(`${place} is beyond the end of the bundle that these sources make`);
  const source = relative(root, resolve(dirname(file), origin.fileName));
  return `${source}:${origin.lineNumber}:${origin.columnNumber}`;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '15' },
    locate: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
try {
  if (values.help) process.stdout.write(usage);
  else await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const functions = await deployedFunctions(join(outdir, 'templates'));
  if (values.locate) {
    process.stdout.write(`${locate(values.locate, functions, outdir)}\n`);
    return;
  }
  const measured = measure(functions, outdir, Math.max(1, Number(values.runs) || 0));
  if (values.json) process.stdout.write(`${JSON.stringify(measured, undefined, 2)}\n`);
  else for (const { name, bytes, loadMs } of measured) process.stdout.write(row(name, bytes, loadMs));
  const missed = measured.flatMap(({ name, bytes, loadMs }) => [
    ...(bytes > bundleLimit ? [`${name} has ${bytes} bytes, and ${bundleLimit} is the limit`] : []),
    ...(loadMs > loadLimitMs
      ? [`${name} loads in ${loadMs} ms, and ${loadLimitMs} is the limit: is the machine busy?`]
      : []),
  ]);
  for (const sentence of missed) process.stderr.write(`${sentence}\n`);
  if (missed.length > 0) process.exitCode = 1;
}

function row(name: string, bytes: number, loadMs: number): string {
  return `${name.padEnd(32)}${bytes.toLocaleString('en').padStart(9)} bytes${loadMs.toFixed(1).padStart(8)} ms\n`;
}
