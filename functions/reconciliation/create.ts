import { createProcessor } from '../processor/create-processor.ts';

/** `InvoiceReconciliationProcessor` on the given ports. */
export const create = createProcessor('reconciliation');
