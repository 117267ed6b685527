import { Stack } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import type { AlertSettings } from '../../functions/core/alerts/policy.ts';
import { names } from '../../functions/core/names.ts';
import { type Keys, sendActions } from '../blocks/keys.ts';
import { functionDeadLetters } from '../blocks/queues.ts';
import { on } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import { alertRouterConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import { InvoiceFunction } from './invoice-function.ts';
import { MinuteSchedule } from './minute-schedule.ts';

export interface AlertRouterProps {
  readonly cell: Cell;
  readonly operations: OperationsTable;
  readonly keys: Keys;
}

/**
 * `AlertRouter`: called every minute for what has become due, and by the topic of alarms, which is in
 * the monitoring stack as the contacts' topics are, and knows the function by name.
 */
export class AlertRouter extends Construct {
  readonly router: InvoiceFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { cell, operations, keys }: AlertRouterProps) {
    super(scope, id);
    const name = names(cell.prefix);
    const topicOf = (contact: string) =>
      Stack.of(this).formatArn({ service: 'sns', resource: name.alertTopic(contact) });
    const { contacts, ...policy } = cell.alerts;
    this.router = new InvoiceFunction(this, 'Router', {
      cell,
      logKey: keys.logs,
      functionName: name.alertRouterFunction,
      folder: 'functions/alert-router',
      timeoutSeconds: timeoutSeconds.alertRouter,
      concurrency: alertRouterConcurrency,
      environment: {
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.alertSettings]: JSON.stringify({ cell: cell.name, policy } satisfies AlertSettings),
        [envNames.alertTopics]: topicOf(''),
      },
    });
    operations.grantRecords(this.router, 'read', 'create', 'replace', 'remove');
    this.router.addToRolePolicy(on(Object.keys(contacts).map(topicOf), ['sns:Publish']));
    keys.messages.grant(this.router, ...sendActions);

    this.deadLetters = functionDeadLetters(this, 'DeadLetters', {
      queueName: name.alertRouterDeadLetters,
      key: keys.messages,
    });
    new MinuteSchedule(this, 'Schedule', {
      target: this.router,
      deadLetters: this.deadLetters,
      description: 'Announces what has become due of open alerts.',
    });
  }
}
