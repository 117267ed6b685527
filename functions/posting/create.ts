import { createProcessor } from '../processor/create-processor.ts';

/** `InvoicePostingProcessor` on the given ports. */
export const create = createProcessor('posting');
