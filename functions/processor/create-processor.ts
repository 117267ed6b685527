import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Stage } from '../../schemas/stages.ts';
import {
  type BatchFailures,
  failuresOf,
  mergeFailures,
  noFailures,
} from '../core/messaging/batch-failures.ts';
import { type ConsumerPorts, completeBatch } from '../core/messaging/consumer.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ledger, Ports } from '../core/ports.ts';
import { readBatch, recordsOf } from './batch.ts';
import { reportConflicts } from './conflicts.ts';
import { reportLatency } from './latency.ts';
import { appendAndProject, type ProjectedInvoice } from './projected-invoice.ts';
import { writeRecords } from './write-records.ts';

/** The ports that a stage's processor uses. */
export type ProcessorPorts = ConsumerPorts & Pick<Ports, 'ledger' | 'timeSeries' | 'stageDeadlines'>;

/**
 * The processor of a stage: appends the facts of a batch to the ledger, projects each invoice from
 * all its facts, saves the heads and writes the records. Nothing is claimed or locked: every step
 * has a natural key and may run again, in any order, after a crash at any point.
 */
export function createProcessor(stage: Stage) {
  return (ports: ProcessorPorts) =>
    async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
      const read = readBatch(Records, stage);
      const appended = await Promise.all(read.succeeded.map((invoice) => appendAndProject(invoice, ports)));
      const projected = appended.flatMap(({ succeeded }) => succeeded);
      const stored = await Promise.all([
        ...projected.map((invoice) => saveHead(invoice, ports.ledger)),
        writeRecords(projected, ports.timeSeries),
      ]);
      const failures = mergeFailures([read.failures, ...appended.map((step) => step.failures), ...stored]);

      const processed = Records.length - failures.size;
      if (processed > 0) ports.metrics.count(metricNames.processed, processed);
      reportLatency(stage, projected, failures, ports);
      const conflicts = reportConflicts(projected, failures, ports);
      return completeBatch(Records, mergeFailures([failures, conflicts]), ports);
    };
}

async function saveHead({ head, deliveries }: ProjectedInvoice, ledger: Ledger): Promise<BatchFailures> {
  try {
    await ledger.saveHead(head);
    return noFailures;
  } catch (error) {
    return failuresOf(recordsOf(deliveries), error);
  }
}
