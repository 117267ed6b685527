import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, DefinitionError, readResource } from '../../template/definition.ts';
import { encryption, labels, neverUnreachable, oneRegion } from '../../template/without-effect.ts';
import { compileFilterPolicy } from '../patterns/filter-policy.ts';
import type { Queue } from '../queue.ts';
import { Topic } from '../topic.ts';
import { patternOf } from './pattern-of.ts';
import { arnOf, queueWithArn } from './queues.ts';

const topicWithoutEffect = {
  ...labels,
  KmsMasterKeyId: encryption,
  DisplayName: 'the sender of text messages',
  TracingConfig: 'nobody collects traces here',
} as const;

const subscriptionWithoutEffect = {
  RedrivePolicy: neverUnreachable,
  Region: oneRegion,
} as const;

/** Every topic by ARN, with its subscriptions. */
export function topicsOf(
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
  context: ConstructorParameters<typeof Topic>[1],
): Map<string, Topic> {
  const topics = new Map(
    template.ofType('AWS::SNS::Topic').map((resource) => {
      const arn = arnOf(resource);
      const settings = readResource(resource, topicWithoutEffect, (topic) => readTopic(topic, arn));
      return [arn, new Topic(settings, context)] as const;
    }),
  );
  for (const resource of template.ofType('AWS::SNS::Subscription')) {
    const subscription = readResource(resource, subscriptionWithoutEffect, readSubscription);
    // There is nobody to mail to.
    if (subscription.protocol !== 'sqs') continue;
    const topic = topics.get(subscription.topicArn);
    if (!topic)
      throw new DefinitionError(
        `${resource.stack}/${resource.logicalId}: the templates have no topic ${subscription.topicArn}`,
      );
    topic.subscribe({ ...subscription, queue: queueWithArn(queues, subscription.endpoint) });
  }
  return topics;
}

function readTopic(topic: Definition, arn: string): ConstructorParameters<typeof Topic>[0] {
  return {
    arn,
    name: topic.text('TopicName'),
    fifo: topic.flag('FifoTopic'),
    contentBasedDeduplication: topic.flag('ContentBasedDeduplication'),
    throughputScope: topic.has('FifoThroughputScope')
      ? topic.oneOf('FifoThroughputScope', ['Topic', 'MessageGroup'])
      : 'Topic',
  };
}

function readSubscription(subscription: Definition) {
  const policy = subscription.document('FilterPolicy');
  const scope = subscription.has('FilterPolicyScope')
    ? subscription.oneOf('FilterPolicyScope', ['MessageAttributes', 'MessageBody'])
    : 'MessageAttributes';
  return {
    protocol: subscription.oneOf('Protocol', ['sqs', 'email', 'email-json', 'sms']),
    topicArn: subscription.text('TopicArn'),
    endpoint: subscription.text('Endpoint'),
    raw: subscription.flag('RawMessageDelivery'),
    matches:
      policy === undefined ? () => true : patternOf(subscription, () => compileFilterPolicy(policy, scope)),
  };
}
