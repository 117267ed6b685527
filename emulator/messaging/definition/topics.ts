import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, DefinitionError, readResource } from '../../template/definition.ts';
import { functionNamed, readFunctions } from '../../template/functions.ts';
import { encryption, labels, neverUnreachable, oneRegion } from '../../template/without-effect.ts';
import { type AsyncInvocationContext, AsyncInvocations } from '../async-invocation.ts';
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

/** What topics need of the cell around them. */
export interface TopicContext extends AsyncInvocationContext {
  readonly topic: ConstructorParameters<typeof Topic>[1];
  /** Told of each message to a subscriber that cannot be reached from here, such as an address. */
  readonly onUndelivered: (topicName: string, protocol: string) => void;
}

/** Every topic by ARN, with its subscriptions. */
export function topicsOf(
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
  context: TopicContext,
): Map<string, Topic> {
  const topics = new Map(
    template.ofType('AWS::SNS::Topic').map((resource) => {
      const arn = arnOf(resource);
      const settings = readResource(resource, topicWithoutEffect, (topic) => readTopic(topic, arn));
      return [arn, new Topic(settings, context.topic)] as const;
    }),
  );
  const invocations = new Map<string, AsyncInvocations>();
  for (const resource of template.ofType('AWS::SNS::Subscription')) {
    const subscription = readResource(resource, subscriptionWithoutEffect, readSubscription);
    const topic = topics.get(subscription.topicArn);
    if (!topic)
      throw new DefinitionError(
        `${resource.stack}/${resource.logicalId}: the templates have no topic ${subscription.topicArn}`,
      );
    connect(topic, { ...subscription, arn: arnOf(resource) }, template, queues, context, invocations);
  }
  return topics;
}

function connect(
  topic: Topic,
  subscription: ReturnType<typeof readSubscription> & { readonly arn: string },
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
  context: TopicContext,
  invocations: Map<string, AsyncInvocations>,
): void {
  const { protocol, endpoint, arn, matches } = subscription;
  switch (protocol) {
    case 'sqs':
      topic.subscribe({ ...subscription, queue: queueWithArn(queues, endpoint) });
      return;
    case 'lambda': {
      const name = functionNamed(template, endpoint);
      // Topics that share a function share its concurrency.
      const its = invocations.get(name) ?? invocationsOf(name, template, queues, context);
      invocations.set(name, its);
      topic.listen({ arn, matches, call: (event) => its.add(event) });
      return;
    }
    default:
      topic.listen({ arn, matches, call: () => context.onUndelivered(topic.settings.name, protocol) });
  }
}

function invocationsOf(
  name: string,
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
  context: TopicContext,
): AsyncInvocations {
  const found = readFunctions(template).find((each) => each.name === name);
  return new AsyncInvocations(
    {
      name,
      maxConcurrent: found?.reservedConcurrency ?? Number.POSITIVE_INFINITY,
      deadLetters: found?.deadLetterArn === undefined ? undefined : queueWithArn(queues, found.deadLetterArn),
    },
    context,
  );
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
    protocol: subscription.oneOf('Protocol', ['sqs', 'lambda', 'email', 'email-json', 'sms']),
    topicArn: subscription.text('TopicArn'),
    endpoint: subscription.text('Endpoint'),
    raw: subscription.flag('RawMessageDelivery'),
    matches:
      policy === undefined ? () => true : patternOf(subscription, () => compileFilterPolicy(policy, scope)),
  };
}
