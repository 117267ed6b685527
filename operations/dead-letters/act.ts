import type { DeadLetters, LetterOutcome } from '../../functions/core/dead-letters.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { DiagnosedLetter } from './diagnosis.ts';
import { type LetterCursor, type LetterSelection, selectDeadLetters } from './select.ts';

/** The ports of what is done to dead letters. */
export interface ActPorts {
  readonly deadLetters: DeadLetters;
  readonly records: Pick<Records, 'create'>;
}

/** What is done to which letters, by whom; the same for every step of a run. */
export interface Act {
  readonly selection: LetterSelection;
  /** Who does it; goes into the audit trail. */
  readonly by: string;
  /**
   * When the run began, RFC 3339 UTC. Letters sent since then are left alone: what fails again is not
   * taken twice by one run.
   */
  readonly startedAt: string;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Where a step begins, and how many letters it looks at. */
export interface StepRange {
  readonly cursor?: LetterCursor | undefined;
  /** 1 or more. */
  readonly limit: number;
}

/** A letter that was selected and is still on its queue. */
export interface StayingLetter {
  readonly queue: string;
  readonly position: string;
  readonly messageId: string;
  readonly invoiceId?: string | undefined;
  /** A sentence: why, and what to do instead. */
  readonly because: string;
}

/** What a step did; of a dry run, what it would have done. */
export interface ActStep {
  /** Letters that left their queue. */
  readonly done: number;
  /** Selected letters that were gone, or with somebody else, when it was their turn. */
  readonly gone: number;
  readonly stayed: readonly StayingLetter[];
  /** Letters looked at. */
  readonly scanned: number;
  /** Where the next step begins; undefined after the last one. */
  readonly next?: LetterCursor | undefined;
}

/**
 * Does something to the selected letters of one page of one queue.
 * @param perform acts on letters of one queue
 */
export async function actOnPage(
  { deadLetters }: Pick<ActPorts, 'deadLetters'>,
  { selection, startedAt }: Pick<Act, 'selection' | 'startedAt'>,
  { cursor, limit }: StepRange,
  perform: (queue: string, letters: readonly DiagnosedLetter[]) => Promise<readonly LetterOutcome[]>,
): Promise<ActStep> {
  const before = earlier(selection.before, startedAt);
  const page = await selectDeadLetters(deadLetters, { selection: { ...selection, before }, limit, cursor });
  const { letters, scanned, next } = page;
  const [first] = letters;
  const outcomes = first ? await perform(first.queue, letters) : [];
  if (!next) await deadLetters.release();
  return {
    done: outcomes.filter(({ outcome }) => outcome === 'done').length,
    gone: outcomes.filter(({ outcome }) => outcome === 'gone').length,
    stayed: outcomes.flatMap((each, index) => staying(letters[index], each)),
    scanned,
    next,
  };
}

function staying(letter: DiagnosedLetter | undefined, result: LetterOutcome): StayingLetter[] {
  if (!letter || result.outcome !== 'stays') return [];
  const { queue, position, messageId, invoiceId } = letter;
  return [{ queue, position, messageId, invoiceId, because: result.because }];
}

function earlier(before: string | undefined, startedAt: string): string {
  return before !== undefined && Date.parse(before) < Date.parse(startedAt) ? before : startedAt;
}
