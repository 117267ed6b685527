import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FifoThroughputScope, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueMaxReceives } from '../../functions/core/failures.ts';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../cells/cell.ts';
import { timeouts } from '../functions/timeouts.ts';
import type { Partition } from './partition-patterns.ts';
import { fifoQueue, standardQueue } from './queues.ts';

export interface InvoicePartitionProps {
  readonly cell: Cell;
  readonly partition: Partition;
  readonly key: IKey;
}

/** A queue and the queue its dead letters go to. */
export interface ConsumedQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** Lambda's advice: a message stays hidden for six times what its function may take, so that throttling cannot double it. */
const visibilityTimeout = (functionTimeout: Duration) => Duration.seconds(functionTimeout.toSeconds() * 6);

/** The way of one partition's events from the bus to their processor: relay queue, fan-out topic, FIFO queue. */
export class InvoicePartition extends Construct {
  readonly relay: ConsumedQueue;
  readonly topic: Topic;
  readonly processing: ConsumedQueue;

  constructor(scope: Construct, id: string, { cell, partition, key }: InvoicePartitionProps) {
    super(scope, id);
    const name = names(cell.prefix);

    const relayDeadLetters = standardQueue(this, 'RelayDeadLetters', {
      queueName: name.relayDeadLetters(partition.name),
    });
    this.relay = {
      deadLetters: relayDeadLetters,
      queue: standardQueue(this, 'RelayQueue', {
        queueName: name.relayQueue(partition.name),
        visibilityTimeout: visibilityTimeout(timeouts.relay),
        deadLetterQueue: { queue: relayDeadLetters, maxReceiveCount: queueMaxReceives },
      }),
    };

    this.topic = new Topic(this, 'Topic', {
      topicName: name.topic(partition.name),
      fifo: true,
      // Deduplication by the digest the relay computes, within an invoice; the scope cannot be taken back later.
      contentBasedDeduplication: false,
      fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP,
      masterKey: key,
      enforceSSL: true,
    });

    const deadLetters = fifoQueue(this, 'DeadLetters', { queueName: name.deadLetters(partition.name) });
    this.processing = {
      deadLetters,
      queue: fifoQueue(this, 'Queue', {
        queueName: name.queue(partition.name),
        visibilityTimeout: visibilityTimeout(timeouts.processor),
        deadLetterQueue: { queue: deadLetters, maxReceiveCount: queueMaxReceives },
      }),
    };
    this.topic.addSubscription(
      new SqsSubscription(this.processing.queue, {
        rawMessageDelivery: true,
        filterPolicy: { stage: SubscriptionFilter.stringFilter({ allowlist: [partition.stage] }) },
      }),
    );
  }
}
