import type { Command } from 'commander';
import type { CellChoice } from '../cells/find-cell.ts';
import { type FeedReport, playFeed } from '../demo/feed.ts';
import { exitCodes } from '../errors.ts';
import { type Context, connectTo } from './context.ts';
import { integer, positive, withCell, withJson } from './options.ts';

interface DemoCommandOptions extends CellChoice {
  readonly rate: number;
  readonly timeScale: number;
  readonly seed: number;
  readonly history: number;
  readonly count?: number;
  readonly duration?: number;
  readonly json?: boolean;
}

/** `bems demo`: feeds a cell with generated invoices. */
export function addDemo(program: Command, context: Context): void {
  withJson(withCell(program.command('demo')))
    .description('feed the cell with generated invoices until stopped')
    .option('--rate <n>', 'average events per second', positive, 5)
    .option('--time-scale <n>', 'how much faster than real life; 1440: a day a minute', positive, 1_440)
    .option('--seed <n>', 'the same seed gives the same vendors', integer(0, 2 ** 31), 1)
    .option('--history <n>', 'first send about so many events of 13 months', integer(0, 1_000_000), 0)
    .option('--count <n>', 'stop after this many events', integer(1, 1_000_000_000))
    .option('--duration <seconds>', 'stop after this long', positive)
    .action(async (options: DemoCommandOptions) => {
      const { output, timing } = context;
      const api = await connectTo(options, context);
      const started = timing.now();
      const report = await playFeed(
        api,
        {
          ...options,
          ...(options.duration !== undefined && { durationMs: options.duration * 1_000 }),
          onProgress: ({ sent, rejected }) =>
            output.progress(`${sent} sent, ${rejected} rejected; Ctrl-C stops`),
        },
        timing,
        context.stop(),
      );
      const result = { ...report, seed: options.seed, seconds: (timing.now() - started) / 1_000 };
      output.out(options.json ? JSON.stringify(result) : demoText(result));
      if (report.rejected > 0) context.exitWith(exitCodes.rejected);
    });
}

/** The summary for a person. */
function demoText({ sent, rejected, stages, seconds }: FeedReport & { seconds: number }): string {
  const perSecond = seconds > 0 ? ` (${((sent + rejected) / seconds).toFixed(1)} a second)` : '';
  const byStage = Object.entries(stages).map(([stage, count]) => `${stage} ${count}`);
  return `${sent} events accepted, ${rejected} rejected in ${seconds.toFixed(1)} s${perSecond}: ${byStage.join(', ')}.`;
}
