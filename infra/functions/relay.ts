import { Duration } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EventSourceMappingOptions } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { on } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import { partitionConcurrency, relay, relayConcurrency } from '../cells/concurrency.ts';
import type { Partition, RelayedPartitions } from '../cells/partitions.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { InvoicePartition } from '../path/partition.ts';
import { InvoiceFunction } from './invoice-function.ts';

export interface RelayProps {
  readonly cell: Cell;
  readonly served: RelayedPartitions;
  readonly logKey: IKey;
}

/** The function that relays the events of some partitions. */
export function relayFunction(scope: Construct, id: string, { cell, served, logKey }: RelayProps) {
  const relaying = new InvoiceFunction(scope, id, {
    cell,
    logKey,
    functionName: names(cell.prefix).relayFunction(served.group),
    folder: 'functions/relay',
    timeoutSeconds: timeoutSeconds.relay,
    concurrency: relayConcurrency(cell, served.partitions),
  });
  acceptFinding(relaying, 'deadLettersOfTheQueue', 'Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ');
  return relaying;
}

/** How a relay reads the queue of a partition. */
export function relayMapping(cell: Cell, partition: Partition): EventSourceMappingOptions {
  return {
    batchSize: relay.batchSize,
    maxBatchingWindow: Duration.seconds(relay.windowSeconds),
    maxConcurrency: partitionConcurrency(relay, cell, partition),
  };
}

export interface GroupRelayProps extends RelayProps {
  readonly paths: readonly InvoicePartition[];
  /** Of these queues and topics. */
  readonly key: IKey;
}

/**
 * The relay of a group of partitions, in their stack. Its rights are managed policies, because those on 25
 * partitions do not fit into a role.
 */
export class GroupRelay extends Construct {
  constructor(scope: Construct, id: string, { paths, key, ...props }: GroupRelayProps) {
    super(scope, id);
    const relaying = relayFunction(this, 'Relay', props);
    const mappings = relaying.consumeIn(
      this,
      paths.map(({ partition, relay: queue }) => ({
        ...{ name: partition.name, queue },
        mapping: relayMapping(props.cell, partition),
      })),
      key,
    );
    const publish = new ManagedPolicy(this, 'Publish', {
      description: 'To which topics the relay publishes here',
      roles: relaying.role ? [relaying.role] : [],
      statements: [
        on(
          paths.map(({ topic }) => topic.topicArn),
          ['sns:Publish'],
        ),
      ],
    });
    for (const mapping of mappings) mapping.node.addDependency(publish);
  }
}
