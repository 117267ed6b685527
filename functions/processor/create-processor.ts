import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Stage } from '../../schemas/stages.ts';
import { admitted, breakerFor, refuse } from '../core/messaging/admission.ts';
import { mergeFailures } from '../core/messaging/batch-failures.ts';
import { type ConsumerPorts, completeBatch } from '../core/messaging/consumer.ts';
import { watchedLedger } from '../core/messaging/watched.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';
import { type Delivery, readBatch } from './batch.ts';
import { reportConflicts } from './conflicts.ts';
import { reportLatency } from './latency.ts';
import { appendAndProject } from './projected-invoice.ts';
import { recordsStep } from './records-step.ts';
import { saveHead } from './save-head.ts';

/** The ports that a stage's processor uses. */
export type ProcessorPorts = ConsumerPorts &
  Pick<Ports, 'ledger' | 'records' | 'timeSeries' | 'dueRecords' | 'stageDeadlines'>;

/**
 * The processor of a stage: appends the facts of a batch to the ledger, projects each invoice from
 * all its facts, saves the heads and writes the records. Nothing is claimed or locked: every step
 * has a natural key and may run again, in any order, after a crash at any point. While the ledger
 * is away, batches are held; while only the time series is, records are put off.
 */
export function createProcessor(stage: Stage) {
  return (ports: ProcessorPorts) => {
    const ledgerBreaker = breakerFor('ledger', ports);
    const ledger = watchedLedger(ports.ledger, ledgerBreaker);
    const writeOrPutOff = recordsStep(ports);

    return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
      if (!(await admitted(ledgerBreaker, ports))) return refuse(Records, 'ledger', ports);
      const read = readBatch(Records, stage);
      const appended = await Promise.all(
        read.succeeded.map((invoice) => appendAndProject(invoice, { ...ports, ledger })),
      );
      const projected = appended.flatMap(({ succeeded }) => succeeded);
      const [records, ...heads] = await Promise.all([
        writeOrPutOff(projected),
        ...projected.map((invoice) => saveHead(invoice, ledger)),
      ]);
      const failures = mergeFailures([
        read.failures,
        ...appended.map((step) => step.failures),
        ...heads,
        records.failures,
      ]);
      const { putOff } = records;
      const isVisible = ({ record }: Delivery) => !failures.has(record) && !putOff.has(record);

      const processed = Records.filter((record) => !failures.has(record) && !putOff.has(record)).length;
      if (processed > 0) ports.metrics.count(metricNames.processed, processed);
      reportLatency(
        projected.flatMap(({ newcomers }) => newcomers.filter(isVisible)),
        ports,
      );
      const conflicts = reportConflicts(projected, failures, ports);
      return completeBatch(Records, mergeFailures([failures, conflicts]), ports);
    };
  };
}
