import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { create as createAuthorization } from '../../../functions/authorization/create.ts';
import type { DeadLetters } from '../../../functions/core/dead-letters.ts';
import { create as createIngestion } from '../../../functions/ingestion/create.ts';
import { create as createPosting } from '../../../functions/posting/create.ts';
import type { ProcessorPorts } from '../../../functions/processor/create-processor.ts';
import { create as createReconciliation } from '../../../functions/reconciliation/create.ts';
import { create as createRecordWriter } from '../../../functions/record-writer/create.ts';
import type { Stage } from '../../../schemas/stages.ts';

/** The processors, and the writer of what they put off. */
export const consumers: Record<
  Stage | 'records',
  (ports: ProcessorPorts) => (event: SQSEvent) => Promise<SQSBatchResponse>
> = {
  records: createRecordWriter,
  ingestion: createIngestion,
  reconciliation: createReconciliation,
  authorization: createAuthorization,
  posting: createPosting,
};

/** A queue of dead letters that nobody has put anything on. */
export const noDeadLetters: DeadLetters = {
  queues: async () => [],
  read: async () => ({ letters: [] }),
  redrive: async () => [],
  remove: async () => [],
  release: async () => {},
};
