import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { anomalySettingsText } from '../../functions/core/analytics/anomaly/settings.ts';
import { anomaliesCollection, lookCollection } from '../../functions/core/anomalies.ts';
import { names } from '../../functions/core/names.ts';
import type { Keys } from '../blocks/keys.ts';
import type { Cell } from '../cells/cell.ts';
import { anomalyConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import type { StoreAccess } from '../stores/time-series-store.ts';
import { InvoiceFunction } from './invoice-function.ts';
import { CallSchedule } from './minute-schedule.ts';

/** Twice an hour: there is an hour more to judge once an hour, and what comes late corrects it soon enough. */
const paceMinutes = 30;

export interface AnomalyDetectorProps {
  readonly cell: Cell;
  readonly judging: StoreAccess;
  /** Keeps what was found. */
  readonly operations: OperationsTable;
  /** Keeps what it was called with when a call fails. */
  readonly deadLetters: Queue;
  readonly keys: Keys;
}

/**
 * `AnomalyDetector` and its schedule, of a cell that keeps sums to judge by: every minute it says how many episodes
 * stand, every few it looks.
 */
export class AnomalyDetector extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { cell, judging, operations, deadLetters, keys }: AnomalyDetectorProps,
  ) {
    super(scope, id);
    const target = new InvoiceFunction(this, 'Detector', {
      cell,
      logKey: keys.logs,
      functionName: names(cell.prefix).anomalyFunction,
      folder: 'functions/anomaly-detector',
      timeoutSeconds: timeoutSeconds.anomalies,
      isScheduled: true,
      concurrency: anomalyConcurrency,
      environment: {
        [envNames.timeSeriesStore]: cell.timeSeries.store,
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.anomalies]: anomalySettingsText(cell.timeZone ?? 'UTC', paceMinutes),
        ...judging.environment,
      },
    });
    judging.grant(target);
    operations.grantCollection(target, anomaliesCollection, 'list', 'create', 'replace');
    operations.grantCollection(target, lookCollection, 'read', 'create', 'replace');
    new CallSchedule(this, 'Schedule', {
      ...{ target, deadLetters },
      description: 'Looks for hours and days with unusually many events or few.',
    });
  }
}
