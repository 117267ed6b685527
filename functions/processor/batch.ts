import type { SQSRecord } from 'aws-lambda';
import type { Stage } from '../../schemas/stages.ts';
import { BemsError } from '../core/errors.ts';
import { type Fact, factKey } from '../core/invoice/fact.ts';
import { parseFact } from '../core/invoice/parse-fact.ts';
import { type BatchFailures, readAll } from '../core/messaging/consumer.ts';

/** A message and the fact it carries. */
export interface Delivery {
  readonly record: SQSRecord;
  readonly fact: Fact;
  readonly key: string;
}

/** The messages of one invoice in a batch, in the order they came. */
export interface InvoiceDeliveries {
  readonly invoiceId: string;
  readonly deliveries: readonly Delivery[];
}

/** Reads the messages of a batch and puts those of an invoice together. */
export function readBatch(
  records: readonly SQSRecord[],
  stage: Stage,
  failures: BatchFailures,
): readonly InvoiceDeliveries[] {
  const deliveries = readAll(
    records,
    (record): Delivery => {
      const fact = factOf(record.body, stage);
      return { record, fact, key: factKey(fact) };
    },
    failures,
  );
  return Array.from(
    Map.groupBy(deliveries, ({ fact }) => fact.event.invoiceId),
    ([invoiceId, ofInvoice]) => ({ invoiceId, deliveries: ofInvoice }),
  );
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
