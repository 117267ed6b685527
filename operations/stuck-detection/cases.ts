import type { OverdueInvoice } from '../../functions/core/ports.ts';
import { type Mark, markKey, positionOf } from './marks.ts';

/** An invoice and a deadline about which there is something to do. */
export interface Case {
  readonly key: string;
  /** Whether the ledger lists the invoice as past this deadline. */
  readonly isOverdue: boolean;
  readonly mark: Mark | undefined;
}

/**
 * How long a claim holds, ms: longer than the detector may run (30 s), so that whoever made it has
 * ended, and shorter than the minute between runs, so that the next one takes it over.
 */
const claimMs = 45_000;

/**
 * What is to be done, given the overdue invoices and the marks, both complete up to a deadline. An
 * invoice that was announced and is still stuck is no case.
 * @param upTo the deadline to which both are complete, itself not included; undefined when they are complete
 * @param now ms since the epoch
 */
export function casesOf(
  overdue: readonly OverdueInvoice[],
  marks: readonly Mark[],
  upTo: string | undefined,
  now: number,
): readonly Case[] {
  const markOf = new Map(marks.map((mark) => [mark.key, mark]));
  const keys = new Set(overdue.map(markKey));
  const stuck = [...keys].map((key): Case => ({ key, isOverdue: true, mark: markOf.get(key) }));
  const gone = marks
    .filter(({ key }) => !keys.has(key) && (upTo === undefined || positionOf(key).deadline < upTo))
    .map((mark): Case => ({ key: mark.key, isOverdue: false, mark }));
  return [...stuck, ...gone].filter((each) => needsAttention(each, now));
}

function needsAttention({ isOverdue, mark }: Case, now: number): boolean {
  switch (mark?.state) {
    case undefined:
      return true;
    case 'announced':
      return !isOverdue;
    case 'spared':
      return !isOverdue || mark.until < now;
    case 'announcing':
    case 'withdrawing':
      return mark.claimedAt + claimMs < now;
  }
}
