import { ArnFormat, Stack, Stage } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ledgerTable } from '../../functions/adapters/dynamodb/ledger-table.ts';
import { auditCollection } from '../../functions/core/audit.ts';
import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { names } from '../../functions/core/names.ts';
import { on, onlyWithin, onNoResource } from '../blocks/statements.ts';
import type { Cell } from '../cells/cell.ts';
import { crossAccountRole } from './cross-account-role.ts';

export interface OnCallProps {
  readonly cell: Cell;
  readonly trusted: readonly string[];
  /** The keys that encrypt the cell's messages. */
  readonly messageKeyArns: readonly string[];
  /** The key that encrypts the cell's tables. */
  readonly dataKeyArn: string;
}

/** The rights an engineer on call needs to find what is stuck, to redrive it, and to replay. */
export function onCallRole(scope: Construct, props: OnCallProps): void {
  const { cell, trusted, messageKeyArns, dataKeyArn } = props;
  const stack = Stack.of(scope);
  const name = names(cell.prefix);
  const key = on(messageKeyArns, ['kms:Decrypt', 'kms:GenerateDataKey']);
  key.addCondition('StringEquals', {
    'kms:ViaService': ['sqs', 'firehose'].map((service) => `${service}.${stack.region}.amazonaws.com`),
  });

  crossAccountRole(scope, 'OnCall', {
    roleName: name.onCallRole,
    description: `On call for the invoice cell ${cell.name}: redrive, replay, logs and metrics`,
    trusted,
    policies: {
      Queues: queueRights(stack, cell),
      WaysBack: [key, ...waysBack(stack, cell)],
      Replay: replayRights(stack, cell),
      Tables: tables(stack, cell, dataKeyArn),
      Reconcile: [
        on(
          [name.reconcilerFunction, name.historyFunction].map((each) => stack.formatArn(functionOf(each))),
          ['lambda:InvokeFunction'],
        ),
      ],
      Look: look(scope),
    },
  });
}

/**
 * How functions are asked that read the auditors' archive with rights of their own: the reconciler, which answers with
 * ids alone, and the history, for invoices that left the ledger.
 */
function functionOf(resourceName: string) {
  return { service: 'lambda', resource: 'function', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME };
}

/**
 * Rights to read dead letters, to delete them when they have been dealt with, and to move them back to the
 * queues they came from:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 * Queues are named by patterns, because those of 99 partitions fit into no role. No queue that is polled has
 * a name like one of dead letters; a partition must not end in `-dlq`.
 */
