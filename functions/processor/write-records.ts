import { BemsError } from '../core/errors.ts';
import {
  type BatchFailures,
  failuresOf,
  mergeFailures,
  noFailures,
  withBatchFallback,
} from '../core/messaging/batch-failures.ts';
import type { RejectedRecord, TimeSeries } from '../core/ports.ts';
import { recordsOf } from './batch.ts';
import type { ProjectedInvoice } from './projected-invoice.ts';

/** Records to write, with the snapshot of their invoice, and the messages they come from. */
type WithRecords = Pick<ProjectedInvoice, 'deliveries' | 'records' | 'snapshot'>;

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

/**
 * Attributes each rejection to the message whose fact the record is of, or, for a neighbour's
 * record, to the invoice's first message: processed again, it writes the neighbour again.
 */
function attribute(rejected: readonly RejectedRecord[], invoices: readonly WithRecords[]): BatchFailures {
  const owners = invoices.flatMap(({ deliveries, records }) =>
    records.map(({ dimensions }) => {
      const own = deliveries.filter(({ key }) => key === dimensions.eventKey);
      return own.length > 0 ? own : deliveries.slice(0, 1);
    }),
  );
  return mergeFailures(
    rejected.map(({ index, reason }) => failuresOf(recordsOf(owners[index] ?? []), rejection(reason))),
  );
}

function rejection(reason: string): BemsError {
  return new BemsError('RECORD_REJECTED', `The time series refused the record: ${reason}`, {
    nextStep: 'Correct what the reason names (retention, schema, value), then redrive.',
    failureClass: 'permanent',
  });
}
