import { Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Cell, cellMetadata } from './cells/cell.ts';
import { Api } from './edge/api.ts';
import { InvoiceFunctions } from './functions/functions.ts';
import { Bus } from './path/bus.ts';
import { InvoicePartition } from './path/partition.ts';
import type { StatefulStack } from './stateful-stack.ts';

/** The path of an event: API, bus, per partition its queues and topic, and the functions between them. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, cell: Cell, { key, ledger, timeSeries }: StatefulStack) {
    super(scope, id, { description: `Invoice events, cell ${cell.name}: API, bus, queues and functions` });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);

    const bus = new Bus(this, 'Bus', cell);
    const functions = new InvoiceFunctions(this, 'Functions', { cell, ledger, timeSeries });
    new Api(this, 'Api', { cell, bus: bus.bus, history: functions.history });

    for (const partition of cell.partitions) {
      const path = new InvoicePartition(this, `${partition.name}Partition`, { cell, partition, key });
      bus.route(partition, path.relay.queue);
      functions.serve(partition, path);
    }
  }
}
