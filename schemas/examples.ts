import authorization from './examples/authorization.json' with { type: 'json' };
import ingestion from './examples/ingestion.json' with { type: 'json' };
import batch from './examples/ingestion-batch.json' with { type: 'json' };
import posting from './examples/posting.json' with { type: 'json' };
import reconciliation from './examples/reconciliation.json' with { type: 'json' };
import type { Stage } from './stages.ts';

/**
 * A request per stage and one with several events, all of one invoice from its receipt to its
 * payment.
 */
export const examples = {
  ingestion,
  reconciliation,
  authorization,
  posting,
} as const satisfies Record<Stage, object>;

export const batchExample = batch;
