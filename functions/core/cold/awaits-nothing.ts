import type { InvoiceHead } from '../invoice/head.ts';

/**
 * Whether an invoice is through: it is settled, nothing is expected of it, and nobody has to decide about
 * it. Only such an invoice may leave the hot ledger.
 */
export function awaitsNothing({ deadline, openAmount, conflicts }: InvoiceHead): boolean {
  return deadline === undefined && openAmount === '0' && conflicts.length === 0;
}
