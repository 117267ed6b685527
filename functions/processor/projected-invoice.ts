import type { Fact } from '../core/invoice/fact.ts';
import type { InvoiceHead } from '../core/invoice/head.ts';
import { timeline } from '../core/invoice/order.ts';
import { headOf } from '../core/invoice/projection.ts';
import type { MeasureRecord } from '../core/measures/measures.ts';
import { changedRecordsOf } from '../core/measures/records.ts';
import type { BatchFailures } from '../core/messaging/consumer.ts';
import type { Ledger } from '../core/ports.ts';
import { type Delivery, type InvoiceDeliveries, recordsOf } from './batch.ts';

/** An invoice of the batch as all its facts, those of the batch among them, say it is. */
export interface ProjectedInvoice extends InvoiceDeliveries {
  readonly facts: readonly Fact[];
  readonly head: InvoiceHead;
  /** The deliveries of which something became visible: the rest brought what an earlier one had. */
  readonly newcomers: readonly Delivery[];
  /** The records of the batch's facts and of the neighbours whose measures rest on them. */
  readonly records: readonly MeasureRecord[];
}

/**
 * Stores the invoice's facts of the batch, then projects it from everything the ledger has. A message whose fact could
 * not be stored is noted as failed and takes no further part. Facts that were there before count as new: whoever
 * stored them may have died before writing their records.
 */
export async function appendAndProject(
  { invoiceId, deliveries }: InvoiceDeliveries,
  ledger: Ledger,
  failures: BatchFailures,
): Promise<ProjectedInvoice | undefined> {
  const present = new Set<Delivery>();
  await Promise.all(
    deliveries.map(async (delivery) => {
      try {
        if ((await ledger.append(delivery.fact)) === 'present') present.add(delivery);
      } catch (error) {
        failures.add([delivery.record], error);
      }
    }),
  );
  const stored = deliveries.filter(({ record }) => !failures.has(record));
  if (stored.length === 0) return undefined;
  try {
    const facts = await ledger.facts(invoiceId);
    const happenings = timeline(facts);
    const records = changedRecordsOf(happenings, new Set(stored.map(({ key }) => key)));
    const newcomers = stored.filter((delivery) => !present.has(delivery) || wasTriedBefore(delivery));
    return { invoiceId, deliveries: stored, newcomers, facts, head: headOf(happenings), records };
  } catch (error) {
    failures.add(recordsOf(stored), error);
    return undefined;
  }
}

/** Then it may have stored the fact itself and died before anybody could see it. */
function wasTriedBefore({ record }: Delivery): boolean {
  return Number(record.attributes.ApproximateReceiveCount) > 1;
}
