import { createProcessor } from '../processor/create-processor.ts';

/** `InvoiceIngestionProcessor` on the given ports. */
export const create = createProcessor('ingestion');
