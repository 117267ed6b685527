import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FifoThroughputScope, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import { sendActions } from '../blocks/keys.ts';
import {
  type ConsumedQueue,
  consumedFifoQueue,
  consumedQueue,
  restingFifoQueue,
  visibilityTimeout,
} from '../blocks/queues.ts';
import type { Cell } from '../cells/cell.ts';
import type { Partition } from '../cells/partitions.ts';
import { timeoutSeconds } from '../cells/timeouts.ts';

export interface InvoicePartitionProps {
  readonly cell: Cell;
  readonly partition: Partition;
  /** The key for messages. */
  readonly key: IKey;
}

/**
 * The path of a partition's events from the bus to their processor: relay queue, fan-out topic,
 * FIFO queue.
 */
export class InvoicePartition extends Construct {
  readonly partition: Partition;
  readonly relay: ConsumedQueue;
  readonly topic: Topic;
  /**
   * Messages that the topic could not deliver to its queue, for lack of a permission say; SNS
   * demands a FIFO queue here too.
   */
  readonly undelivered: Queue;
  readonly processing: ConsumedQueue;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, { cell, partition, key }: InvoicePartitionProps) {
    super(scope, id);
    const name = names(cell.prefix);
    this.partition = partition;
    this.#key = key;

    this.relay = consumedQueue(this, 'RelayQueue', {
      queueName: name.relayQueue(partition.name),
      deadLettersName: name.relayDeadLetters(partition.name),
      visibilityTimeout: visibilityTimeout(timeoutSeconds.relay),
      key,
    });
    this.topic = new Topic(this, 'Topic', {
      topicName: name.topic(partition.name),
      fifo: true,
      // Deduplication is by the digest that the relay computes, within an invoice. The scope cannot
      // be changed back later.
      contentBasedDeduplication: false,
      fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP,
      masterKey: key,
      enforceSSL: true,
    });
    this.processing = consumedFifoQueue(this, 'Queue', {
      queueName: name.queue(partition.name),
      deadLettersName: name.deadLetters(partition.name),
      visibilityTimeout: visibilityTimeout(timeoutSeconds.processor),
      key,
    });
    this.undelivered = restingFifoQueue(this, 'Undelivered', {
      queueName: name.subscriptionDeadLetters(partition.name),
      key,
    });
    this.topic.addSubscription(
      new SqsSubscription(this.processing.queue, {
        rawMessageDelivery: true,
        filterPolicy: { stage: SubscriptionFilter.stringFilter({ allowlist: [partition.stage] }) },
        deadLetterQueue: this.undelivered,
      }),
    );
  }

  /** Lets a function publish to the topic. */
  grantPublish(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: [this.topic.topicArn] });
    this.#key.grant(grantee, ...sendActions);
  }
}
