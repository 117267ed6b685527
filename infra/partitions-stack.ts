import { Stack, Tags } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { cellMetadata } from '../functions/core/names.ts';
import { groupKey } from './blocks/keys.ts';
import type { Cell } from './cells/cell.ts';
import type { Partition } from './cells/partitions.ts';
import { isProtected } from './cells/protection.ts';
import { GroupRelay } from './functions/relay.ts';
import { InvoicePartition } from './path/partition.ts';
import type { StatefulStack } from './stateful-stack.ts';
import type { StatelessStack } from './stateless-stack.ts';

export interface PartitionsProps {
  readonly cell: Cell;
  readonly group: string;
  readonly partitions: readonly Partition[];
  readonly stateful: StatefulStack;
  /** The bus that they hang on, and the functions that serve them. */
  readonly stateless: StatelessStack;
}

/**
 * A group of partitions: rules, queues and topics, the key that they are under, the relay between them, and
 * what lets the cell's other functions read them. What fails here stops no other group.
 */
export class PartitionsStack extends Stack {
  /** Of what is on its way here. */
  readonly key: IKey;

  constructor(scope: Construct, id: string, props: PartitionsProps) {
    const { cell, group, partitions, stateful, stateless } = props;
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: partitions of the group ${group}`,
      // Its queues hold events in transit.
      terminationProtection: isProtected(cell),
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);
    const { logs: logKey } = stateful.keys.usedIn(this);
    this.key = groupKey(this, 'Messages', { cell, group, partitions });
    const key = this.key;
    const paths = partitions.map((partition) => {
      const path = new InvoicePartition(this, `${partition.name}Partition`, { cell, partition, key });
      stateless.bus.route(partition, path.relay.queue, path);
      return path;
    });
    new GroupRelay(this, 'Relay', { cell, served: { group, partitions }, paths, key, logKey });
    stateless.functions.serveIn(this, paths, key);
    stateless.reconciler.openIn(this, key);
  }
}
