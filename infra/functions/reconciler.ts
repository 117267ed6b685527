import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pathDeadLetterKinds } from '../../functions/adapters/conservation/dead-letter-kinds.ts';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { reconcilerSettingsText } from '../../functions/core/conservation/settings.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import { type Keys, sendActions } from '../blocks/keys.ts';
import { on, onlyWithin, onNoResource } from '../blocks/statements.ts';
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
      isScheduled: true,
      memoryMib: reconcilerMemoryMib,
      concurrency: reconcilerConcurrency,
      environment: {
        ...ledger.environment,
        [envNames.operationsTable]: operations.table.tableName,
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
    archive.grantRead(this.reconciler, timeSeries.readObjects);
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

  /** Lets it open, and put back, what is under the key of a stack of partitions. */
  openIn(scope: Construct, key: IKey): void {
    const { role } = this.reconciler;
    new ManagedPolicy(scope, 'Reconcile', {
      description: 'What the reconciler opens here',
      roles: role ? [role] : [],
      statements: [on([key.keyArn], sendActions)],
    });
  }

  /**
   * What waits on the queues, who is among the dead letters, and the way back into the path. By patterns: the
   * queues of 99 partitions fit into no role.
   */
  #grantQueues({ prefix }: Cell, keys: Keys): void {
    const name = names(prefix);
    const queues = (...queueNames: readonly string[]) =>
      queueNames.map((resource) => Stack.of(this).formatArn({ service: 'sqs', resource }));
    const deadLetters = queues(
      ...deadLetterQueues(prefix, ['*'])
        .filter(({ kind }) => pathDeadLetterKinds.includes(kind))
        .map((queue) => queue.name),
    );
    const path = queues(name.relayQueue('*'), name.queue('*'), name.recordQueue);
    const statements = [
      ...onlyWithin(['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], [...path, ...deadLetters]),
      ...onlyWithin(['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'], deadLetters),
      // The second for what it was called with and could not do.
      ...onlyWithin(['sqs:SendMessage'], queues(name.relayQueue('*'), name.reconcilerDeadLetters)),
    ];
    for (const statement of statements) this.reconciler.addToRolePolicy(statement);
    this.reconciler.addToRolePolicy(onNoResource(['cloudwatch:GetMetricData']));
    keys.messages.grant(this.reconciler, ...sendActions);
  }
}
