import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import type { Records } from '../../functions/core/ports.ts';
import { everyRecord } from '../record-pages.ts';

/** Every decision about the conflicts of an invoice, strongly consistent, the oldest first. */
export async function readDecisions(
  records: Pick<Records, 'list'>,
  invoiceId: string,
): Promise<readonly ConflictDecision[]> {
  const decisions: ConflictDecision[] = [];
  for await (const { value } of everyRecord(records, collectionOf(invoiceId)))
    decisions.push(value as ConflictDecision);
  return decisions;
}

/** Adds a decision; one about the same event and of the same time stays as it is. Resolves once durable. */
export async function addDecision(
  records: Pick<Records, 'create'>,
  decision: ConflictDecision,
): Promise<void> {
  const { invoiceId, eventId, at } = decision;
  await records.create(collectionOf(invoiceId), `${at}#${eventId}`, decision);
}

/** A collection per invoice, so that reading its decisions costs what there are of them. */
function collectionOf(invoiceId: string): string {
  return `conflicts#${invoiceId}`;
}
