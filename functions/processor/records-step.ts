import type { SQSRecord } from 'aws-lambda';
import { breakerFor } from '../core/messaging/admission.ts';
import {
  type BatchFailures,
  failuresOf,
  mergeFailures,
  noFailures,
} from '../core/messaging/batch-failures.ts';
import { projectionBreaker } from '../core/messaging/breaker.ts';
import { failureClassOf } from '../core/messaging/failures.ts';
import { watchedTimeSeries } from '../core/messaging/watched.ts';
import { metricNames } from '../core/metric-names.ts';
import type { DueRecord, Ports } from '../core/ports.ts';
import { type Delivery, recordsOf } from './batch.ts';
import type { ProjectedInvoice } from './projected-invoice.ts';
import { writeRecords } from './write-records.ts';

/** The ports that writing records takes. */
type RecordsPorts = Pick<Ports, 'timeSeries' | 'dueRecords' | 'clock' | 'random' | 'log' | 'metrics'>;

/** What became of the records of a batch. */
interface RecordsOutcome {
  readonly failures: BatchFailures;
  /** Messages that are finished, although the record of their fact is still to be written. */
  readonly putOff: ReadonlySet<SQSRecord>;
}

const none: ReadonlySet<SQSRecord> = new Set();

/**
 * Writes the records of a batch, or puts them off while the time series is away: the series is a
 * projection, so an invoice's next events need not wait for it. What is put off goes to a queue of
 * its own, whose consumer projects the records anew from the ledger.
 */
export function recordsStep(ports: RecordsPorts) {
  const breaker = breakerFor('time series', ports, projectionBreaker);
  const timeSeries = watchedTimeSeries(ports.timeSeries, breaker);

  const putOff = async (invoices: readonly ProjectedInvoice[]): Promise<RecordsOutcome> => {
    const records = recordsOf(invoices.flatMap(({ deliveries }) => deliveries));
    try {
      await ports.dueRecords.add(invoices.flatMap(dueRecordsOf));
    } catch (error) {
      return { failures: failuresOf(records, error), putOff: none };
    }
    ports.metrics.count(metricNames.putOff, records.length);
    return { failures: noFailures, putOff: new Set(records) };
  };

  return async (projected: readonly ProjectedInvoice[]): Promise<RecordsOutcome> => {
    if (projected.length === 0) return { failures: noFailures, putOff: none };
    if (breaker.admit() > 0) return putOff(projected);
    const failures = await writeRecords(projected, timeSeries);
    if (failures.size === 0) return { failures, putOff: none };
    const isAway = ({ record }: Delivery) =>
      failures.has(record) && failureClassOf(failures.get(record)) === 'transient';
    const away = projected
      .map((invoice) => ({ ...invoice, deliveries: invoice.deliveries.filter(isAway) }))
      .filter(({ deliveries }) => deliveries.length > 0);
    if (away.length === 0) return { failures, putOff: none };
    const later = await putOff(away);
    const forGood = Array.from(failures).filter(([, error]) => failureClassOf(error) !== 'transient');
    return { failures: mergeFailures([new Map(forGood), later.failures]), putOff: later.putOff };
  };
}

function dueRecordsOf({ deliveries, newcomers }: ProjectedInvoice): readonly DueRecord[] {
  return deliveries.map((delivery) => ({
    event: { invoiceId: delivery.fact.event.invoiceId, eventId: delivery.fact.event.eventId },
    digest: delivery.fact.digest,
    entryId: delivery.fact.entryId,
    isNew: newcomers.includes(delivery),
  }));
}
