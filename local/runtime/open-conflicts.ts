import type { Clock } from '../../lib/clock.ts';
import type { OpenConflicts } from '../../operations/conflicts/open.ts';
import { openConflicts } from '../../operations/conflicts/open.ts';
import type { SqliteLedger } from '../ledger/sqlite-ledger.ts';

/** Open conflicts that a status names at most. */
const named = 10;
/** How long an answer stands, ms: every page that is open asks for a status each second. */
const standsMs = 2_000;

/** The open conflicts for the status of a cell, looked up at most every two seconds. */
export function openConflictStatus(
  { facts, records }: Pick<SqliteLedger, 'facts' | 'records'>,
  clock: Clock,
): () => Promise<{ readonly openConflicts: OpenConflicts }> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<OpenConflicts> | undefined;
  return async () => {
    const now = clock.now();
    if (!answer || Math.abs(now - askedAt) >= standsMs) {
      askedAt = now;
      answer = openConflicts({ ledger: { facts }, records }, named);
    }
    return { openConflicts: await answer };
  };
}
