import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import { type Cell, hasOneKey } from '../cells/cell.ts';
import type { Partition } from '../cells/partitions.ts';
import { keptOnceMade } from './kept.ts';

/** The keys as their users see them. */
export interface Keys {
  readonly data: IKey;
  readonly messages: IKey;
  readonly logs: IKey;
}

/**
 * The cell's own keys, one per purpose, so that a service can use no more than it handles and each
 * key can be withdrawn separately: `data` for what is kept for years, `messages` for what is in
 * transit, `logs` for what is logged about both. A small cell has one for all three, under the aliases of
 * all three: a key costs a dollar a month. Key policies name resources of other stacks by
 * ARNs made from names: references would make the stacks depend on each other in a circle.
 */
export class CellKeys extends Construct implements Keys {
  /**
   * Ledger, time series, archive. Used by the roles of functions and of Firehose; no service may
   * use it by itself, unless it is the only key.
   */
  readonly data: Key;
  /**
   * Bus and its archive, queues and topics but those of groups of partitions, the stream to the archive, and the
   * topics of alarms.
   */
  readonly messages: Key;
  /** Log groups. */
  readonly logs: Key;

  constructor(scope: Construct, id: string, cell: Cell) {
    super(scope, id);
    const alias = names(cell.prefix).keyAlias;
    if (hasOneKey(cell)) {
      const key = cellKey(this, 'Data', cell, alias('data'), 'stored data, messages on their way, and logs');
      for (const purpose of ['messages', 'logs']) key.addAlias(alias(purpose));
      [this.data, this.messages, this.logs] = [key, key, key];
    } else {
      this.data = cellKey(this, 'Data', cell, alias('data'), 'stored data');
      this.messages = cellKey(this, 'Messages', cell, alias('messages'), 'messages on their way');
      this.logs = cellKey(this, 'Logs', cell, alias('logs'), 'logs');
    }
    for (const statement of messageUsers(Stack.of(this), cell)) this.messages.addToResourcePolicy(statement);
    this.logs.addToResourcePolicy(logUser(Stack.of(this)));
  }

  /**
   * The keys for another stack. There they are known by ARN alone, so that the construct library
   * does not add references to that stack to the key policies.
   */
  usedIn(stack: Stack): Keys {
    const from = (id: string, { keyArn }: Key) => Key.fromKeyArn(stack, id, keyArn);
    return {
      data: from('DataKey', this.data),
      messages: from('MessagesKey', this.messages),
      logs: from('LogsKey', this.logs),
    };
  }
}

/** Partitions of a group, and the cell they are of. */
export interface PartitionGroup {
  readonly cell: Cell;
  readonly group: string;
  readonly partitions: readonly Partition[];
}

/**
 * The key for what is on its way through the partitions of a group: their queues and topics are under it, and
 * nothing else is. It is known by its ARN alone, so that the construct library adds nothing to its policy.
 */
export function groupKey(scope: Construct, id: string, { cell, group, partitions }: PartitionGroup): IKey {
  const stack = Stack.of(scope);
  const alias = names(cell.prefix).groupKeyAlias(group);
  const key = cellKey(scope, id, cell, alias, `messages on their way, group ${group}`);
  for (const statement of groupMessageUsers(stack, cell, partitions)) key.addToResourcePolicy(statement);
  return Key.fromKeyArn(scope, `${id}ByArn`, key.keyArn);
}

function cellKey(scope: Construct, id: string, cell: Cell, alias: string, what: string): Key {
  return new Key(scope, id, {
    alias,
    description: `Cell ${cell.name}: ${what}`,
    enableKeyRotation: true,
    removalPolicy: keptOnceMade,
  });
}

/**
 * The actions needed to send an encrypted message: to make a data key, and to open a cached one.
 */
export const sendActions: readonly string[] = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** The services that send messages, each on behalf of this cell's resources only. */
function messageUsers(stack: Stack, cell: Cell): PolicyStatement[] {
  const name = names(cell.prefix);
  const bus = stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: name.bus });
  const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: `${name.bus}/*` });
  const topics = [name.topic('*'), name.alarmTopic, name.directAlarmTopic, name.alertTopic('*')].map(
    (resource) => stack.formatArn({ service: 'sns', resource }),
  );
  const alarms = stack.formatArn({ service: 'cloudwatch', resource: 'alarm:*' });
  const busContext = { 'kms:EncryptionContext:aws:events:event-bus:arn': bus };
  const account = { 'aws:SourceAccount': stack.account };
  return [
    // What EventBridge needs for a bus and for its archive, to whose requests it attaches the
    // context alone:
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html and
    // encryption-archives.html
    allow('KeepEventsOnBus', 'events.amazonaws.com', sendActions, {
      StringEquals: { ...account, ...busContext },
      ArnLike: { 'aws:SourceArn': bus },
    }),
    allow(
      'KeepEventsInArchive',
      'events.amazonaws.com',
      [...sendActions, 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      { StringEquals: busContext },
    ),
    // It describes the key and decrypts nothing; a condition would have to hold before the bus
    // exists.
    allow('LookAtKey', 'events.amazonaws.com', ['kms:DescribeKey']),
    fromRules(stack, rules),
    fromTopics(stack, topics),
    allow('SendFromAlarms', 'cloudwatch.amazonaws.com', sendActions, onBehalfOf(stack, alarms)),
  ];
}

/** Rules and topics of these partitions. */
function groupMessageUsers(stack: Stack, cell: Cell, partitions: readonly Partition[]): PolicyStatement[] {
  const name = names(cell.prefix);
  const rules = partitions.map((partition) =>
    stack.formatArn({
      ...{ service: 'events', resource: 'rule' },
      resourceName: `${name.bus}/${name.rule(partition.name)}`,
    }),
  );
  const topics = partitions.map((partition) =>
    stack.formatArn({ service: 'sns', resource: name.topic(partition.name) }),
  );
  return [fromRules(stack, rules), fromTopics(stack, topics)];
}

function fromRules(stack: Stack, rules: string | readonly string[]): PolicyStatement {
  return allow('SendFromRules', 'events.amazonaws.com', sendActions, onBehalfOf(stack, rules));
}

function fromTopics(stack: Stack, topics: readonly string[]): PolicyStatement {
  return allow('SendFromTopics', 'sns.amazonaws.com', sendActions, onBehalfOf(stack, topics));
}

/** A service, on behalf of these resources of the account. */
function onBehalfOf({ account }: Stack, sources: string | readonly string[]) {
  return { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': sources } };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function logUser(stack: Stack): PolicyStatement {
  return allow(
    'KeepLogs',
    `logs.${stack.region}.amazonaws.com`,
    [
      ...sendActions,
      ...['kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext'],
      ...['kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:DescribeKey'],
    ],
    {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group:*' }),
      },
    },
  );
}

function allow(
  sid: string,
  service: string,
  actions: readonly string[],
  conditions: Record<string, unknown> = {},
): PolicyStatement {
  return new PolicyStatement({
    sid,
    principals: [new ServicePrincipal(service)],
    actions: [...actions],
    resources: ['*'],
    conditions,
  });
}
