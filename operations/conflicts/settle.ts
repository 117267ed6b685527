import { type AuditEntry, auditCollection, auditKey, requireText } from '../../functions/core/audit.ts';
import { BemsError } from '../../functions/core/errors.ts';
import {
  type ConflictChoice,
  type ConflictDecision,
  conflictsIn,
  isSettled,
} from '../../functions/core/invoice/conflicts.ts';
import type { Ledger, Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { addDecision, readDecisions } from './decisions.ts';

export interface SettlePorts {
  readonly ledger: Pick<Ledger, 'facts'>;
  readonly records: Pick<Records, 'create' | 'list'>;
  readonly clock: Clock;
}

/** What somebody wants to settle, and how. */
export interface SettleRequest {
  readonly invoiceId: string;
  readonly eventId: string;
  readonly choice: ConflictChoice;
  /** Why; everybody who reads the invoice's history sees it. */
  readonly reason: string;
  /** Who decides. */
  readonly by: string;
}

/** How a conflict is settled. */
export interface Settlement {
  /** The newest decision about it. */
  readonly decision: ConflictDecision;
  /** Whether it had been settled before: then nothing was decided anew. */
  readonly wasSettled: boolean;
}

/** What the audit trail says of a decision. */
type SettleEntry = AuditEntry & ConflictDecision & { readonly what: 'settle' };

/**
 * Settles a conflict: adds a decision about every content that the ledger has under the event id,
 * then an entry to the audit trail. To settle what is settled adds nothing, except the entry if a
 * death has left it out.
 * @throws {BemsError} ACT_UNEXPLAINED when nothing says who decides, or why; NO_SUCH_CONFLICT
 */
export async function settleConflict(
  { ledger, records, clock }: SettlePorts,
  { invoiceId, eventId, choice, reason, by }: SettleRequest,
): Promise<Settlement> {
  requireText(by, 'who settles the conflict');
  requireText(reason, 'why it is settled like this');
  const conflict = conflictsIn(await ledger.facts(invoiceId)).find((each) => each.eventId === eventId);
  if (!conflict) throw noSuchConflict(invoiceId, eventId);

  const decisions = await readDecisions(records, invoiceId);
  const standing = decisions.findLast((each) => each.eventId === eventId);
  const wasSettled = standing !== undefined && isSettled(conflict, decisions);
  const { digests } = conflict;
  const at = new Date(clock.now()).toISOString();
  const decision = wasSettled ? standing : { invoiceId, eventId, digests, choice, reason, by, at };
  await addDecision(records, decision);
  const entry: SettleEntry = { what: 'settle', ...decision };
  await records.create(auditCollection, auditKey(entry, invoiceId, eventId), entry);
  return { decision, wasSettled };
}

function noSuchConflict(invoiceId: string, eventId: string): BemsError {
  return new BemsError(
    'NO_SUCH_CONFLICT',
    `The ledger has no two contents of the event ${eventId} of the invoice ${invoiceId}.`,
    {
      nextStep: 'Check both ids: bems invoice <invoiceId> names the conflicts of an invoice.',
      failureClass: 'permanent',
    },
  );
}
