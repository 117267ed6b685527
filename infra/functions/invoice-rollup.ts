import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { names } from '../../functions/core/names.ts';
import { rollupRunsCollection } from '../../functions/core/rollup-runs.ts';
import type { Keys } from '../blocks/keys.ts';
import type { Cell } from '../cells/cell.ts';
import { rollupConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import type { StoreAccess } from '../stores/time-series-store.ts';
import { InvoiceFunction } from './invoice-function.ts';
import { CallSchedule } from './minute-schedule.ts';

export interface InvoiceRollupProps {
  readonly cell: Cell;
  readonly rollups: StoreAccess;
  /** Keeps what the last runs left. */
  readonly operations: OperationsTable;
  /** Keeps what it was called with when a call fails. */
  readonly deadLetters: Queue;
  readonly keys: Keys;
}

/** `InvoiceRollup` and its schedule, of a cell whose time series does not keep its sums itself. */
export class InvoiceRollup extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { cell, rollups, operations, deadLetters, keys }: InvoiceRollupProps,
  ) {
    super(scope, id);
    const target = new InvoiceFunction(this, 'Rollup', {
      cell,
      logKey: keys.logs,
      functionName: names(cell.prefix).rollupFunction,
      folder: 'functions/invoice-rollup',
      timeoutSeconds: timeoutSeconds.rollup,
      isScheduled: true,
      concurrency: rollupConcurrency,
      environment: {
        [envNames.timeSeriesStore]: cell.timeSeries.store,
        [envNames.operationsTable]: operations.table.tableName,
        ...rollups.environment,
      },
    });
    rollups.grant(target);
    operations.grantCollection(target, rollupRunsCollection, 'read', 'create', 'replace');
    new CallSchedule(this, 'Schedule', {
      ...{ target, deadLetters, interval: Duration.minutes(15) },
      description: 'Brings the sums that figures are read from up to date.',
    });
  }
}
