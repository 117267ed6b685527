import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { decisionsOf, openConflictMarks } from '../../functions/core/invoice/conflicts.ts';
import { deadlinesText } from '../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../functions/core/names.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { type Keys, sendActions } from '../blocks/keys.ts';
import { type ConsumedQueue, consumedQueue, visibilityTimeout } from '../blocks/queues.ts';
import type { Cell } from '../cells/cell.ts';
import { queueConcurrency, recordWriter, recordWriterConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import type { TimeSeriesStore } from '../stores/time-series-store.ts';
import { InvoiceFunction } from './invoice-function.ts';

export interface RecordWriterProps {
  readonly cell: Cell;
  readonly ledger: Ledger;
  readonly operations: OperationsTable;
  readonly timeSeries: TimeSeriesStore;
  readonly keys: Keys;
}

/**
 * Where events wait for their records while the time series is away and invoices to be projected anew,
 * and the function that does so: one of each for all partitions, because records need no order.
 */
export class RecordWriter extends Construct {
  readonly #records: ConsumedQueue;

  constructor(
    scope: Construct,
    id: string,
    { cell, ledger, operations, timeSeries, keys }: RecordWriterProps,
  ) {
    super(scope, id);
    const name = names(cell.prefix);
    this.#records = consumedQueue(this, 'Queue', {
      queueName: name.recordQueue,
      deadLettersName: name.recordDeadLetters,
      visibilityTimeout: visibilityTimeout(timeoutSeconds.recordWriter),
      key: keys.messages,
    });
    const writer = new InvoiceFunction(this, 'Writer', {
      cell,
      logKey: keys.logs,
      functionName: name.recordFunction,
      folder: 'functions/record-writer',
      timeoutSeconds: timeoutSeconds.recordWriter,
      concurrency: recordWriterConcurrency(cell),
      environment: {
        ...ledger.environment,
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.stageDeadlines]: deadlinesText(cell.stageDeadlines),
        [envNames.timeSeriesStore]: cell.timeSeries.store,
        ...timeSeries.writerEnvironment,
      },
    });
    acceptFinding(writer, 'deadLettersOfTheQueue', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ');
    // For the heads of invoices that something was decided about.
    ledger.grantAppend(writer);
    operations.grantCollection(writer, decisionsOf('*'), 'list');
    operations.grantCollection(writer, openConflictMarks, 'remove');
    timeSeries.grantWrite(writer);
    writer.consume('Queue', this.#records, {
      batchSize: recordWriter.batchSize,
      maxBatchingWindow: Duration.seconds(recordWriter.windowSeconds),
      maxConcurrency: queueConcurrency(recordWriter, cell),
    });
  }

  get queueUrl(): string {
    return this.#records.queue.queueUrl;
  }

  /** Lets a function put records off. */
  grantPutOff(grantee: IGrantable): void {
    this.#records.queue.grant(grantee, 'sqs:SendMessage');
    this.#records.queue.encryptionMasterKey?.grant(grantee, ...sendActions);
  }
}
