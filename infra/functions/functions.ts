import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EventSourceMappingOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { decisionsOf, openConflictMarks } from '../../functions/core/invoice/conflicts.ts';
import { deadlinesText } from '../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../functions/core/names.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { acceptFinding } from '../blocks/findings.ts';
import type { Cell } from '../cells/cell.ts';
import {
  historyConcurrency,
  partitionConcurrency,
  processor,
  processorConcurrency,
} from '../cells/concurrency.ts';
import { type Partition, ungrouped } from '../cells/partitions.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { InvoicePartition } from '../path/partition.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import type { TimeSeriesStore } from '../stores/time-series-store.ts';
import type { DownstreamCaller } from './downstream-caller.ts';
import { InvoiceFunction } from './invoice-function.ts';
import type { RecordWriter } from './record-writer.ts';
import { relayFunction, relayMapping } from './relay.ts';

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

/**
 * The functions on an event's path: the relay of the partitions without a group, a processor per stage, and
 * the history.
 */
export class InvoiceFunctions extends Construct {
  readonly history: IFunction;
  readonly #cell: Cell;
  /** None where every partition is in a group. */
  readonly #relay: InvoiceFunction | undefined;
  readonly #processors: ReadonlyMap<Stage, InvoiceFunction>;

  constructor(scope: Construct, id: string, props: InvoiceFunctionsProps) {
    super(scope, id);
    const { cell, ledger, operations, timeSeries, records, downstream, logKey } = props;
    const name = names(cell.prefix);
    this.#cell = cell;
    // Whoever projects an invoice needs its deadlines.
    const ledgerSettings = {
      ...ledger.environment,
      [envNames.stageDeadlines]: deadlinesText(cell.stageDeadlines),
    };

    const partitions = ungrouped(cell.partitions);
    this.#relay =
      partitions.length > 0
        ? relayFunction(this, 'Relay', { cell, logKey, served: { group: undefined, partitions } })
        : undefined;

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
    for (const called of [...this.#processors.values(), history])
      acceptFinding(called, 'deadLettersOfTheQueue', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ');
  }

  /** Connects the queues of partitions in a stack of their own to the processors. */
  serveIn(scope: Construct, paths: readonly InvoicePartition[], key: IKey): void {
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

  #processorMapping(partition: Partition): EventSourceMappingOptions {
    return {
      batchSize: processor.batchSize,
      maxConcurrency: partitionConcurrency(processor, this.#cell, partition),
    };
  }

  /** Connects a partition's queues and topic to the functions that serve them. */
  serve(partition: Partition, path: InvoicePartition): void {
    const { name, stage } = partition;
    if (this.#relay) {
      this.#relay.consume(`${name}Queue`, path.relay, relayMapping(this.#cell, partition));
      path.grantPublish(this.#relay);
    }
    this.#processors.get(stage)?.consume(`${name}Queue`, path.processing, this.#processorMapping(partition));
  }
}
