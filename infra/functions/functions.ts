import { Duration } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EventSourceMappingOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { decisionsOf, openConflictMarks } from '../../functions/core/invoice/conflicts.ts';
import { deadlinesText } from '../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../functions/core/names.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { on } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import {
  historyConcurrency,
  partitionConcurrency,
  processor,
  processorConcurrency,
  relay,
  relayConcurrency,
} from '../cells/concurrency.ts';
import type { Partition } from '../cells/partitions.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { InvoicePartition } from '../path/partition.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import type { TimeSeriesStore } from '../stores/time-series-store.ts';
import type { DownstreamCaller } from './downstream-caller.ts';
import { InvoiceFunction } from './invoice-function.ts';
import type { RecordWriter } from './record-writer.ts';

export interface InvoiceFunctionsProps {
  readonly cell: Cell;
  readonly ledger: Ledger;
  readonly operations: OperationsTable;
  readonly timeSeries: TimeSeriesStore;
  readonly records: RecordWriter;
  /** In a cell with a downstream. */
  readonly downstream: DownstreamCaller | undefined;
  readonly logKey: IKey;
}

/** The functions on an event's path: the relay, a processor per stage, and the history. */
export class InvoiceFunctions extends Construct {
  readonly history: IFunction;
  readonly #cell: Cell;
  readonly #relay: InvoiceFunction;
  readonly #processors: ReadonlyMap<Stage, InvoiceFunction>;

  constructor(scope: Construct, id: string, props: InvoiceFunctionsProps) {
    super(scope, id);
    const { cell, ledger, operations, timeSeries, records, downstream, logKey } = props;
    const name = names(cell.prefix);
    this.#cell = cell;
    // Whoever projects an invoice needs its deadlines.
    const ledgerSettings = {
      [envNames.ledgerTable]: ledger.table.tableName,
      [envNames.stageDeadlines]: deadlinesText(cell.stageDeadlines),
    };

    this.#relay = new InvoiceFunction(this, 'Relay', {
      cell,
      logKey,
      functionName: name.relayFunction,
      folder: 'functions/relay',
      timeoutSeconds: timeoutSeconds.relay,
      concurrency: relayConcurrency(cell),
    });

    const processorOf = (stage: Stage): InvoiceFunction => {
      const processor = new InvoiceFunction(this, `${stage}Processor`, {
        cell,
        logKey,
        functionName: name.processorFunction(stage),
        folder: `functions/${stage}`,
        timeoutSeconds: timeoutSeconds.processor,
        concurrency: processorConcurrency(cell, stage),
        environment: {
          ...ledgerSettings,
          [envNames.timeSeriesStore]: cell.timeSeries.store,
          [envNames.recordQueueUrl]: records.queueUrl,
          [envNames.operationsTable]: operations.table.tableName,
          ...timeSeries.writerEnvironment,
          ...downstream?.settingsOf(stage),
        },
      });
      ledger.grantAppend(processor);
      operations.grantCollection(processor, decisionsOf('*'), 'list');
      operations.grantCollection(processor, openConflictMarks, 'create');
      timeSeries.grantWrite(processor);
      records.grantPutOff(processor);
      downstream?.grantHandOver(processor, stage);
      return processor;
    };
    this.#processors = new Map(stages.map((stage) => [stage, processorOf(stage)]));

    const history = new InvoiceFunction(this, 'History', {
      cell,
      logKey,
      functionName: name.historyFunction,
      folder: 'functions/history',
      timeoutSeconds: timeoutSeconds.history,
      concurrency: historyConcurrency(cell),
      environment: { ...ledgerSettings, [envNames.operationsTable]: operations.table.tableName },
    });
    ledger.grantRead(history);
    operations.grantRecords(history, 'list');
    this.history = history.live;
    for (const called of [this.#relay, ...this.#processors.values(), history])
      acceptFinding(called, 'deadLettersOfTheQueue', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ');
  }

  /** Connects queues and topics of a stack of their own to the functions that serve them. */
  serveIn(scope: Construct, paths: readonly InvoicePartition[], key: IKey): void {
    const relaying = new Construct(scope, 'Relay');
    this.#relay.consumeIn(
      relaying,
      paths.map(({ partition, relay: queue }) => ({
        ...{ name: partition.name, queue },
        mapping: this.#relayMapping(partition),
      })),
      key,
    );
    new ManagedPolicy(relaying, 'Publish', {
      description: 'To which topics the relay publishes here',
      roles: this.#relay.role ? [this.#relay.role] : [],
      statements: [
        on(
          paths.map(({ topic }) => topic.topicArn),
          ['sns:Publish'],
        ),
      ],
    });
    for (const [stage, reading] of this.#processors) {
      const served = paths.filter(({ partition }) => partition.stage === stage);
      if (served.length === 0) continue;
      reading.consumeIn(
        new Construct(scope, `${stage}Processor`),
        served.map(({ partition, processing: queue }) => ({
          ...{ name: partition.name, queue },
          mapping: this.#processorMapping(partition),
        })),
        key,
      );
    }
  }

  #relayMapping(partition: Partition): EventSourceMappingOptions {
    return {
      batchSize: relay.batchSize,
      maxBatchingWindow: Duration.seconds(relay.windowSeconds),
      maxConcurrency: partitionConcurrency(relay, this.#cell, partition),
    };
  }

  #processorMapping(partition: Partition): EventSourceMappingOptions {
    return {
      batchSize: processor.batchSize,
      maxConcurrency: partitionConcurrency(processor, this.#cell, partition),
    };
  }

  /** Connects a partition's queues and topic to the functions that serve them. */
  serve(partition: Partition, path: InvoicePartition): void {
    const { name, stage } = partition;
    this.#relay.consume(`${name}Queue`, path.relay, this.#relayMapping(partition));
    path.grantPublish(this.#relay);
    this.#processors.get(stage)?.consume(`${name}Queue`, path.processing, this.#processorMapping(partition));
  }
}
