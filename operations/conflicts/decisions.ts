import {
  type ConflictDecision,
  decisionsOf,
  invoiceInConflict,
} from '../../functions/core/invoice/conflicts.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';
import type { Records } from '../../functions/core/ports.ts';
import { everyRecord } from '../record-pages.ts';

/** Every decision about the conflicts of an invoice, strongly consistent, in their order. */
export async function readDecisions(
  records: Pick<Records, 'list'>,
  invoiceId: string,
): Promise<readonly ConflictDecision[]> {
  const decisions: ConflictDecision[] = [];
  for await (const { value } of everyRecord(records, decisionsOf(invoiceId)))
    decisions.push(value as ConflictDecision);
  return decisions;
}

/**
 * The decisions that a projection of an invoice rests on. Nearly every invoice is without a conflict,
 * and costs no second read.
 * @param facts of the invoice, read before: a decision is made about facts that the ledger holds
 */
export async function decisionsAbout(
  facts: readonly Fact[],
  records: Pick<Records, 'list'>,
): Promise<readonly ConflictDecision[]> {
  const invoiceId = invoiceInConflict(facts);
  return invoiceId === undefined ? [] : readDecisions(records, invoiceId);
}

/**
 * Adds a decision as the next one; resolves once it is durable.
 * @param before how many decisions about the invoice stand
 * @returns false when somebody else's came first: then it would be based on too little
 */
export function addDecision(
  records: Pick<Records, 'create'>,
  decision: ConflictDecision,
  before: number,
): Promise<boolean> {
  return records.create(decisionsOf(decision.invoiceId), keyOf(before + 1), decision);
}

/** More than anybody decides about one invoice. */
const digits = 6;

/**
 * Decisions are numbered, without a gap: their order is that in which they were stored, whatever the
 * clocks say. The letter sorts them behind those of a former version, whose keys began with the time.
 */
function keyOf(number: number): string {
  return `n${String(number).padStart(digits, '0')}`;
}
