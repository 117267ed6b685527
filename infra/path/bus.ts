import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule, EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { busSource, names } from '../../functions/core/names.ts';
import type { Cell } from '../cells/cell.ts';
import { type Partition, partitionPattern, unroutedPattern } from './partition-patterns.ts';
import { standardQueue } from './queues.ts';

/** The bus: an archive of everything, one rule per partition, and a rule that finds what no partition takes. */
export class Bus extends Construct {
  readonly bus: EventBus;
  /** What a rule could not deliver: a standard queue, as EventBridge demands. */
  readonly #deadLetters: Queue;

  constructor(scope: Construct, id: string, cell: Cell) {
    super(scope, id);
    const name = names(cell.prefix);
    this.bus = new EventBus(this, 'Bus', { eventBusName: name.bus });
    this.#deadLetters = standardQueue(this, 'RuleDeadLetters', { queueName: name.ruleDeadLetters });
    this.bus
      .archive('Archive', {
        archiveName: name.archive,
        description: 'Every invoice event the bus took',
        eventPattern: { source: [busSource] },
        retention: Duration.days(cell.retention.replayDays),
      })
      .applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.#catchUnrouted(name.unroutedQueue);
  }

  /** Sends the partition's events to its relay queue. */
  route(partition: Partition, relayQueue: IQueue): void {
    new Rule(this, `${partition.name}Rule`, {
      eventBus: this.bus,
      description: `Events of partition ${partition.name}`,
      eventPattern: partitionPattern(partition),
      targets: [new SqsQueue(relayQueue, { deadLetterQueue: this.#deadLetters })],
    });
  }

  /** `$or` across an event's fields is beyond what the construct library's patterns can say. */
  #catchUnrouted(queueName: string): void {
    const unrouted = standardQueue(this, 'Unrouted', { queueName });
    const rule = new CfnRule(this, 'UnroutedRule', {
      eventBusName: this.bus.eventBusName,
      description: 'Whatever no partition takes',
      eventPattern: unroutedPattern,
      state: 'ENABLED',
      targets: [
        { id: 'Unrouted', arn: unrouted.queueArn, deadLetterConfig: { arn: this.#deadLetters.queueArn } },
      ],
    });
    for (const queue of [unrouted, this.#deadLetters])
      queue.grantSendMessages(
        new ServicePrincipal('events.amazonaws.com', {
          conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
        }),
      );
  }
}
