import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { packsToClear } from '../../functions/core/cold/table-shelf.ts';
import { decisionsOf } from '../../functions/core/invoice/conflicts.ts';
import { names } from '../../functions/core/names.ts';
import type { Keys } from '../blocks/keys.ts';
import type { Cell } from '../cells/cell.ts';
import { lettingGoConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import { InvoiceFunction } from './invoice-function.ts';
import { CallSchedule } from './minute-schedule.ts';

export interface LettingGoProps {
  readonly cell: Cell;
  readonly ledger: Ledger;
  /** Keeps which packs are still to be cleared. */
  readonly operations: OperationsTable;
  /** Keeps what it was called with when a call fails. */
  readonly deadLetters: Queue;
  readonly keys: Keys;
}

/** `InvoiceLettingGo` and its schedule, every minute, of a cell whose ledger lets settled invoices go. */
export class LettingGo extends Construct {
  constructor(scope: Construct, id: string, { cell, ledger, operations, deadLetters, keys }: LettingGoProps) {
    super(scope, id);
    const target = new InvoiceFunction(this, 'LettingGo', {
      cell,
      logKey: keys.logs,
      functionName: names(cell.prefix).lettingGoFunction,
      folder: 'functions/letting-go',
      timeoutSeconds: timeoutSeconds.lettingGo,
      isScheduled: true,
      concurrency: lettingGoConcurrency,
      environment: { ...ledger.environment, [envNames.operationsTable]: operations.table.tableName },
    });
    ledger.grantLetGo(target);
    operations.grantCollection(target, decisionsOf('*'), 'list');
    operations.grantCollection(target, packsToClear, 'read', 'create', 'replace', 'remove');
    new CallSchedule(this, 'Schedule', {
      ...{ target, deadLetters },
      description: 'Copies settled invoices to the archive, and lets the ledger go of them.',
    });
  }
}
