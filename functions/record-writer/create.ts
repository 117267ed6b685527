import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { admitted, breakerFor, refuse } from '../core/messaging/admission.ts';
import { mergeFailures, readRecords } from '../core/messaging/batch-failures.ts';
import { type ConsumerPorts, completeBatch } from '../core/messaging/consumer.ts';
import { watchedLedger, watchedTimeSeries } from '../core/messaging/watched.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';
import { reportLatency } from '../processor/latency.ts';
import { saveHead } from '../processor/save-head.ts';
import { writeRecords } from '../processor/write-records.ts';
import { dueDelivery } from './due-delivery.ts';
import { readInvoice } from './read-invoice.ts';

/** The ports that the record writer uses. */
export type RecordWriterPorts = ConsumerPorts &
  Pick<Ports, 'ledger' | 'records' | 'timeSeries' | 'stageDeadlines'>;

/**
 * `InvoiceRecordWriter`: writes the records that processors put off while the time series was away, and
 * projects anew an invoice that something was decided about. It projects from what the ledger holds
 * now, so neither order nor repetition matters.
 */
export function create(ports: RecordWriterPorts) {
  const ledgerBreaker = breakerFor('ledger', ports);
  const ledger = watchedLedger(ports.ledger, ledgerBreaker);
  const seriesBreaker = breakerFor('time series', ports);
  const timeSeries = watchedTimeSeries(ports.timeSeries, seriesBreaker);

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    if (!(await admitted(ledgerBreaker, ports))) return refuse(Records, 'ledger', ports);
    if (!(await admitted(seriesBreaker, ports))) return refuse(Records, 'time series', ports);
    const read = readRecords(Records, dueDelivery);
    const byInvoice = Map.groupBy(read.succeeded, ({ due }) => due.event.invoiceId);
    const invoices = await Promise.all(
      Array.from(byInvoice, ([invoiceId, due]) => readInvoice(invoiceId, due, { ...ports, ledger })),
    );
    const projected = invoices.flatMap(({ succeeded }) => succeeded);
    const [records, ...heads] = await Promise.all([
      writeRecords(projected, timeSeries),
      ...projected.filter(({ isDecided }) => isDecided).map((invoice) => saveHead(invoice, ledger)),
    ]);
    const failures = mergeFailures([
      read.failures,
      ...invoices.map((step) => step.failures),
      records,
      ...heads,
    ]);

    const written = Records.length - failures.size;
    if (written > 0) ports.metrics.count(metricNames.processed, written);
    const newcomers = projected.flatMap((invoice) => invoice.newcomers);
    reportLatency(
      newcomers.filter(({ record }) => !failures.has(record)),
      ports,
    );
    return completeBatch(Records, failures, ports);
  };
}
