import { Duration, Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { deadlinesText } from '../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../functions/core/names.ts';
import { announcementTypes } from '../../schemas/announcements.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { type Keys, sendActions } from '../blocks/keys.ts';
import { functionDeadLetters } from '../blocks/queues.ts';
import type { Cell } from '../cells/cell.ts';
import { detectorConcurrency } from '../cells/concurrency.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';
import { grantAnnounce } from '../path/bus.ts';
import type { Ledger } from '../stores/ledger/construct.ts';
import type { OperationsTable } from '../stores/operations/construct.ts';
import { InvoiceFunction } from './invoice-function.ts';

export interface StuckInvoicesProps {
  readonly cell: Cell;
  readonly ledger: Ledger;
  /** Keeps what was announced. */
  readonly operations: OperationsTable;
  readonly bus: IEventBus;
  readonly keys: Keys;
}

/**
 * The time between two runs, and how long Scheduler retries an invocation: then the next run is
 * due.
 */
const interval = Duration.minutes(1);

/**
 * The detector of stuck invoices and its schedule, every minute. EventBridge Scheduler rather than
 * a rule: it has a role of its own, so that the function needs no policy that lets a service in,
 * and it does not count against the bus's quota of invocations.
 */
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
      concurrency: detectorConcurrency,
      environment: {
        [envNames.ledgerTable]: ledger.table.tableName,
        [envNames.operationsTable]: operations.table.tableName,
        [envNames.bus]: bus.eventBusName,
        [envNames.stageDeadlines]: deadlinesText(cell.stageDeadlines),
      },
    });
    ledger.grantReadDeadlines(this.detector);
    ledger.grantRead(this.detector);
    operations.grantRecords(this.detector, 'read', 'create', 'replace', 'remove');
    grantAnnounce(this.detector, bus, announcementTypes);

    this.deadLetters = functionDeadLetters(this, 'DeadLetters', {
      queueName: name.stuckInvoiceDeadLetters,
      key: keys.messages,
    });
    const resource = this.detector.node.defaultChild;
    if (resource instanceof CfnFunction) resource.deadLetterConfig = { targetArn: this.deadLetters.queueArn };
    this.#grantSend(this.detector);

    const role = this.#schedulerRole(this.detector);
    new Schedule(this, 'EveryMinute', {
      scheduleName: name.stuckInvoiceFunction,
      description: 'Looks for invoices that are past the deadline of their stage.',
      schedule: ScheduleExpression.rate(interval),
      target: {
        bind: () => ({
          arn: this.detector.functionArn,
          role,
          // The function reads its clock; the schedule has nothing to tell it.
          input: ScheduleTargetInput.fromObject({}),
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: interval.toSeconds() },
          deadLetterConfig: { arn: this.deadLetters.queueArn },
        }),
      },
    });
  }

  #schedulerRole(target: IFunction): Role {
    const role = new Role(this, 'SchedulerRole', {
      description: `Lets EventBridge Scheduler call ${target.node.id}, and keep what it could not call it with`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    // The unqualified function only: the library's own grant would add every version.
    Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [target.functionArn],
    });
    this.#grantSend(role);
    acceptFinding(role.node.findChild('DefaultPolicy'), 'policyOfOneRole');
    return role;
  }

  #grantSend(grantee: IGrantable): void {
    this.deadLetters.grant(grantee, 'sqs:SendMessage');
    this.deadLetters.encryptionMasterKey?.grant(grantee, ...sendActions);
  }
}
