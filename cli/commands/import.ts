import type { Command } from 'commander';
import { counted } from '../../lib/counted.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { exitCodes } from '../errors.ts';
import { sendingPolicy } from '../http/retry.ts';
import { checkImport } from '../import/check-import.ts';
import { type ImportCounts, importLogs } from '../import/import-log.ts';
import { loadMapping, shippedMappings } from '../import/mapping.ts';
import { logFiles, readLog } from '../import/read-log.ts';
import { type Context, connectTo } from './context.ts';
import { integer, withCell, withJson } from './options.ts';

interface ImportCommandOptions extends CellChoice {
  readonly mapping: string;
  readonly dryRun?: boolean;
  readonly idCheck: boolean;
  readonly concurrency: number;
  readonly patience: number;
  readonly json?: boolean;
}

/** `bems import`: turns event logs of other systems into invoice events. */
export function addImport(program: Command, context: Context): void {
  withJson(withCell(program.command('import')))
    .description('import XES or CSV event logs')
    .argument('<paths...>', '.xes and .csv files (or .gz of them), or folders of them')
    .requiredOption('--mapping <file>', `a mapping file, or the name of one: ${shippedMappings().join(', ')}`)
    .option('--dry-run', 'read and map, but send nothing')
    .option('--no-id-check', 'do not compare ids with those of earlier imports first')
    .option('--concurrency <n>', 'maximum number of concurrent requests', integer(1, 64), 12)
    .option('--patience <seconds>', 'how long to keep retrying a request', integer(0, 86_400), 120)
    .addHelpText('after', importHelp)
    .action(async (paths: string[], options: ImportCommandOptions) => {
      const { output, timing } = context;
      const mapping = loadMapping(options.mapping);
      const files = await logFiles(paths);
      const api = options.dryRun ? undefined : await connectTo(options, context);
      const policy = { ...sendingPolicy, patienceMs: options.patience * 1_000 };
      const started = timing.now();
      const logs = () => files.map((file) => readLog(file, mapping));
      let compared: number | undefined;
      if (api && options.idCheck) {
        output.progress('reading everything once before anything is sent …');
        const check = await checkImport(logs(), mapping, api, policy);
        compared = check.compared;
        if (check.problem)
          output.err(`Ids were not all compared with those of earlier imports: ${check.problem}.`);
      }
      const counts = await importLogs(logs(), {
        mapping,
        ...(api && { api }),
        concurrency: options.concurrency,
        policy,
        onProgress: ({ read, accepted, rejected }) =>
          output.progress(`${read} read, ${accepted} accepted, ${rejected} rejected`),
      });
      const seconds = (timing.now() - started) / 1_000;
      const result = { files: files.length, ...counts, compared, seconds, dryRun: options.dryRun === true };
      output.out(options.json ? JSON.stringify(result) : importText(result));
      if (counts.rejected > 0) context.exitWith(exitCodes.rejected);
    });
}

const importHelp = `
An event's id is <case>#<position>: its position among all events of the case, mapped or not, counted
across all the files. Importing the same files in the same order again changes nothing; the files of a
folder are read in the order of their names. Import files that share a case together, or let the mapping
say "ids": "content". Everything is read once before anything is sent: a file that is not readable, or
ids that belong to other events already, end the import.`;

interface ImportResult extends ImportCounts {
  /** Cases whose ids were compared with the cell's; undefined when none were to be. */
  readonly compared: number | undefined;
  readonly seconds: number;
  readonly files: number;
  readonly dryRun: boolean;
}

/** The summary for a person. */
function importText(result: ImportResult): string {
  const skipped = Object.entries(result.skipped);
  const total = skipped.reduce((sum, [, count]) => sum + count, 0);
  return [
    `Read ${counted(result.read, 'event')} of ${counted(result.cases, 'case')} from ${counted(result.files, 'file')} in ${result.seconds.toFixed(1)} s.`,
    result.dryRun
      ? `${result.mapped} would be sent (dry run), ${result.rejected} cannot be.`
      : `${result.accepted} accepted, ${result.rejected} rejected, ${counted(result.retries, 'request')} retried.`,
    ...(result.compared === undefined
      ? []
      : [
          `Before, ids of ${result.compared} of the ${counted(result.cases, 'case')} were compared with the cell's.`,
        ]),
    `${total} skipped${total > 0 ? ', because the mapping does not name them:' : '.'}`,
    ...skipped.map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`),
    ...result.problems.map(
      ({ eventId, place, problem }) => `Rejected ${eventId}${place ? ` (${place})` : ''}: ${problem}`,
    ),
  ].join('\n');
}
