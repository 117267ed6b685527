import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Stage } from '../../schemas/stages.ts';
import { BatchFailures, type ConsumerPorts, settle } from '../core/messaging/consumer.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ledger, Ports } from '../core/ports.ts';
import { readBatch, recordsOf } from './batch.ts';
import { reportConflicts } from './conflicts.ts';
import { reportLatency } from './latency.ts';
import { appendAndProject, type ProjectedInvoice } from './projected-invoice.ts';
import { writeRecords } from './write-records.ts';

/** What a stage's processor uses. */
export type ProcessorPorts = ConsumerPorts & Pick<Ports, 'ledger' | 'timeSeries'>;

/**
 * The processor of a stage: appends the facts of a batch to the ledger, projects each invoice from all its facts, saves
 * the heads and writes the records. Nothing is claimed or locked: every step has a natural key and may run
 * again, in any order, after dying anywhere.
 */
export function createProcessor(stage: Stage) {
  return (ports: ProcessorPorts) =>
    async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
      const failures = new BatchFailures();
      const read = readBatch(Records, stage, failures);
      const projections = await Promise.all(
        read.map((invoice) => appendAndProject(invoice, ports.ledger, failures)),
      );
      const projected = projections.filter((invoice) => invoice !== undefined);
      await Promise.all([
        ...projected.map((invoice) => saveHead(invoice, ports.ledger, failures)),
        writeRecords(projected, ports.timeSeries, failures),
      ]);

      const processed = Records.filter((record) => !failures.has(record)).length;
      if (processed > 0) ports.metrics.count(metricNames.processed, processed);
      reportLatency(stage, projected, failures, ports);
      reportConflicts(projected, failures, ports);
      return settle(Records, failures, ports);
    };
}

async function saveHead(
  { head, deliveries }: ProjectedInvoice,
  ledger: Ledger,
  failures: BatchFailures,
): Promise<void> {
  try {
    await ledger.saveHead(head);
  } catch (error) {
    failures.add(recordsOf(deliveries), error);
  }
}
