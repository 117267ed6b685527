import type { SQSRecord } from 'aws-lambda';
import type { Stage } from '../../schemas/stages.ts';
import { BemsError } from '../core/errors.ts';
import { type Fact, factKey } from '../core/invoice/fact.ts';
import { parseFact } from '../core/invoice/parse-fact.ts';
import { readRecords, type StepOutcome } from '../core/messaging/batch-failures.ts';
import { replayAttribute } from '../core/names.ts';

/** A message and the fact it carries. */
export interface Delivery {
  readonly record: SQSRecord;
  readonly fact: Fact;
  readonly key: string;
  /** Whether a replay brought it again. */
  readonly replayed: boolean;
}

/** The messages of one invoice in a batch, in the order they came. */
export interface InvoiceDeliveries {
  readonly invoiceId: string;
  readonly deliveries: readonly Delivery[];
}

/** Reads the messages of a batch and groups them by invoice. */
export function readBatch(records: readonly SQSRecord[], stage: Stage): StepOutcome<InvoiceDeliveries> {
  const { succeeded, failures } = readRecords(records, (record): Delivery => {
    const fact = factOf(record.body, stage);
    const replayed = record.messageAttributes[replayAttribute] !== undefined;
    return { record, fact, key: factKey(fact), replayed };
  });
  const byInvoice = Map.groupBy(succeeded, ({ fact }) => fact.event.invoiceId);
  return {
    succeeded: Array.from(byInvoice, ([invoiceId, deliveries]) => ({ invoiceId, deliveries })),
    failures,
  };
}

/** The messages behind deliveries. */
export function recordsOf(deliveries: readonly Delivery[]): readonly SQSRecord[] {
  return deliveries.map(({ record }) => record);
}

function factOf(body: string, stage: Stage): Fact {
  const fact = parseFact(body);
  if (fact.stage !== stage)
    throw new BemsError('WRONG_STAGE', `An event of stage ${fact.stage} came to the ${stage} processor.`, {
      nextStep: 'Correct the pattern or filter that let it through, then redrive.',
      failureClass: 'permanent',
    });
  return fact;
}
