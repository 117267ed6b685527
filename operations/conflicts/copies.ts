import { type ConflictDecision, conflictCode } from '../../functions/core/invoice/conflicts.ts';
import type { ActPorts } from '../dead-letters/act.ts';
import { redriveStep } from '../dead-letters/redrive.ts';
import type { LetterCursor } from '../dead-letters/select.ts';

/** Letters of one step, and steps at most: a queue that has more has other troubles first. */
const lettersPerStep = 100;
const maxSteps = 20;

/**
 * Sends the copies of a conflict among the dead letters back to their processor, which is done with what
 * is settled. A content that came since comes back as a conflict.
 * @param by who settles it
 * @param at when, RFC 3339 UTC: what was sent since is left alone
 * @returns how many were sent back
 */
export async function redriveCopies(
  ports: ActPorts,
  { invoiceId, eventId }: Pick<ConflictDecision, 'invoiceId' | 'eventId'>,
  { by, at }: { readonly by: string; readonly at: string },
): Promise<number> {
  const selection = { kind: 'processor', code: conflictCode, invoiceId, eventId } as const;
  let cursor: LetterCursor | undefined;
  let redriven = 0;
  for (let step = 0; step < maxSteps; step += 1) {
    const act = { selection, by, startedAt: at };
    const { done, next } = await redriveStep(ports, act, { cursor, limit: lettersPerStep });
    redriven += done;
    if (!next) return redriven;
    cursor = next;
  }
  await ports.deadLetters.release();
  return redriven;
}
