import { BemsError } from '../core/errors.ts';
import { changedRecordsOf } from '../core/measures/records.ts';
import {
  type BatchFailures,
  failuresOf,
  mergeFailures,
  noFailures,
  withBatchFallback,
} from '../core/messaging/batch-failures.ts';
import type { RejectedRecord, TimeSeries } from '../core/ports.ts';
import { type Delivery, recordsOf } from './batch.ts';
import type { ProjectedInvoice } from './projected-invoice.ts';

/** Records to write, with the snapshot of their invoice, and the messages they come from. */
type WithRecords = Pick<ProjectedInvoice, 'deliveries' | 'decided' | 'records' | 'snapshot'>;

/** Writes the records of all invoices in one call. */
export function writeRecords(
  projected: readonly WithRecords[],
  timeSeries: TimeSeries,
): Promise<BatchFailures> {
  return withBatchFallback(
    projected,
    ({ deliveries }) => recordsOf(deliveries),
    async (invoices) => {
      const rejected = await timeSeries.write(
        invoices.flatMap(({ records }) => records),
        invoices.map(({ snapshot }) => snapshot),
      );
      return rejected.length === 0 ? noFailures : attribute(rejected, invoices);
    },
  );
}

/** Attributes each rejection to the messages that write the record again when they are redriven. */
function attribute(rejected: readonly RejectedRecord[], invoices: readonly WithRecords[]): BatchFailures {
  const owned = invoices.flatMap((invoice) =>
    invoice.records.map(({ dimensions: { eventKey } }) => ({ invoice, eventKey })),
  );
  return mergeFailures(
    rejected.map(({ index, reason }) => {
      const owner = owned[index];
      const writers = owner ? writersOf(owner.eventKey, owner.invoice) : [];
      return failuresOf(recordsOf(writers), rejection(reason));
    }),
  );
}

/**
 * The messages of a record's own fact; for a neighbour's record the first message that changed it, since
 * any other, processed again, would leave it as it is.
 */
function writersOf(eventKey: string, { deliveries, decided }: WithRecords): readonly Delivery[] {
  const own = deliveries.filter(({ key }) => key === eventKey);
  if (own.length > 0) return own;
  const writes = ({ key }: Delivery) =>
    changedRecordsOf(decided, new Set([key])).some(({ dimensions }) => dimensions.eventKey === eventKey);
  return deliveries.filter(writes).slice(0, 1);
}

function rejection(reason: string): BemsError {
  return new BemsError('RECORD_REJECTED', `The time series refused the record: ${reason}`, {
    nextStep: 'Correct what the reason names (retention, schema, value), then redrive.',
    failureClass: 'permanent',
  });
}
