import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { RunningCell } from '../../local/cell.ts';
import { projectRoot } from '../../local/project-root.ts';
import { cellIn, register } from '../cells/registry.ts';
import { feedItself, planSelfFeed, usualHistoryEvents } from '../demo/self-feed.ts';
import { CliError, exitCodes, toCliError } from '../errors.ts';
import { Api } from '../http/api.ts';
import type { Context } from './context.ts';
import { integer, webAddress, withJson } from './options.ts';
import { readyText } from './ready-text.ts';
import { readDownstream, readFigures } from './settings-files.ts';

interface UpOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly demo: boolean;
  readonly history: number;
  readonly alertWebhook?: string;
  readonly downstream?: string;
  readonly figures?: string;
  readonly daysAhead: number;
  readonly json?: boolean;
}

/** `bems up`: runs a whole cell on this machine until it is stopped. */
export function addUp(program: Command, context: Context): void {
  withJson(program.command('up'))
    .description('run a whole cell on this machine')
    .option('--port <n>', 'port of the API and the console; 0 for any free one', integer(0, 65_535), 8787)
    .option('--data-dir <folder>', 'where the cell keeps everything', join(projectRoot, '.bems', 'local'))
    .option('--alert-webhook <url>', 'where alerts are POSTed too', webAddress)
    .option(
      '--downstream <file>',
      'the systems that stages tell of their events: JSON, as in the data of a cell',
    )
    .option('--figures <file>', 'targets and exchange rates of the console: JSON')
    .option('--no-demo', 'do not feed the cell with generated invoices')
    .option(
      '--history <n>',
      'with the demo, an empty cell first gets about so many events of 13 months',
      integer(0, 1_000_000),
      usualHistoryEvents,
    )
    .option(
      '--days-ahead <n>',
      'to see what a cell does later: its clock is so many days ahead of the machine’s',
      integer(0, 36_500),
      0,
    )
    .action((options: UpOptions) => up({ ...options, dataDir: resolve(options.dataDir) }, context));
}

async function up(options: UpOptions, context: Context): Promise<void> {
  const { output, timing } = context;
  const stop = context.stop();
  const cell = await start(options, context);
  const { api, apiKey, operatorKey, console } = cell;
  const startedAt = new Date(timing.now()).toISOString();
  const { dataDir } = options;
  const unregister = register({
    pid: process.pid,
    api,
    apiKey,
    console,
    dataDir,
    project: projectRoot,
    startedAt,
  });
  try {
    const feeding = {
      api: new Api({ api, apiKey, console }, timing),
      dataDir,
      output,
      timing,
      stop,
      onLoading: cell.sayLoading,
    };
    const demo = options.demo ? await planSelfFeed(feeding, options.history) : undefined;
    output.out(
      options.json
        ? JSON.stringify({ api, apiKey, operatorKey, console, pid: process.pid, dataDir })
        : readyText(cell, { dataDir, demo }, timing.now()),
    );
    const feed = demo && feedItself(demo, feeding);
    await aborted(stop);
    output.err('Stopping: work in flight finishes first. Press Ctrl-C again to stop immediately.');
    await feed;
  } finally {
    await cell.close();
    unregister();
  }
  output.err(`Stopped. Everything accepted is kept in ${dataDir}.`);
}

/** How long a killed cell may take to disappear, and how often to check, in ms. */
const goneWithinMs = 2_000;
const lookEveryMs = 100;

/** Starts the cell, and says what to do when its port or folder is taken. */
async function start(options: UpOptions, { timing, output }: Context): Promise<RunningCell> {
  const { port, dataDir, alertWebhook } = options;
  const downstream = options.downstream === undefined ? undefined : readDownstream(options.downstream);
  const figures = options.figures === undefined ? undefined : readFigures(options.figures);
  // Loaded only here, because no other command needs the engine and its stores.
  const { startCell } = await import('../../local/cell.ts');
  const startedAt = timing.now();
  const onConversion = (done: number, total: number) =>
    output.err(`Converting the ledger to its present layout, once: ${done} of ${total} rows.`);
  for (;;) {
    try {
      return await startCell({
        ...{ port, dataDir, alertWebhook, downstream, figures, onConversion },
        thread: { clockAhead: clockAhead(options.daysAhead) },
      });
    } catch (error) {
      const { code } = toCliError(error);
      // A cell restarted right after a kill can be faster than the system's clean-up of the killed
      // process.
      const mayBeGoneSoon = code === 'DATA_FOLDER_IN_USE' && timing.now() - startedAt < goneWithinMs;
      if (!mayBeGoneSoon) throw startFailure(error, options);
      await timing.sleep(lookEveryMs);
    }
  }
}

/** As the path's thread is told of it. */
function clockAhead(days: number): SharedArrayBuffer {
  const ms = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  ms[0] = days * 24 * 60 * 60_000;
  return ms.buffer;
}

/** What to do about a cell that did not start; any other error is passed on. */
export function startFailure(
  error: unknown,
  { port, dataDir }: Pick<UpOptions, 'port' | 'dataDir'>,
): unknown {
  const { code } = toCliError(error);
  if (code === 'EADDRINUSE') {
    const next = 'Give another one with --port, or 0 for any free one; `bems status` shows a cell that runs.';
    return new CliError('PORT_TAKEN', `Port ${port} is taken.`, next, exitCodes.cannotStart);
  }
  if (code === 'DATA_FOLDER_IN_USE') {
    const cell = cellIn(dataDir);
    const by = cell ? `, by the cell at ${cell.api} (process ${cell.pid})` : '';
    const next = 'Stop the cell that uses it, or give another folder with --data-dir.';
    return new CliError(code, `The data folder ${dataDir} is in use${by}.`, next, exitCodes.cannotStart);
  }
  return error;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
