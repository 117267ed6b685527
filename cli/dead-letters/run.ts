import type { ActStep, StepRange } from '../../operations/dead-letters/act.ts';
import { drain } from '../../operations/dead-letters/drain.ts';
import type { Context } from '../commands/context.ts';
import { exitCodes } from '../errors.ts';
import type { Target } from '../operations/operation.ts';
import { releaseLetters } from './pages.ts';

/** How often letters stayed for one reason. */
interface Stayed {
  readonly because: string;
  readonly count: number;
  /** One of them. */
  readonly messageId: string;
}

/** What a run over the selected letters did; of a dry run, what it would have done. */
export interface RunResult {
  /** Interrupted: run the same command again for the rest. */
  readonly end: 'finished' | 'interrupted';
  readonly dryRun: boolean;
  readonly done: number;
  readonly gone: number;
  readonly stayed: readonly Stayed[];
  readonly scanned: number;
}

export interface Run {
  readonly target: Target;
  readonly perSecond: number;
  readonly dryRun: boolean;
  /** What is being done, as in "Redriven". */
  readonly verb: string;
}

/** Takes step after step, with progress, until none is left or the user stops it. */
export async function runOverLetters(
  step: (range: StepRange) => Promise<ActStep>,
  { target, perSecond, dryRun, verb }: Run,
  { output, timing, stop }: Context,
): Promise<RunResult> {
  const sums = { done: 0, gone: 0, scanned: 0 };
  const stayed = new Map<string, Stayed>();
  const { end } = await drain(step, {
    perSecond,
    signal: stop(),
    now: timing.now,
    // Woken by the signal, it has slept enough.
    sleep: (ms, signal) => timing.sleep(ms, signal).catch(() => {}),
    release: () => releaseLetters(target),
    onProgress: (taken) => {
      for (const sum of ['done', 'gone', 'scanned'] as const) sums[sum] += taken[sum];
      for (const { because, messageId } of taken.stayed) {
        const known = stayed.get(because);
        stayed.set(because, { because, messageId, ...known, count: (known?.count ?? 0) + 1 });
      }
      output.progress(`${verb} ${sums.done} of ${sums.scanned} looked at …`);
    },
  });
  return { end, dryRun, ...sums, stayed: [...stayed.values()] };
}

/** Says what a run did and sets the exit code that goes with it. */
export function reportRun(
  result: RunResult & { readonly exportedTo?: string },
  { verb, json }: { readonly verb: string; readonly json: boolean },
  { output, exitWith }: Context,
): void {
  if (result.end === 'interrupted') exitWith(exitCodes.interrupted);
  else if (result.stayed.length > 0) exitWith(exitCodes.rejected);
  output.out(json ? JSON.stringify(result) : runText(result, verb));
}

function runText(result: RunResult & { readonly exportedTo?: string }, verb: string): string {
  const { end, dryRun, done, gone, stayed, scanned, exportedTo } = result;
  const letters = `${done} dead ${done === 1 ? 'letter' : 'letters'}`;
  return [
    dryRun ? `Would have ${verb.toLowerCase()} ${letters}; nothing was changed.` : `${verb} ${letters}.`,
    ...(done === 0 && stayed.length === 0 ? [`None of the ${scanned} looked at was meant.`] : []),
    ...(gone > 0 ? [`${gone} were gone, or with somebody else, when it was their turn.`] : []),
    ...stayed.map(
      ({ because, count, messageId }) =>
        `${count} ${dryRun ? 'would stay' : 'stayed'}, such as ${messageId}: ${because}`,
    ),
    ...(exportedTo !== undefined && done > 0 && !dryRun ? [`Their payloads are in ${exportedTo}.`] : []),
    ...(end === 'interrupted' ? ['Interrupted: run the same command again for the rest.'] : []),
  ].join('\n');
}
