import type { DeadLetterKind } from './names.ts';

/** A dead-letter queue of the cell. */
export interface DeadLetterQueue {
  readonly name: string;
  readonly kind: DeadLetterKind;
  /** Messages on it, those that somebody has received included. SQS counts approximately. */
  readonly count: number;
}

/** A message on a dead-letter queue. */
export interface DeadLetter {
  readonly queue: string;
  readonly kind: DeadLetterKind;
  /** Names the message on its queue for as long as it is there. Opaque. */
  readonly position: string;
  /** Unique in the cell; another one after a redrive, when the message fails again. */
  readonly messageId: string;
  /** When it came to the dead-letter queue or, where a queue moved it there, was first sent; RFC 3339 UTC. */
  readonly sentAt: string;
  readonly body: string;
  /** String attributes: what whoever gave the message up says about it. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly groupId?: string | undefined;
}

/** Messages of a queue, in about the order they were sent. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  /** Where the next page begins; undefined after the last one. */
  readonly next?: string | undefined;
}

/** What to read of a queue. */
export interface DeadLetterRange {
  /** Messages at most, 1 or more. A page may hold fewer, or none, and others still follow. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** What became of one message that was to be moved or removed. */
export type LetterOutcome =
  | { readonly position: string; readonly outcome: 'done' }
  /** Is not there any more, or is with somebody else. */
  | { readonly position: string; readonly outcome: 'gone' }
  /** Stays where it is; the sentence says why, and what to do instead. */
  | { readonly position: string; readonly outcome: 'stays'; readonly because: string };

/**
 * The dead-letter queues of a cell. Reading changes nothing that lasts: it may hide messages from
 * other readers until `release`, for a minute at most.
 */
export interface DeadLetters {
  /** Every dead-letter queue of the cell, empty ones included. */
  queues(): Promise<readonly DeadLetterQueue[]>;
  /**
   * A page of a queue. Messages that arrive after the first page may be missing; SQS delivers a FIFO
   * group ten at a time, so what stands behind those appears when they have been dealt with.
   * @throws {Error} when the cell has no such dead-letter queue
   */
  read(queue: string, range: DeadLetterRange): Promise<DeadLetterPage>;
  /**
   * Sends messages back to where they failed, without the attributes that tell of the failure; each
   * leaves its dead-letter queue once it is safely there. A death in between leaves it in both
   * places, which is harmless: every effect has a natural key.
   * @param options `dryRun`: says what would become of them, and leaves them alone
   * @returns an outcome per position, in the order given
   */
  redrive(
    queue: string,
    positions: readonly string[],
    options?: { readonly dryRun?: boolean | undefined },
  ): Promise<readonly LetterOutcome[]>;
  /** Deletes messages for good. @returns an outcome per position, in the order given */
  remove(queue: string, positions: readonly string[]): Promise<readonly LetterOutcome[]>;
  /** Shows again what reading has hidden; for a reader that stops before the last page, or is done. */
  release(): Promise<void>;
}