function queueRights(stack: Stack, cell: Cell): readonly PolicyStatement[] {
  const name = names(cell.prefix);
  const downstreams = downstreamStages(cell.downstream);
  const queues = (...queueNames: readonly string[]) =>
    queueNames.map((resource) => stack.formatArn({ service: 'sqs', resource }));

  const fifoDeadLetters = queues(name.deadLetters('*'));
  const redrivable = [
    ...queues(
      name.relayDeadLetters('*'),
      name.recordDeadLetters,
      ...downstreams.map(name.downstreamDeadLetters),
    ),
    ...fifoDeadLetters,
  ];
  const resting = queues(
    ...[name.ruleDeadLetters, name.unroutedQueue, name.busDeadLetters, name.archiveDeadLetters],
    ...[name.stuckInvoiceDeadLetters, name.reconcilerDeadLetters],
    ...[name.alertDeadLetters, name.alertRouterDeadLetters],
  );
  const sources = queues(
    ...[name.relayQueue('*'), name.queue('*'), name.recordQueue],
    ...downstreams.map(name.downstreamQueue),
  );
  return [
    ...onlyWithin(
      ['sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks', 'sqs:CancelMessageMoveTask'],
      redrivable,
    ),
    ...onlyWithin(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
      [...redrivable, ...resting],
    ),
    ...onlyWithin(['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], [...redrivable, ...resting, ...sources]),
    ...onlyWithin(['sqs:SendMessage'], sources),
    // A partition's queue and its dead letters end alike.
    new PolicyStatement({ effect: Effect.DENY, actions: ['sqs:SendMessage'], resources: fifoDeadLetters }),
  ];
}

/**
 * Where else dead letters go back to: what the archive lacks, on its stream; events that no partition
 * took, to those that the rules of the bus name now.
 */
function waysBack(stack: Stack, cell: Cell): PolicyStatement[] {
  const { archiveStream, bus } = names(cell.prefix);
  const arn = (service: string, resource: string, resourceName: string) =>
    stack.formatArn({ service, resource, resourceName });
  return [
    on([arn('firehose', 'deliverystream', archiveStream)], ['firehose:PutRecord']),
    ...onlyWithin(['events:DescribeRule'], [arn('events', 'rule', `${bus}/*`)]),
    onNoResource(['events:TestEventPattern']),
  ];
}

/**
 * The history of an invoice beside its dead letter, what is stuck, and the records of operations. What the
 * audit trail says cannot be updated or deleted; that a put replaces nothing IAM cannot demand, so
 * CloudTrail has to tell (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html).
 */
function tables(stack: Stack, cell: Cell, dataKeyArn: string): PolicyStatement[] {
  const { ledgerTable: ledger, operationsTable } = names(cell.prefix);
  const table = (resourceName: string) =>
    stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName });
  const update = on([table(operationsTable)], ['dynamodb:UpdateItem']);
  update.addCondition('ForAllValues:StringNotEquals', { 'dynamodb:LeadingKeys': [auditCollection] });
  // The actions that DynamoDB's guide lists for customer managed keys, except grants:
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  const key = on(
    [dataKeyArn],
    ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  );
  key.addCondition('StringEquals', { 'kms:ViaService': `dynamodb.${stack.region}.amazonaws.com` });
  return [
    on([table(ledger), table(`${ledger}/index/${ledgerTable.deadlines.index}`)], ['dynamodb:Query']),
    on([table(operationsTable)], ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem']),
    update,
    key,
  ];
}

/** The archive is replayed to its own bus and nowhere else; EventBridge takes no role for that. */
function replayRights(stack: Stack, cell: Cell): PolicyStatement[] {
  const { bus, archive, replay } = names(cell.prefix);
  const events = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'events', resource, resourceName });
  return [
    on(
      [events('archive', archive), events('event-bus', bus)],
      ['events:DescribeArchive', 'events:DescribeEventBus'],
    ),
    // A replay is named when it is started.
    ...onlyWithin(
      ['events:StartReplay', 'events:DescribeReplay', 'events:CancelReplay'],
      [events('archive', archive), events('event-bus', bus), events('replay', replay('*'))],
    ),
  ];
}

/** Every log group of the cell, whatever its stack, and figures that IAM knows no resource for. */
function look(scope: Construct): PolicyStatement[] {
  const stack = Stack.of(scope);
  const logGroups = (Stage.of(scope)?.node.findAll() ?? []).filter((each) => each instanceof CfnLogGroup);
  return [
    ...onlyWithin(
      ['logs:StartQuery', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:DescribeLogStreams'],
      logGroups.map(({ logGroupName }) =>
        stack.formatArn({ service: 'logs', resource: `log-group:${logGroupName}:*` }),
      ),
    ),
    onNoResource([
      ...[
        'logs:GetQueryResults',
        'logs:StopQuery',
        'logs:DescribeLogGroups',
        'logs:DescribeQueryDefinitions',
      ],
      ...['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics', 'cloudwatch:DescribeAlarms'],
      ...['cloudwatch:DescribeAlarmHistory', 'cloudwatch:GetDashboard', 'cloudwatch:ListDashboards'],
      ...['xray:GetTraceSummaries', 'xray:BatchGetTraces', 'events:ListReplays'],
    ]),
  ];
}
