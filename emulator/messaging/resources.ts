import type { JsonValue } from '../../lib/json.ts';
import type { CellTemplate, Resource } from '../template/cell-template.ts';
import type { BusRule, BusSettings } from './bus.ts';
import { Definition } from './definition.ts';
import type { EventSourceSettings } from './event-source.ts';
import { compilePattern } from './patterns/event-pattern.ts';
import { compileFilterPolicy } from './patterns/filter-policy.ts';
import { Queue, type QueueContext, type QueueSettings } from './queue.ts';
import { intervalMsOf, type ScheduleSettings } from './schedule.ts';
import { Topic } from './topic.ts';

/** What changes nothing on one machine: encryption at rest, retention, labels. */
const queueWithoutEffect = [
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'MessageRetentionPeriod',
  'FifoThroughputLimit',
  'RedriveAllowPolicy',
  'Tags',
];

/** Every queue of the cell by name, each with its dead-letter queue. */
export function queuesOf(template: CellTemplate, context: QueueContext): Map<string, Queue> {
  const queues = new Map<string, Queue>();
  const redrive: { queue: Queue; deadLetters: string }[] = [];
  for (const resource of template.ofType('AWS::SQS::Queue')) {
    const definition = new Definition(resource, [
      ...[
        'QueueName',
        'FifoQueue',
        'ContentBasedDeduplication',
        'DeduplicationScope',
        'VisibilityTimeout',
        'RedrivePolicy',
      ],
      ...queueWithoutEffect,
    ]);
    const policy = definition.nested('RedrivePolicy', ['deadLetterTargetArn', 'maxReceiveCount']);
    const queue = new Queue(
      {
        name: definition.text('QueueName'),
        arn: arnOf(resource),
        fifo: definition.flag('FifoQueue'),
        contentBasedDeduplication: definition.flag('ContentBasedDeduplication'),
        deduplicationScope:
          definition.optionalText('DeduplicationScope') === 'messageGroup' ? 'messageGroup' : 'queue',
        visibilityTimeoutSeconds: definition.number('VisibilityTimeout', 30),
        maxReceiveCount: policy?.number('maxReceiveCount', 10),
      },
      context,
    );
    queues.set(queue.settings.name, queue);
    if (policy) redrive.push({ queue, deadLetters: policy.text('deadLetterTargetArn') });
  }
  for (const { queue, deadLetters } of redrive) queue.deadLetterQueue = queueWithArn(queues, deadLetters);
  return queues;
}

/** Stands for a queue that left the definition while it held messages: they stay, nobody reads them. */
export function retiredQueue(name: string): QueueSettings {
  return {
    name,
    arn: `retired:${name}`,
    fifo: name.endsWith('.fifo'),
    contentBasedDeduplication: false,
    deduplicationScope: 'messageGroup',
    visibilityTimeoutSeconds: 30,
  };
}

/** Every topic of the cell by ARN, with its subscriptions. */
export function topicsOf(
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
  context: ConstructorParameters<typeof Topic>[1],
): Map<string, Topic> {
  const topics = new Map<string, Topic>();
  for (const resource of template.ofType('AWS::SNS::Topic')) {
    const definition = new Definition(resource, [
      ...['TopicName', 'FifoTopic', 'ContentBasedDeduplication', 'FifoThroughputScope'],
      ...['KmsMasterKeyId', 'DisplayName', 'Tags', 'TracingConfig'],
    ]);
    const arn = arnOf(resource);
    const settings = {
      arn,
      name: definition.text('TopicName'),
      fifo: definition.flag('FifoTopic'),
      contentBasedDeduplication: definition.flag('ContentBasedDeduplication'),
      throughputScope:
        definition.optionalText('FifoThroughputScope') === 'MessageGroup' ? 'MessageGroup' : 'Topic',
    } as const;
    topics.set(arn, new Topic(settings, context));
  }
  for (const resource of template.ofType('AWS::SNS::Subscription')) {
    const definition = new Definition(resource, [
      ...['TopicArn', 'Endpoint', 'Protocol', 'RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope'],
      ...['RedrivePolicy', 'Region'],
    ]);
    if (definition.text('Protocol') !== 'sqs') continue;
    const topicArn = definition.text('TopicArn');
    const topic = topics.get(topicArn);
    if (!topic) throw new Error(`${resource.stack}/${resource.logicalId}: the cell has no topic ${topicArn}`);
    const policy = definition.document('FilterPolicy');
    const scope =
      definition.optionalText('FilterPolicyScope') === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';
    topic.subscribe({
      queue: queueWithArn(queues, definition.text('Endpoint')),
      raw: definition.flag('RawMessageDelivery'),
      matches: policy === undefined ? () => true : compileFilterPolicy(policy, scope),
    });
  }
  return topics;
}

