import { type BatchFailures, failuresOf, noFailures } from '../core/messaging/batch-failures.ts';
import type { Ledger } from '../core/ports.ts';
import { recordsOf } from './batch.ts';
import type { ProjectedInvoice } from './projected-invoice.ts';

/** Saves the head of an invoice. */
export async function saveHead(
  { head, deliveries }: Pick<ProjectedInvoice, 'head' | 'deliveries'>,
  ledger: Pick<Ledger, 'saveHead'>,
): Promise<BatchFailures> {
  try {
    await ledger.saveHead(head);
    return noFailures;
  } catch (error) {
    return failuresOf(recordsOf(deliveries), error);
  }
}
