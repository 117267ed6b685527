import type { ActStep, StepRange } from '../../../operations/dead-letters/act.ts';
import type { DiagnosedLetter } from '../../../operations/dead-letters/diagnosis.ts';
import { drain } from '../../../operations/dead-letters/drain.ts';
import type { DeadLetterSummary } from '../../../operations/dead-letters/list.ts';
import type { LetterCursor, LetterSelection, SelectedPage } from '../../../operations/dead-letters/select.ts';
import { actAsOperator, readAsOperator } from './api.ts';

/** Letters shown before more are asked for. */
const shownAtOnce = 50;
/** Letters acted on per second at most: a page is no place for a flood. */
const perSecond = 500;

function queryOf(selection: LetterSelection): Record<string, string> {
  return Object.fromEntries(
    Object.entries(selection).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The selected letters, counted by queue, class and code. */
export function fetchSummary(selection: LetterSelection, signal?: AbortSignal): Promise<DeadLetterSummary> {
  return readAsOperator<DeadLetterSummary>('dead-letters/summary', queryOf(selection), signal);
}

/** Letters, and where others follow. */
export interface Letters {
  readonly letters: readonly DiagnosedLetter[];
  readonly next?: LetterCursor | undefined;
}

/** The next fifty or so of the selected letters: pages that hold none are passed over. */
export async function fetchLetters(
  selection: LetterSelection,
  from?: LetterCursor,
  signal?: AbortSignal,
): Promise<Letters> {
  const letters: DiagnosedLetter[] = [];
  let cursor = from;
  do {
    const query = {
      ...queryOf(selection),
      ...(cursor && { cursorQueue: cursor.queue, ...(cursor.after && { cursorAfter: cursor.after }) }),
    };
    const page = await readAsOperator<SelectedPage>('dead-letters', query, signal);
    letters.push(...page.letters);
    cursor = page.next;
  } while (cursor && letters.length < shownAtOnce);
  return { letters, next: cursor };
}

/** What is to be done to the selected letters. */
export interface LetterAct {
  readonly kind: 'redrive' | 'discard';
  readonly selection: LetterSelection;
  readonly by: string;
  /** When the question was asked, RFC 3339 UTC: letters that came since then are left alone. */
  readonly startedAt: string;
  /** Of a discard. */
  readonly reason?: string;
}

/** What was done; of a rehearsal, what would be. */
export interface ActResult {
  readonly done: number;
  readonly stayed: number;
  /** Why some stayed, each reason once. */
  readonly because: readonly string[];
}

interface ActRun {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (soFar: ActResult) => void;
}

/** Acts on the selected letters page by page, until none is left or the signal comes. */
export async function actOnLetters(
  { kind, ...act }: LetterAct,
  { dryRun, signal, onProgress = () => {} }: ActRun,
): Promise<ActResult> {
  let result: ActResult = { done: 0, stayed: 0, because: [] };
  await drain(
    (range: StepRange) => actAsOperator<ActStep>(`dead-letters/${kind}`, { ...act, ...range, dryRun }),
    {
      perSecond: dryRun ? Number.POSITIVE_INFINITY : perSecond,
      signal,
      now: () => performance.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      onProgress: ({ done, stayed }) => {
        result = {
          done: result.done + done,
          stayed: result.stayed + stayed.length,
          because: [...new Set([...result.because, ...stayed.map(({ because }) => because)])],
        };
        onProgress(result);
      },
    },
  );
  return result;
}
