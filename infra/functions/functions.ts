import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/env.ts';
import { names } from '../../functions/core/names.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import type { Cell } from '../cells/cell.ts';
import type { InvoicePartition } from '../path/partition.ts';
import type { Partition } from '../path/partition-patterns.ts';
import type { ConsumedQueue } from '../path/queues.ts';
import { sendActions } from '../stores/keys.ts';
import type { Ledger } from '../stores/ledger.ts';
import type { TimeSeries } from '../stores/time-series.ts';
import { timeouts } from './timeouts.ts';

/** The metadata key under which a function's template says which folder its code is in. */
const entryMetadata = 'bems:entry';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface InvoiceFunctionProps {
  readonly cell: Cell;
  readonly functionName: string;
  /** Folder of its `handler.ts`, from the root of the project. */
  readonly folder: string;
  readonly timeout: Duration;
  /** Encrypts its logs. */
  readonly logKey: IKey;
  readonly environment?: Readonly<Record<string, string>>;
}

/** One Lambda function, bundled from its folder. */
export class InvoiceFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: InvoiceFunctionProps) {
    const { cell, functionName, folder, timeout, logKey, environment = {} } = props;
    super(scope, id, {
      functionName,
      entry: join(root, folder, 'handler.ts'),
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout,
      tracing: Tracing.ACTIVE,
      environment: {
        ...environment,
        POWERTOOLS_SERVICE_NAME: functionName,
        NODE_OPTIONS: '--enable-source-maps',
      },
      logGroup: new LogGroup(scope, `${id}Logs`, {
        logGroupName: `/aws/lambda/${functionName}`,
        encryptionKey: logKey,
        retention: cell.retention.logDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        // The ES modules of the SDK and of Powertools; their CommonJS twins, which come first by default, cannot be shaken.
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        // Some dependencies are CommonJS only and call `require`, which an ES module lacks.
        banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
    const resource = this.node.defaultChild;
    if (CfnResource.isCfnResource(resource)) resource.addMetadata(entryMetadata, folder);
  }

  /** Feeds it from a queue, with the right to put what can never succeed straight onto the dead-letter queue. */
  consume({ queue, deadLetters }: ConsumedQueue, mapping: SqsEventSourceProps): void {
    this.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true, ...mapping }));
    deadLetters.grant(this, 'sqs:SendMessage', 'sqs:GetQueueUrl');
    deadLetters.encryptionMasterKey?.grant(this, ...sendActions);
  }
}

export interface InvoiceFunctionsProps {
  readonly cell: Cell;
  readonly ledger: Ledger;
  readonly timeSeries: TimeSeries;
  readonly logKey: IKey;
}

/** The functions of a cell: the relay, one processor per stage, and the history. */
export class InvoiceFunctions extends Construct {
  readonly history: InvoiceFunction;
  readonly #relay: InvoiceFunction;
  readonly #processors: ReadonlyMap<Stage, InvoiceFunction>;
  readonly #processorConcurrency: number;

  constructor(scope: Construct, id: string, { cell, ledger, timeSeries, logKey }: InvoiceFunctionsProps) {
    super(scope, id);
    const name = names(cell.prefix);
    this.#processorConcurrency = processorConcurrency(cell);

    this.#relay = new InvoiceFunction(this, 'Relay', {
      cell,
      logKey,
      functionName: name.relayFunction,
      folder: 'functions/relay',
      timeout: timeouts.relay,
    });

    const processorOf = (stage: Stage): InvoiceFunction => {
      const processor = new InvoiceFunction(this, `${stage}Processor`, {
        cell,
        logKey,
        functionName: name.processorFunction(stage),
        folder: `functions/${stage}`,
        timeout: timeouts.processor,
        environment: {
          [envNames.ledgerTable]: ledger.table.tableName,
          [envNames.timeSeriesDatabase]: timeSeries.databaseName,
          [envNames.timeSeriesTable]: timeSeries.tableName,
        },
      });
      ledger.grantAppend(processor);
      timeSeries.grantWrite(processor);
      return processor;
    };
    this.#processors = new Map(stages.map((stage) => [stage, processorOf(stage)]));

    this.history = new InvoiceFunction(this, 'History', {
      cell,
      logKey,
      functionName: name.historyFunction,
      folder: 'functions/history',
      timeout: timeouts.history,
      environment: { [envNames.ledgerTable]: ledger.table.tableName },
    });
    ledger.grantRead(this.history);
  }

  /** Connects a partition's queues and topic to the functions that serve them. */
  serve({ stage }: Partition, path: InvoicePartition): void {
    this.#relay.consume(path.relay, { batchSize: 100, maxBatchingWindow: Duration.seconds(1) });
    path.grantPublish(this.#relay);
    this.#processors
      .get(stage)
      ?.consume(path.processing, { batchSize: 10, maxConcurrency: this.#processorConcurrency });
  }
}

/**
 * Batches a partition may have in work at once, should the whole grown peak fall on it: a batch of 10 takes
 * about 200 ms, and Lambda's limit is 2–1,000.
 */
const processorConcurrency = ({ peakEventsPerSecond, growth }: Cell): number =>
  Math.min(1_000, Math.max(2, Math.ceil((peakEventsPerSecond * (1 + growth) * 0.2) / 10)));
