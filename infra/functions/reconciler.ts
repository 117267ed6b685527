import { Stack } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pathDeadLetterKinds } from '../../functions/adapters/conservation/dead-letter-kinds.ts';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { reconcilerSettingsText } from '../../functions/core/conservation/settings.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import { type Keys, sendActions } from '../blocks/keys.ts';
import { on, onNoResource } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import { reconcilerConcurrency } from '../cells/concurrency.ts';
import { keptDays, reconcilerPace } from '../cells/reconciler-pace.ts';
import { reconcilerMemoryMib } from '../cells/settings.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { Archive } from '../stores/archive/construct.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import type { TimeSeriesStore } from '../stores/time-series-store.ts';
import { InvoiceFunction } from './invoice-function.ts';
import { callEveryMinute } from './minute-schedule.ts';

export interface ReconcilerProps {
  readonly cell: Cell;
  readonly ledger: Ledger;
  readonly timeSeries: TimeSeriesStore;
  readonly archive: Archive;
  /** Keeps how far it has come. */
  readonly operations: OperationsTable;
  readonly keys: Keys;
}

/** `Reconciler` and its schedule: every minute it says how things stand, every few it looks. */
export class Reconciler extends Construct {
  readonly reconciler: InvoiceFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: ReconcilerProps) {
    super(scope, id);
    const { cell, ledger, timeSeries, archive, operations, keys } = props;
    const name = names(cell.prefix);
    this.reconciler = new InvoiceFunction(this, 'Reconciler', {
      cell,
      logKey: keys.logs,
      functionName: name.reconcilerFunction,
      folder: 'functions/reconciler',
      timeoutSeconds: timeoutSeconds.reconciler,
      memoryMib: reconcilerMemoryMib,
      concurrency: reconcilerConcurrency,
      environment: {
        [envNames.ledgerTable]: ledger.table.tableName,
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.archiveBucket]: archive.bucket.bucketName,
        [envNames.timeSeriesStore]: cell.timeSeries.store,
        [envNames.reconciler]: reconcilerSettingsText({
          prefix: cell.prefix,
          partitions: cell.partitions,
          pace: reconcilerPace(cell),
          keptDays: keptDays(cell),
        }),
        ...timeSeries.readerEnvironment,
      },
    });
    archive.grantRead(this.reconciler);
    ledger.grantReadKeys(this.reconciler);
    timeSeries.grantRead(this.reconciler);
    operations.grantRecords(this.reconciler, 'read', 'create', 'replace', 'remove');
    this.#grantQueues(cell, keys);

    this.deadLetters = callEveryMinute(this, {
      target: this.reconciler,
      description: 'Proves that every accepted event is accounted for.',
      queueName: name.reconcilerDeadLetters,
      key: keys.messages,
    });
  }

  /** What waits on the queues, who is among the dead letters, and the way back into the path. */
  #grantQueues({ prefix, partitions }: Cell, keys: Keys): void {
    const name = names(prefix);
    const partitionNames = partitions.map((partition) => partition.name);
    const arns = (queues: readonly string[]) =>
      queues.map((resource) => Stack.of(this).formatArn({ service: 'sqs', resource }));
    const relays = arns(partitionNames.map(name.relayQueue));
    const waiting = arns([...partitionNames.map(name.queue), name.recordQueue]);
    const deadLetters = arns(
      deadLetterQueues(prefix, partitionNames)
        .filter(({ kind }) => pathDeadLetterKinds.includes(kind))
        .map((queue) => queue.name),
    );
    const look = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];
    this.reconciler.addToRolePolicy(on([...waiting], look));
    this.reconciler.addToRolePolicy(on(relays, [...look, 'sqs:SendMessage']));
    this.reconciler.addToRolePolicy(
      on(deadLetters, [...look, 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility']),
    );
    this.reconciler.addToRolePolicy(onNoResource(['cloudwatch:GetMetricData']));
    keys.messages.grant(this.reconciler, ...sendActions);
  }
}
