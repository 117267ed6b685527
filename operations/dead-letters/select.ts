import type { DeadLetterQueue, DeadLetters } from '../../functions/core/dead-letters.ts';
import type { FailureClass } from '../../functions/core/errors.ts';
import type { DeadLetterKind } from '../../functions/core/names.ts';
import { type DiagnosedLetter, diagnosed } from './diagnosis.ts';

/** Which dead letters are meant: those that meet every condition given. */
export interface LetterSelection {
  readonly queue?: string | undefined;
  readonly kind?: DeadLetterKind | undefined;
  /** `messageId` of the only one meant. */
  readonly messageId?: string | undefined;
  readonly failureClass?: FailureClass | undefined;
  readonly code?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly eventId?: string | undefined;
  /** Sent at or after this, RFC 3339 UTC. */
  readonly since?: string | undefined;
  /** Sent before this, RFC 3339 UTC. */
  readonly before?: string | undefined;
}

/** How far a walk through the cell's dead-letter queues has come. */
export interface LetterCursor {
  readonly queue: string;
  /** `next` of the queue's last page; undefined at its beginning. */
  readonly after?: string | undefined;
}

/** The selected letters of one page of one queue. */
export interface SelectedPage {
  readonly letters: readonly DiagnosedLetter[];
  /** Letters looked at. */
  readonly scanned: number;
  /** Where to go on; undefined after the last queue. */
  readonly next?: LetterCursor | undefined;
}

/** Where to look. */
export interface LetterScan {
  readonly selection: LetterSelection;
  /** Letters to look at, 1 or more. */
  readonly limit: number;
  /** `next` of the page before; undefined to begin. */
  readonly cursor?: LetterCursor | undefined;
}

/** Whether a letter is one of those meant. */
export function isSelected(letter: DiagnosedLetter, selection: LetterSelection): boolean {
  const { queue, kind, messageId, failureClass, code, invoiceId, eventId, since, before } = selection;
  const sentAt = Date.parse(letter.sentAt);
  return (
    (queue === undefined || letter.queue === queue) &&
    (kind === undefined || letter.kind === kind) &&
    (messageId === undefined || letter.messageId === messageId) &&
    (failureClass === undefined || letter.diagnosis.failureClass === failureClass) &&
    (code === undefined || letter.diagnosis.code === code) &&
    (invoiceId === undefined || letter.invoiceId === invoiceId) &&
    (eventId === undefined || letter.eventId === eventId) &&
    (since === undefined || sentAt >= Date.parse(since)) &&
    (before === undefined || sentAt < Date.parse(before))
  );
}

/**
 * One page of one queue, less the letters that are not meant. Queues are walked in the order of
 * their names, empty ones left out, so that a cursor stands whatever happens to them meanwhile.
 */
export async function selectDeadLetters(
  deadLetters: Pick<DeadLetters, 'queues' | 'read'>,
  { selection, limit, cursor }: LetterScan,
): Promise<SelectedPage> {
  const begin = cursor ?? (await nextQueue(deadLetters, selection, ''));
  if (!begin) return { letters: [], scanned: 0 };
  const { queue, after } = begin;
  const page = await deadLetters.read(queue, { limit, after });
  return {
    letters: page.letters.map(diagnosed).filter((letter) => isSelected(letter, selection)),
    scanned: page.letters.length,
    next:
      page.next === undefined ? await nextQueue(deadLetters, selection, queue) : { queue, after: page.next },
  };
}

/** The first selected queue with a name beyond this one that has letters. */
async function nextQueue(
  deadLetters: Pick<DeadLetters, 'queues'>,
  selection: LetterSelection,
  beyond: string,
): Promise<LetterCursor | undefined> {
  const queues = await selectedQueues(deadLetters, selection);
  const next = queues.find(({ name, count }) => name > beyond && count > 0);
  return next && { queue: next.name };
}

/** The queues that may hold letters that are meant, in the order of their names. */
export async function selectedQueues(
  deadLetters: Pick<DeadLetters, 'queues'>,
  { queue, kind }: LetterSelection,
): Promise<readonly DeadLetterQueue[]> {
  return (await deadLetters.queues())
    .filter(
      (each) => (queue === undefined || each.name === queue) && (kind === undefined || each.kind === kind),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
