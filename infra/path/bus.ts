import { Duration, Stack } from 'aws-cdk-lib';
import { Archive, CfnRule, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { busSource, names, operationsSource } from '../../functions/core/names.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { keptOnceMade } from '../blocks/kept.ts';
import { sendActions } from '../blocks/keys.ts';
import { keylessRestingQueue, restingQueue } from '../blocks/queues.ts';
import type { Cell } from '../cells/cell.ts';
import type { Partition } from '../cells/partitions.ts';
import { archivePattern, partitionPattern, unroutedPattern } from './partition-patterns.ts';

export interface BusProps {
  readonly cell: Cell;
  /** The key for messages. */
  readonly key: IKey;
}

/** A rule that sends to a queue. */
interface QueueRule {
  readonly name: string;
  readonly description: string;
  readonly eventPattern: object;
  readonly queue: Queue;
}

/**
 * The bus, with its own archive for replay, a rule per partition, a rule for what no partition
 * takes, and one that sends everything to the auditors' archive.
 */
export class Bus extends Construct {
  readonly bus: EventBus;
  /** Events that no partition takes. */
  readonly unrouted: Queue;
  /** Events that a rule could not deliver: standard queues, as EventBridge demands. */
  readonly ruleDeadLetters: Queue;
  readonly archiveDeadLetters: Queue;
  /**
   * Events that the bus could not encrypt or decrypt. They stay as the bus encrypted them, so
   * nothing is readable here.
   */
  readonly busDeadLetters: Queue;
  readonly #key: IKey;
  readonly #name: ReturnType<typeof names>;

  constructor(scope: Construct, id: string, { cell, key }: BusProps) {
    super(scope, id);
    const name = names(cell.prefix);
    this.#name = name;
    this.#key = key;
    this.ruleDeadLetters = restingQueue(this, 'RuleDeadLetters', { queueName: name.ruleDeadLetters, key });
    this.archiveDeadLetters = restingQueue(this, 'ArchiveDeadLetters', {
      queueName: name.archiveDeadLetters,
      key,
    });
    this.unrouted = restingQueue(this, 'Unrouted', { queueName: name.unroutedQueue, key });
    this.busDeadLetters = keylessRestingQueue(this, 'BusDeadLetters', { queueName: name.busDeadLetters });

    this.bus = new EventBus(this, 'Bus', {
      eventBusName: name.bus,
      kmsKey: key,
      deadLetterQueue: this.busDeadLetters,
    });
    const archive = new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      archiveName: name.archive,
      description: 'Every invoice event the bus took',
      eventPattern: { source: [busSource] },
      retention: Duration.days(cell.retention.replayDays),
      kmsKey: key,
    });
    archive.applyRemovalPolicy(keptOnceMade);

    letSend(this.busDeadLetters, this.bus.eventBusArn);
    // One statement for all rules: a queue's policy has room for twenty, and a cell may have 99
    // partitions.
    letSend(this.ruleDeadLetters, this.#rulesArn);
    this.#toQueue(this, 'UnroutedRule', {
      name: name.unroutedRule,
      description: 'Whatever no partition takes',
      eventPattern: unroutedPattern,
      queue: this.unrouted,
    });
  }

  /**
   * Sends the partition's events to its relay queue.
   * @param scope where the rule is made: with the queue, when that is in a stack of its own
   */
  route(partition: Partition, relayQueue: Queue, scope: Construct = this): void {
    this.#toQueue(scope, `${partition.name}Rule`, {
      name: this.#name.rule(partition.name),
      description: `Events of partition ${partition.name}`,
      eventPattern: partitionPattern(partition),
      queue: relayQueue,
    });
  }

  /** Sends what the auditors' archive keeps to its stream. */
  keep(stream: IDeliveryStream): void {
    const role = new Role(this, 'ArchiveRole', {
      description: 'Hands the events of the bus to the stream of the archive',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: { 'aws:SourceArn': this.#rulesArn },
        },
      }),
    });
    stream.grantPutRecords(role);
    // Firehose encrypts its buffer on behalf of the sender.
    this.#key.grant(role, ...sendActions);
    acceptFinding(role.node.findChild('DefaultPolicy'), 'policyOfOneRole');
    const rule = new CfnRule(this, 'ArchiveRule', {
      name: this.#name.archiveRule,
      eventBusName: this.bus.eventBusName,
      description: 'Everything but announcements, for the archive',
      eventPattern: archivePattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'Archive',
          arn: stream.deliveryStreamArn,
          roleArn: role.roleArn,
          deadLetterConfig: { arn: this.archiveDeadLetters.queueArn },
        },
      ],
    });
    letSend(this.archiveDeadLetters, rule.attrArn);
  }

  get #rulesArn(): string {
    return Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${this.bus.eventBusName}/*`,
    });
  }

  /**
   * A rule made without the construct library's own, whose patterns lack `$or` and which would let
   * any rule send to an encrypted queue.
   */
  #toQueue(scope: Construct, id: string, { queue, ...rest }: QueueRule): void {
    const rule = new CfnRule(scope, id, {
      ...rest,
      eventBusName: this.bus.eventBusName,
      state: 'ENABLED',
      targets: [
        { id: 'Queue', arn: queue.queueArn, deadLetterConfig: { arn: this.ruleDeadLetters.queueArn } },
      ],
    });
    letSend(queue, rule.attrArn);
  }
}

/**
 * Lets a function put announcements of these types on a bus, and nothing else: no event of an
 * invoice can come from it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export function grantAnnounce(grantee: IGrantable, bus: IEventBus, types: readonly string[]): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['events:PutEvents'],
    resourceArns: [bus.eventBusArn],
    conditions: {
      StringEquals: { 'events:source': operationsSource, 'events:detail-type': [...types] },
    },
  });
}

/**
 * Lets EventBridge send to a queue on behalf of the rules or the bus with this ARN. The key's
 * policy does the same.
 */
function letSend(queue: Queue, sourceArn: string) {
  return queue.grant(
    new ServicePrincipal('events.amazonaws.com', { conditions: { ArnLike: { 'aws:SourceArn': sourceArn } } }),
    'sqs:SendMessage',
  );
}
