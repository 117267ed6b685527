import { createProcessor } from '../processor/create-processor.ts';

/** `InvoiceAuthorizationProcessor` on the given ports. */
export const create = createProcessor('authorization');
