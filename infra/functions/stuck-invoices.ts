import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { deadlinesText } from '../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../functions/core/names.ts';
import { announcementTypes } from '../../schemas/announcements.ts';
import type { Keys } from '../blocks/keys.ts';
import type { Cell } from '../cells/cell.ts';
import { detectorConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import { grantAnnounce } from '../path/bus.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import { InvoiceFunction } from './invoice-function.ts';
import { callEveryMinute } from './minute-schedule.ts';

export interface StuckInvoicesProps {
  readonly cell: Cell;
  readonly ledger: Ledger;
  /** Keeps what was announced. */
  readonly operations: OperationsTable;
  readonly bus: IEventBus;
  readonly keys: Keys;
}

/** The detector of stuck invoices and its schedule, every minute. */
export class StuckInvoices extends Construct {
  readonly detector: InvoiceFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { cell, ledger, operations, bus, keys }: StuckInvoicesProps) {
    super(scope, id);
    const name = names(cell.prefix);
    this.detector = new InvoiceFunction(this, 'Detector', {
      cell,
      logKey: keys.logs,
      functionName: name.stuckInvoiceFunction,
      folder: 'functions/stuck-invoices',
      timeoutSeconds: timeoutSeconds.stuckInvoices,
      isScheduled: true,
      concurrency: detectorConcurrency,
      environment: {
        ...ledger.environment,
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.bus]: bus.eventBusName,
        [envNames.stageDeadlines]: deadlinesText(cell.stageDeadlines),
      },
    });
    ledger.grantReadDeadlines(this.detector);
    ledger.grantRead(this.detector);
    operations.grantRecords(this.detector, 'read', 'create', 'replace', 'remove');
    grantAnnounce(this.detector, bus, announcementTypes);

    this.deadLetters = callEveryMinute(this, {
      target: this.detector,
      description: 'Looks for invoices that are past the deadline of their stage.',
      queueName: name.stuckInvoiceDeadLetters,
      key: keys.messages,
    });
  }
}
