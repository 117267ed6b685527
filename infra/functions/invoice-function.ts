import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Alias,
  Architecture,
  Code,
  EventSourceMapping,
  type EventSourceMappingOptions,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { entryMetadata, functionLogs } from '../../functions/core/names.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { sendActions } from '../blocks/keys.ts';
import type { ConsumedQueue } from '../blocks/queues.ts';
import { on } from '../blocks/statements.ts';
import { type Cell, tracesSchedules } from '../cells/cell.ts';
import { type Concurrency, reservesConcurrency } from '../cells/concurrency.ts';
import { functionMemoryMib } from '../cells/settings.ts';
import { bundleName, deployedBundle, root } from './bundling.ts';

/**
 * The alias that everything invokes where environments are kept warm: they belong to a version, not
 * to the function.
 */
const aliasName = 'live';

export interface InvoiceFunctionProps {
  readonly cell: Cell;
  readonly functionName: string;
  /** Folder of its `handler.ts`, from the root of the project. */
  readonly folder: string;
  readonly timeoutSeconds: number;
  /** A schedule calls it: in a small cell its calls are not traced, which would cost more than they do. */
  readonly isScheduled?: boolean;
  readonly concurrency: Concurrency;
  /** What most functions have, unless given. */
  readonly memoryMib?: number;
  /** Encrypts its logs and its settings. */
  readonly logKey: IKey;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A Lambda function, bundled from its folder, with a role of its own that may only log and trace
 * until it is granted more.
 */
export class InvoiceFunction extends LambdaFunction {
  /** What callers invoke: its alias, if it has one. */
  readonly live: IFunction;

  constructor(scope: Construct, id: string, props: InvoiceFunctionProps) {
    const { cell, functionName, folder, timeoutSeconds, concurrency, logKey, environment = {} } = props;
    const { memoryMib = functionMemoryMib, isScheduled = false } = props;
    const isTraced = !isScheduled || tracesSchedules(cell);
    // The library's own role may write to any log group.
    const role = new Role(scope, `${id}Role`, {
      description: `What ${functionName} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: functionLogs(functionName),
      encryptionKey: logKey,
      retention: cell.retention.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      functionName,
      code: bundled(folder),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMib,
      timeout: Duration.seconds(timeoutSeconds),
      tracing: isTraced ? Tracing.ACTIVE : Tracing.PASS_THROUGH,
      ...(reservesConcurrency(cell) && { reservedConcurrentExecutions: concurrency.reserved }),
      environment: { ...environment, POWERTOOLS_SERVICE_NAME: functionName },
      environmentEncryption: logKey,
      logGroup,
      role,
    });
    logGroup.grantWrite(this);
    this.addToRolePolicy(readSettings(this, logKey));
    acceptFinding(this, 'noNetworkOfItsOwn');
    if (!reservesConcurrency(cell))
      acceptFinding(this, 'functionOfSmallCell', 'NIST.800.53.R5-LambdaConcurrency');
    if (!isTraced) acceptFinding(this, 'functionOfSmallCell', 'Serverless-LambdaTracing');
    const policy = role.node.findChild('DefaultPolicy');
    acceptFinding(policy, 'policyOfOneRole');
    acceptFinding(policy, 'callsWithoutResource');
    const resource = this.node.defaultChild;
    if (CfnResource.isCfnResource(resource)) resource.addMetadata(entryMetadata, folder);
    this.live =
      concurrency.provisioned === 0 || !reservesConcurrency(cell)
        ? this
        : new Alias(this, 'Live', {
            aliasName,
            version: this.currentVersion,
            provisionedConcurrentExecutions: concurrency.provisioned,
          });
  }

  /**
   * Feeds it from a queue. It may put messages that can never succeed straight onto the dead-letter
   * queue.
   */
  consume(id: string, { queue, deadLetters }: ConsumedQueue, mapping: EventSourceMappingOptions): void {
    const source = this.live.addEventSourceMapping(id, {
      eventSourceArn: queue.queueArn,
      reportBatchItemFailures: true,
      ...mapping,
    });
    acceptFinding(source, 'deadLettersOfTheQueue', 'Serverless-LambdaEventSourceMappingDestination');
    queue.grantConsumeMessages(this);
    deadLetters.grant(this, 'sqs:SendMessage', 'sqs:GetQueueUrl');
    deadLetters.encryptionMasterKey?.grant(this, ...sendActions);
  }

  /**
   * Feeds it from queues of another stack. Mappings and rights are made there, so that this stack knows nothing
   * of them and is not deployed anew when they change.
   * @returns the mappings, which begin to work as soon as they are made
   */
  consumeIn(scope: Construct, sources: readonly MappedQueue[], key: IKey): readonly EventSourceMapping[] {
    const arns = (of: (source: MappedQueue) => Queue) => sources.map((source) => of(source).queueArn);
    const rights = new ManagedPolicy(scope, 'Consume', {
      description: `Which queues ${this.node.id} reads here`,
      roles: this.role ? [this.role] : [],
      statements: [
        on(
          arns(({ queue }) => queue.queue),
          [
            ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
            ...['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
          ],
        ),
        on(
          arns(({ queue }) => queue.deadLetters),
          ['sqs:SendMessage', 'sqs:GetQueueUrl'],
        ),
        on([key.keyArn], sendActions),
      ],
    });
    return sources.map(({ name, queue, mapping }) => {
      const source = new EventSourceMapping(scope, `${name}Queue`, {
        ...mapping,
        target: this.live,
        eventSourceArn: queue.queue.queueArn,
        reportBatchItemFailures: true,
      });
      // Lambda looks at the rights when it is made.
      source.node.addDependency(rights);
      acceptFinding(source, 'deadLettersOfTheQueue', 'Serverless-LambdaEventSourceMappingDestination');
      return source;
    });
  }
}

/** A queue to be read, and how. */
export interface MappedQueue {
  /** The partition it is of. */
  readonly name: string;
  readonly queue: ConsumedQueue;
  readonly mapping: EventSourceMappingOptions;
}

/**
 * The bundle of a folder. It is built only for a deployment: otherwise templates differ in its hash
 * alone.
 */
function bundled(folder: string): Code {
  return Code.fromAsset(join(root, folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      local: {
        tryBundle: (outdir) => {
          writeFileSync(join(outdir, bundleName), deployedBundle(folder));
          return true;
        },
      },
      // Required by the library, and never used.
      image: Runtime.NODEJS_24_X.bundlingImage,
    },
  });
}

/** Lambda decrypts the function's settings in its name when an environment starts. */
function readSettings(scope: Construct, key: IKey): PolicyStatement {
  return new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `lambda.${Stack.of(scope).region}.amazonaws.com` } },
  });
}