/** The cell's bus and its rules. @throws when there is not exactly one bus, or a rule has a target that cannot run here */
export function rulesOf(
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
): Pick<BusSettings, 'rules'> {
  const [bus, ...others] = template.ofType('AWS::Events::EventBus');
  if (!bus || others.length > 0)
    throw new Error(`a cell has one event bus, this one has ${others.length + (bus ? 1 : 0)}`);
  const name = new Definition(bus, [
    'Name',
    'Description',
    'KmsKeyIdentifier',
    'DeadLetterConfig',
    'LogConfig',
    'Policy',
    'Tags',
  ]).text('Name');
  const rules = template.ofType('AWS::Events::Rule').flatMap((resource): BusRule[] => {
    const definition = new Definition(resource, [
      'Name',
      'Description',
      'EventBusName',
      'EventPattern',
      'State',
      'Targets',
      'Tags',
    ]);
    if (definition.optionalText('State') === 'DISABLED' || definition.text('EventBusName') !== name)
      return [];
    const targets = definition.list('Targets').flatMap((item): BusRule['targets'][number][] => {
      const target = definition.within(item, 'Targets', [
        'Id',
        'Arn',
        'RoleArn',
        'SqsParameters',
        'DeadLetterConfig',
        'RetryPolicy',
      ]);
      const arn = target.text('Arn');
      if (isArchiveStream(template, arn)) return [];
      const groupId = target.nested('SqsParameters', ['MessageGroupId'])?.text('MessageGroupId');
      return [{ queue: queueWithArn(queues, arn), groupId }];
    });
    if (targets.length === 0) return [];
    return [
      { name: resource.logicalId, matches: compilePattern(definition.document('EventPattern')), targets },
    ];
  });
  return { rules };
}

/**
 * Whether a target is a stream to the auditors' archive. Nothing is sent there: the local cell has a file of every
 * event already, on disk before the event is accepted, and a second one would only cost time.
 */
const isArchiveStream = (template: CellTemplate, arn: string): boolean =>
  template.find(arn)?.type === 'AWS::KinesisFirehose::DeliveryStream';

/** Every enabled event source mapping, with the queue it polls. */
export function eventSourcesOf(
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
): { queue: Queue; settings: EventSourceSettings }[] {
  return template.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource) => {
    const definition = new Definition(resource, [
      ...['EventSourceArn', 'FunctionName', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'ScalingConfig'],
      ...['FunctionResponseTypes', 'Enabled', 'MetricsConfig', 'Tags'],
    ]);
    if (!definition.flag('Enabled', true)) return [];
    const settings = {
      functionName: functionNamed(template, definition.text('FunctionName')),
      region: template.region,
      batchSize: definition.number('BatchSize', 10),
      batchingWindowSeconds: definition.number('MaximumBatchingWindowInSeconds', 0),
      maximumConcurrency:
        definition.nested('ScalingConfig', ['MaximumConcurrency'])?.number('MaximumConcurrency', 1000) ??
        1000,
      reportsItemFailures: definition.list('FunctionResponseTypes').includes('ReportBatchItemFailures'),
    };
    return [{ queue: queueWithArn(queues, definition.text('EventSourceArn')), settings }];
  });
}

/** Every enabled schedule, with the function it invokes. */
export function schedulesOf(template: CellTemplate, queues: ReadonlyMap<string, Queue>): ScheduleSettings[] {
  return template.ofType('AWS::Scheduler::Schedule').flatMap((resource) => {
    const definition = new Definition(resource, [
      ...['ScheduleExpression', 'State', 'Target'],
      // Without effect on a rate, or on one machine.
      ...[
        'Name',
        'GroupName',
        'Description',
        'ScheduleExpressionTimezone',
        'KmsKeyArn',
        'FlexibleTimeWindow',
      ],
    ]);
    if (definition.optionalText('State') === 'DISABLED') return [];
    const target = definition.nested('Target', [
      'Arn',
      'RoleArn',
      'Input',
      'DeadLetterConfig',
      'RetryPolicy',
    ]);
    if (!target) throw new Error(`${resource.stack}/${resource.logicalId} has no target`);
    const deadLetters = target.nested('DeadLetterConfig', ['Arn']);
    return [
      {
        functionName: functionNamed(template, target.text('Arn')),
        intervalMs: intervalMsOf(definition.text('ScheduleExpression')),
        input: target.document('Input') ?? {},
        deadLetters: deadLetters && queueWithArn(queues, deadLetters.text('Arn')),
      },
    ];
  });
}

/** @param reference name or ARN of a function or of an alias; one process runs whatever version it stands for */
function functionNamed(template: CellTemplate, reference: string): string {
  const alias = template
    .ofType('AWS::Lambda::Alias')
    .find(({ arn }) => arn === reference || arn?.endsWith(`:function:${reference}`));
  const found = template.find(
    alias ? String(alias.properties.FunctionName) : reference,
    'AWS::Lambda::Function',
  );
  if (!found) throw new Error(`the cell has no function ${reference}`);
  return found.physicalId;
}

function queueWithArn(queues: ReadonlyMap<string, Queue>, arn: string): Queue {
  for (const queue of queues.values()) if (queue.settings.arn === arn) return queue;
  throw new Error(`the cell has no queue ${arn}`);
}

function arnOf({ arn, stack, logicalId }: Resource): string {
  if (!arn) throw new Error(`${stack}/${logicalId} has no ARN`);
  return arn;
}

/** What the bus's archive keeps; without one in the definition, everything for ever. */
export function archiveOf(template: CellTemplate): { pattern?: JsonValue; retentionDays: number } {
  const [archive] = template.ofType('AWS::Events::Archive');
  if (!archive) return { retentionDays: 0 };
  const definition = new Definition(archive, [
    'ArchiveName',
    'Description',
    'EventPattern',
    'RetentionDays',
    'SourceArn',
    'KmsKeyIdentifier',
  ]);
  const pattern = definition.document('EventPattern');
  return {
    retentionDays: definition.number('RetentionDays', 0),
    ...(pattern === undefined ? {} : { pattern }),
  };
}
