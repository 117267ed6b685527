import { Stack } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { names } from '../../functions/core/names.ts';
import { type Keys, sendActions } from '../blocks/keys.ts';
import { on } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import { alertRouterConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import type { AlertLinks } from './alert-links.ts';
import { alertSettingsOf } from './alert-settings.ts';
import { InvoiceFunction } from './invoice-function.ts';
import { callEveryMinute } from './minute-schedule.ts';

export interface AlertRouterProps {
  readonly cell: Cell;
  readonly operations: OperationsTable;
  readonly keys: Keys;
  /** What signs the links in announcements, and where they lead; a cell without a way in has none. */
  readonly links?: { readonly key: AlertLinks['key']; readonly address: string } | undefined;
}

/**
 * `AlertRouter`: called every minute for what has become due, and by the topic of alarms, which is in
 * the monitoring stack as the contacts' topics are, and knows the function by name.
 */
export class AlertRouter extends Construct {
  readonly router: InvoiceFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { cell, operations, keys, links }: AlertRouterProps) {
    super(scope, id);
    const name = names(cell.prefix);
    const topicOf = (contact: string) =>
      Stack.of(this).formatArn({ service: 'sns', resource: name.alertTopic(contact) });
    this.router = new InvoiceFunction(this, 'Router', {
      cell,
      logKey: keys.logs,
      functionName: name.alertRouterFunction,
      folder: 'functions/alert-router',
      timeoutSeconds: timeoutSeconds.alertRouter,
      isScheduled: true,
      concurrency: alertRouterConcurrency,
      environment: {
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.alertSettings]: alertSettingsOf(cell),
        [envNames.alertTopics]: topicOf(''),
        ...(links && {
          [envNames.alertLinkKey]: links.key.keyArn,
          [envNames.alertLinkAddress]: links.address,
        }),
      },
    });
    operations.grantRecords(this.router, 'read', 'create', 'replace', 'remove');
    this.router.addToRolePolicy(on(Object.keys(cell.alerts.contacts).map(topicOf), ['sns:Publish']));
    if (links) this.router.addToRolePolicy(on([links.key.keyArn], ['kms:GenerateMac']));
    keys.messages.grant(this.router, ...sendActions);

    this.deadLetters = callEveryMinute(this, {
      target: this.router,
      description: 'Announces what has become due of open alerts.',
      queueName: name.alertRouterDeadLetters,
      key: keys.messages,
    });
  }
}
