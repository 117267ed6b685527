import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { names } from '../../../functions/core/names.ts';
import { restingQueue } from '../../blocks/queues.ts';
import type { Cell } from '../../cells/cell.ts';
import type { AlarmKind } from '../../metrics/alarm-kind.ts';

export interface AlertTopicsProps {
  readonly cell: Cell;
  /** The key for messages, which CloudWatch may use on behalf of alarms. */
  readonly key: IKey;
}

/**
 * The topics between alarms and people. Alarms go to one topic, which calls `AlertRouter`; the router
 * tells each contact by a topic of its own. The alarms about the router itself also go to a topic that
 * it has no part in. All encrypted, TLS only.
 */
export class AlertTopics extends Construct {
  readonly #key: IKey;
  readonly #deadLetters: Queue;
  readonly #alarms: Topic;
  readonly #direct: Topic;

  constructor(scope: Construct, id: string, { cell, key }: AlertTopicsProps) {
    super(scope, id);
    const name = names(cell.prefix);
    const { contacts, escalation } = cell.alerts;
    this.#key = key;
    this.#deadLetters = restingQueue(this, 'DeadLetters', { queueName: name.alertDeadLetters, key });

    this.#alarms = this.#topic(name.alarmTopic, alarmsOf(this));
    this.#call(name.alertRouterFunction);

    this.#direct = this.#topic(name.directAlarmTopic, alarmsOf(this));
    const [first] = escalation.operations.critical.steps;
    this.#mail(this.#direct, contacts[first?.contact ?? ''] ?? []);

    for (const [contact, addresses] of Object.entries(contacts))
      this.#mail(this.#topic(name.alertTopic(contact)), addresses);
  }

  /** Where an alarm says that it rings, or rings no more. */
  of({ direct = false }: Pick<AlarmKind, 'direct'>): readonly Topic[] {
    return direct ? [this.#alarms, this.#direct] : [this.#alarms];
  }

  /**
   * A topic to which this service may publish, or else only roles that may by their own policy: the
   * topic's replaces the default, by which everybody in the account may.
   */
  #topic(topicName: string, publisher?: PolicyStatement): Topic {
    const topic = new Topic(this, topicName, { topicName, masterKey: this.#key, enforceSSL: true });
    if (publisher) {
      publisher.addResources(topic.topicArn);
      topic.addToResourcePolicy(publisher);
    }
    return topic;
  }

  #mail(topic: Topic, addresses: readonly string[]): void {
    for (const address of addresses)
      topic.addSubscription(new EmailSubscription(address, { deadLetterQueue: this.#deadLetters }));
  }

  /** The function is in another stack, which this one knows by name only. */
  #call(functionName: string): void {
    const endpoint = Stack.of(this).formatArn({
      ...{ service: 'lambda', resource: 'function', resourceName: functionName },
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    new CfnPermission(this, 'CallRouter', {
      action: 'lambda:InvokeFunction',
      functionName: endpoint,
      principal: 'sns.amazonaws.com',
      sourceArn: this.#alarms.topicArn,
      sourceAccount: Stack.of(this).account,
    });
    new Subscription(this, 'Router', {
      topic: this.#alarms,
      protocol: SubscriptionProtocol.LAMBDA,
      endpoint,
      deadLetterQueue: this.#deadLetters,
    });
  }
}

/** Lets the account's alarms publish. */
function alarmsOf(scope: Construct): PolicyStatement {
  const stack = Stack.of(scope);
  return new PolicyStatement({
    sid: 'AnnounceAlarms',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    conditions: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'cloudwatch', resource: 'alarm:*' }) },
    },
  });
}
