import { Annotations, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { alertLinkPath } from '../functions/core/alerts/alert-link.ts';
import { downstreamStages } from '../functions/core/downstream/settings.ts';
import { cellMetadata } from '../functions/core/names.ts';
import type { Cell } from './cells/cell.ts';
import { noDetectorNotice } from './cells/detector-notice.ts';
import { ungrouped } from './cells/partitions.ts';
import { isProtected } from './cells/protection.ts';
import { Api } from './edge/api.ts';
import { AlertLinks } from './functions/alert-links.ts';
import { AlertRouter } from './functions/alert-router.ts';
import { AnomalyDetector } from './functions/anomaly-detector.ts';
import { DownstreamCaller } from './functions/downstream-caller.ts';
import { InvoiceFunctions } from './functions/functions.ts';
import { InvoiceRollup } from './functions/invoice-rollup.ts';
import { LettingGo } from './functions/letting-go.ts';
import { Reconciler } from './functions/reconciler.ts';
import { RecordWriter } from './functions/record-writer.ts';
import { StuckInvoices } from './functions/stuck-invoices.ts';
import { Bus } from './path/bus.ts';
import { InvoicePartition } from './path/partition.ts';
import type { StatefulStack } from './stateful-stack.ts';

/**
 * The path of an event: API, bus, the queues and topic of each partition, and the functions
 * between.
 */
export class StatelessStack extends Stack {
  readonly bus: Bus;
  readonly functions: InvoiceFunctions;
  /** Those without a group. */
  readonly partitions: readonly InvoicePartition[];
  readonly stuckInvoices: StuckInvoices;
  readonly alertRouter: AlertRouter;
  readonly reconciler: Reconciler;

  constructor(scope: Construct, id: string, cell: Cell, stateful: StatefulStack) {
    super(scope, id, {
      description: `Invoice events, cell ${cell.name}: API, bus, queues and functions`,
      // Its queues hold events in transit, its archive and its logs past ones.
      terminationProtection: isProtected(cell),
    });
    this.templateOptions.metadata = { [cellMetadata]: cell.name };
    Tags.of(this).add(cellMetadata, cell.name);

    const keys = stateful.keys.usedIn(this);
    const { messages: key } = keys;
    const { ledger, operations, timeSeries, archive } = stateful;
    this.bus = new Bus(this, 'Bus', { cell, key });
    this.bus.keep(archive.stream);
    const records = new RecordWriter(this, 'Records', { cell, ledger, operations, timeSeries, keys });
    const downstream =
      cell.downstream && downstreamStages(cell.downstream).length > 0
        ? new DownstreamCaller(this, 'Downstream', {
            ...{ cell, downstreams: cell.downstream, ledger, operations, keys },
          })
        : undefined;
    this.functions = new InvoiceFunctions(this, 'Functions', {
      cell,
      ledger,
      operations,
      timeSeries,
      records,
      downstream,
      logKey: keys.logs,
    });
    this.stuckInvoices = new StuckInvoices(this, 'StuckInvoices', {
      cell,
      ledger,
      operations,
      bus: this.bus.bus,
      keys,
    });
    this.reconciler = new Reconciler(this, 'Reconciler', {
      ...{ cell, ledger, operations, timeSeries, archive, keys },
    });
    if (cell.retention.hotDays !== undefined)
      new LettingGo(this, 'LettingGo', {
        ...{ cell, ledger, operations, deadLetters: this.reconciler.deadLetters, keys },
      });
    if (timeSeries.rollups)
      new InvoiceRollup(this, 'Rollup', {
        ...{ cell, rollups: timeSeries.rollups, operations, deadLetters: this.reconciler.deadLetters, keys },
      });
    if (timeSeries.judging)
      new AnomalyDetector(this, 'Anomalies', {
        ...{ cell, judging: timeSeries.judging, operations, deadLetters: this.reconciler.deadLetters, keys },
      });
    else Annotations.of(this).addInfo(noDetectorNotice(cell));
    const links = cell.alerts.links && new AlertLinks(this, 'AlertLinks', { cell, operations, keys });
    const api = new Api(this, 'Api', {
      ...{ cell, bus: this.bus.bus, history: this.functions.history, key: keys.logs },
      alertLinks: links?.page,
    });
    this.alertRouter = new AlertRouter(this, 'AlertRouter', {
      ...{ cell, operations, keys },
      links: links && { key: links.key, address: api.addressOf(alertLinkPath) },
    });

    this.partitions = ungrouped(cell.partitions).map((partition) => {
      const path = new InvoicePartition(this, `${partition.name}Partition`, { cell, partition, key });
      this.bus.route(partition, path.relay.queue);
      this.functions.serve(partition, path);
      return path;
    });
  }
}
