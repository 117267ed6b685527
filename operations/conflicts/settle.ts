import { type AuditEntry, auditCollection, auditKey, requireText } from '../../functions/core/audit.ts';
import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import {
  type Conflict,
  type ConflictChoice,
  type ConflictDecision,
  conflictsIn,
  decisionInForce,
  isSettled,
} from '../../functions/core/invoice/conflicts.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { project } from '../../functions/core/invoice/projection.ts';
import type { StageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { DueRecords, Ledger, Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { redriveCopies } from './copies.ts';
import { addDecision, readDecisions } from './decisions.ts';
import { noSuchConflict, noSuchContent, noSuchInvoice } from './errors.ts';

export interface SettlePorts {
  readonly ledger: Pick<Ledger, 'facts'>;
  readonly records: Pick<Records, 'create' | 'list'>;
  /** The queue whose consumer projects the invoice anew. */
  readonly dueRecords: DueRecords;
  /** Where the copies of the conflict wait. */
  readonly deadLetters: DeadLetters;
  readonly stageDeadlines: StageDeadlines;
  readonly clock: Clock;
}

/** What somebody wants to settle, and how. */
export interface SettleRequest {
  readonly invoiceId: string;
  readonly eventId: string;
  readonly choice: ConflictChoice;
  /** The content that counts, with the choice `one`: its digest, or enough of its beginning. */
  readonly counts?: string | undefined;
  /** Why; everybody who reads the invoice's history sees it. */
  readonly reason: string;
  /** Who decides. */
  readonly by: string;
  /** Says what would change, and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** How a conflict is settled. */
export interface Settlement {
  /** The decision that is in force, or would be. */
  readonly decision: ConflictDecision;
  /** Whether it was in force before: then nothing was decided anew. */
  readonly wasSettled: boolean;
  /** The invoice without the decision and with it. */
  readonly before: InvoiceHead;
  readonly after: InvoiceHead;
  /** Copies that left the dead letters, because nobody has to look at them any more. */
  readonly copies: number;
}

/** What the audit trail says of a decision. */
type SettleEntry = AuditEntry & ConflictDecision & { readonly what: 'settle' };

/**
 * Settles a conflict: adds a decision about every content that the ledger has under the event id, then
 * an entry to the audit trail, then asks for the invoice to be projected anew, then sends the copies
 * among the dead letters back. Whoever dies on the way settles again: what is decided already is not
 * decided a second time, but the rest is done.
 * @throws {BemsError} ACT_UNEXPLAINED when nothing says who decides, or why; NO_SUCH_INVOICE; NO_SUCH_CONFLICT;
 * NO_SUCH_CONTENT
 */
export async function settleConflict(ports: SettlePorts, request: SettleRequest): Promise<Settlement> {
  requireText(request.by, 'who settles the conflict');
  requireText(request.reason, 'why it is settled like this');
  for (;;) {
    const draft = await draftOf(ports, request);
    if (request.dryRun) return draft.settlement;
    const { number, settlement, fact } = draft;
    const { decision, wasSettled } = settlement;
    // Somebody else has decided in between: look again at what stands.
    if (!wasSettled && !(await addDecision(ports.records, decision, number - 1))) continue;
    const entry: SettleEntry = { what: 'settle', ...decision };
    const key = auditKey(entry, decision.invoiceId, decision.eventId, String(number));
    await ports.records.create(auditCollection, key, entry);
    await projectAnew(ports.dueRecords, fact);
    const startedAt = { by: request.by, at: new Date(ports.clock.now()).toISOString() };
    return { ...settlement, copies: await redriveCopies(ports, decision, startedAt) };
  }
}

interface Draft {
  readonly settlement: Settlement;
  /** Of the decision among those about the invoice, from 1. */
  readonly number: number;
  /** A content of the event. */
  readonly fact: Fact;
}

/**
 * Reads the decisions before the facts: so each decision covers at least what those before it cover.
 */
async function draftOf(
  { ledger, records, stageDeadlines, clock }: SettlePorts,
  request: SettleRequest,
): Promise<Draft> {
  const { invoiceId, eventId, choice, reason, by } = request;
  const decisions = await readDecisions(records, invoiceId);
  const facts = await ledger.facts(invoiceId);
  const conflict = conflictsIn(facts).find((each) => each.eventId === eventId);
  const fact = facts.find(({ event }) => event.eventId === eventId);
  if (facts.length === 0) throw noSuchInvoice(invoiceId);
  if (!conflict || !fact) throw noSuchConflict(invoiceId, eventId);
  const counts = choice === 'one' ? contentOf(conflict, request.counts) : undefined;

  const standing = decisionInForce(eventId, decisions);
  const wasSettled = standing !== undefined && isSettled(conflict, decisions) && standing.counts === counts;
  const { digests } = conflict;
  const at = new Date(clock.now()).toISOString();
  const made = { invoiceId, eventId, digests, choice, ...(counts !== undefined && { counts }) };
  const decision: ConflictDecision = wasSettled ? standing : { ...made, reason, by, at };
  const after = wasSettled ? decisions : [...decisions, decision];
  return {
    settlement: {
      decision,
      wasSettled,
      before: project(facts, stageDeadlines, decisions),
      after: project(facts, stageDeadlines, after),
      copies: 0,
    },
    number: after.lastIndexOf(decision) + 1,
    fact,
  };
}

/** The content of a conflict that a text names. */
function contentOf({ eventId, digests }: Conflict, text = ''): string {
  const [named, ...others] = digests.filter((digest) => text !== '' && digest.startsWith(text.toLowerCase()));
  if (named === undefined || others.length > 0) throw noSuchContent(eventId, text, digests);
  return named;
}

/**
 * Asks the path to project the invoice anew. Whoever does so writes all that a decision changes; one
 * message about any of its events is enough.
 */
function projectAnew(dueRecords: DueRecords, { event, digest, entryId }: Fact): Promise<void> {
  const { invoiceId, eventId } = event;
  return dueRecords.add([{ event: { invoiceId, eventId }, digest, entryId, isNew: false }]);
}
