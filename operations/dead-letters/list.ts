import type { DeadLetterQueue, DeadLetters } from '../../functions/core/dead-letters.ts';
import type { FailureClass } from '../../functions/core/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { type DiagnosedLetter, diagnosed } from './diagnosis.ts';
import { isSelected, type LetterSelection, selectedQueues } from './select.ts';

/** Letters of one queue read at most for a summary, unless the caller says otherwise. */
const defaultSample = 1_000;

/** Letters read at once. */
const pageSize = 250;

/** How many letters of a queue failed in one way. */
export interface FailureCount {
  readonly failureClass: FailureClass | null;
  readonly code: string;
  readonly count: number;
}

/** What is on one dead-letter queue. */
export interface QueueSummary extends DeadLetterQueue {
  /** Of the letters read, how many are selected; the same as `scanned` when all are. */
  readonly selected: number;
  /** Letters read. */
  readonly scanned: number;
  /** Whether there are more than were read: `selected`, `oldest` and `failures` are of a sample then. */
  readonly isSample: boolean;
  /** When the oldest selected letter was sent, RFC 3339 UTC; null without any. */
  readonly oldest: string | null;
  /** The selected letters by class and code, the most frequent first. */
  readonly failures: readonly FailureCount[];
}

/** What is on the dead-letter queues of a cell. */
export interface DeadLetterSummary {
  /** RFC 3339 UTC. */
  readonly asOf: string;
  /** In the order of their names, empty ones included. */
  readonly queues: readonly QueueSummary[];
}

/** Counts the selected dead letters, queue by queue and failure by failure. */
export async function listDeadLetters(
  { deadLetters, clock }: { readonly deadLetters: DeadLetters; readonly clock: Clock },
  selection: LetterSelection = {},
  sample = defaultSample,
): Promise<DeadLetterSummary> {
  const asOf = new Date(clock.now()).toISOString();
  const queues: QueueSummary[] = [];
  try {
    for (const queue of await selectedQueues(deadLetters, selection))
      queues.push(await summaryOf(deadLetters, queue, selection, sample));
  } finally {
    await deadLetters.release();
  }
  return { asOf, queues };
}

async function summaryOf(
  deadLetters: DeadLetters,
  queue: DeadLetterQueue,
  selection: LetterSelection,
  sample: number,
): Promise<QueueSummary> {
  const { scanned, letters, isSample } = await readSample(deadLetters, queue, sample);
  const selected = letters.filter((letter) => isSelected(letter, selection));
  const oldest = selected.map(({ sentAt }) => sentAt).sort()[0] ?? null;
  return { ...queue, selected: selected.length, scanned, isSample, oldest, failures: failuresOf(selected) };
}

async function readSample(deadLetters: DeadLetters, { name, count }: DeadLetterQueue, sample: number) {
  if (count === 0) return { scanned: 0, letters: [], isSample: false };
  const letters: DiagnosedLetter[] = [];
  let after: string | undefined;
  do {
    const page = await deadLetters.read(name, { limit: Math.min(pageSize, sample - letters.length), after });
    letters.push(...page.letters.map(diagnosed));
    after = page.next;
  } while (after !== undefined && letters.length < sample);
  return { scanned: letters.length, letters, isSample: after !== undefined || letters.length < count };
}

function failuresOf(letters: readonly DiagnosedLetter[]): readonly FailureCount[] {
  const byFailure = Map.groupBy(letters, ({ diagnosis: { failureClass, code } }) =>
    JSON.stringify([failureClass ?? null, code]),
  );
  return Array.from(byFailure.values(), (ofOne): FailureCount => {
    const [first] = ofOne;
    return {
      failureClass: first?.diagnosis.failureClass ?? null,
      code: first?.diagnosis.code ?? '',
      count: ofOne.length,
    };
  }).sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
