import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { names } from '../../../functions/core/names.ts';
import { restingQueue } from '../../blocks/queues.ts';
import type { Cell } from '../../cells/cell.ts';
import { type Audience, audiences, type Severity, severities } from '../../metrics/alarm-kind.ts';

export interface AlertTopicsProps {
  readonly cell: Cell;
  /** The key for messages, which CloudWatch may use on behalf of alarms. */
  readonly key: IKey;
}

/** The topics on which alarms are announced, by audience and severity. Encrypted, TLS only. */
export class AlertTopics extends Construct {
  readonly #deadLetters: Queue;
  readonly #topics: ReadonlyMap<string, Topic>;

  constructor(scope: Construct, id: string, { cell, key }: AlertTopicsProps) {
    super(scope, id);
    this.#deadLetters = restingQueue(this, 'DeadLetters', {
      queueName: names(cell.prefix).alertDeadLetters,
      key,
    });
    this.#topics = new Map(
      audiences.flatMap((audience) =>
        severities.map((severity): [string, Topic] => {
          const topicName = names(cell.prefix).alertTopic(audience, severity);
          return [topicKey(audience, severity), this.#topic(topicName, cell.alerts[audience], key)];
        }),
      ),
    );
  }

  /** The topics on which an alarm is announced. */
  of(severity: Severity, to: readonly Audience[]): readonly Topic[] {
    return to.flatMap((audience) => this.#topics.get(topicKey(audience, severity)) ?? []);
  }

  #topic(topicName: string, addresses: readonly string[], masterKey: IKey): Topic {
    const topic = new Topic(this, topicName, { topicName, masterKey, enforceSSL: true });
    const stack = Stack.of(this);
    // A policy of its own replaces the default, by which everybody in the account may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AnnounceAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'cloudwatch', resource: 'alarm:*' }) },
        },
      }),
    );
    for (const address of addresses)
      topic.addSubscription(new EmailSubscription(address, { deadLetterQueue: this.#deadLetters }));
    return topic;
  }
}

function topicKey(audience: Audience, severity: Severity): string {
  return `${audience} ${severity}`;
}
