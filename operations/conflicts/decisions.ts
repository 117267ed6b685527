import type { ConflictDecision } from '../../functions/core/invoice/conflicts.ts';
import type { Records, StoredRecord } from '../../functions/core/ports.ts';

/** Decisions per page; an invoice rarely has one. */
const pageSize = 100;

/** Every decision about the conflicts of an invoice, strongly consistent, the oldest first. */
export async function readDecisions(
  records: Pick<Records, 'list'>,
  invoiceId: string,
): Promise<readonly ConflictDecision[]> {
  const decisions: ConflictDecision[] = [];
  let page: readonly StoredRecord[] = [];
  do {
    page = await records.list(collectionOf(invoiceId), { limit: pageSize, after: page.at(-1)?.key });
    decisions.push(...page.map(({ value }) => value as ConflictDecision));
  } while (page.length === pageSize);
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
