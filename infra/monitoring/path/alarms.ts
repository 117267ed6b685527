import { downstreamStages } from '../../../functions/core/downstream/settings.ts';
import { names } from '../../../functions/core/names.ts';
import type { Stage } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';
import { type AlarmDefinition, alarmsOfKinds, type WatchOf } from '../../metrics/alarm-definition.ts';
import { awsMetric, joined } from '../../metrics/aws-metrics.ts';
import { deadLetterKinds } from './dead-letter-kinds.ts';
import { pathKinds } from './kinds.ts';
import { type PartitionGroup, partitionGroups } from './partition-groups.ts';

const kinds = { ...pathKinds, ...deadLetterKinds };
type PathWatch = WatchOf<keyof typeof kinds>;
type DeadLetterKind = keyof typeof deadLetterKinds;

type Names = ReturnType<typeof names>;

function visible(QueueName: string) {
  return awsMetric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, { statistic: 'Maximum' });
}

function age(QueueName: string) {
  return awsMetric('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName }, { statistic: 'Maximum' });
}

/**
 * The alarms of the path from the bus to the FIFO queues, and of everything that got stuck there.
 */
export function pathAlarms(cell: Cell): readonly AlarmDefinition[] {
  const name = names(cell.prefix);
  return alarmsOfKinds(kinds, [
    ...busAlarms(name),
    ...partitionGroups(cell).flatMap((group) => groupAlarms(group, name)),
    { kind: 'records-late', watches: [name.recordQueue], metric: age(name.recordQueue) },
    {
      kind: 'queue-depth',
      subject: 'records',
      watches: [name.recordQueue],
      metric: visible(name.recordQueue),
    },
    ...downstreamStages(cell.downstream).flatMap((stage) => downstreamAlarms(stage, name)),
    ...restingQueues(name).map(
      ([kind, queue]): PathWatch => ({ kind, watches: [queue], metric: visible(queue) }),
    ),
  ]);
}

/** The queues that exist once in a cell and should always be empty. */
function restingQueues(name: Names): readonly (readonly [DeadLetterKind, string])[] {
  return [
    ['rule-dead-letters', name.ruleDeadLetters],
    ['bus-dead-letters', name.busDeadLetters],
    ['record-dead-letters', name.recordDeadLetters],
    ['archive-dead-letters', name.archiveDeadLetters],
    ['detector-dead-letters', name.stuckInvoiceDeadLetters],
    ['reconciler-dead-letters', name.reconcilerDeadLetters],
    ['unrouted', name.unroutedQueue],
    ['alert-dead-letters', name.alertDeadLetters],
    ['alert-router-dead-letters', name.alertRouterDeadLetters],
  ];
}

function downstreamAlarms(stage: Stage, name: Names): readonly PathWatch[] {
  const waiting = name.downstreamQueue(stage);
  const deadLetters = name.downstreamDeadLetters(stage);
  return [
    { kind: 'calls-waiting', subject: stage, watches: [waiting], metric: visible(waiting) },
    {
      kind: 'downstream-dead-letters',
      subject: stage,
      watches: [deadLetters],
      metric: visible(deadLetters),
    },
  ];
}

function groupAlarms({ subject, partitions }: PartitionGroup, name: Names): readonly PathWatch[] {
  const relays = partitions.map(name.relayQueue);
  const queues = partitions.map(name.queue);
  const topics = partitions.map(name.topic);
  const onDeadLetters = (kind: DeadLetterKind, deadLetters: readonly string[]): PathWatch => ({
    kind,
    subject,
    watches: deadLetters,
    metric: joined('MAX', deadLetters.map(visible), 'dead letters'),
  });
  const onQueues = (kindOfQueue: string, watched: readonly string[]): readonly PathWatch[] => [
    {
      kind: 'queue-age',
      subject: `${kindOfQueue}${subject}`,
      watches: watched,
      metric: joined('MAX', watched.map(age), 'seconds'),
    },
    {
      kind: 'queue-depth',
      subject: `${kindOfQueue}${subject}`,
      watches: watched,
      metric: joined('MAX', watched.map(visible), 'messages'),
    },
  ];
  return [
    ...onQueues('relay-', relays),
    ...onQueues('', queues),
    onDeadLetters('relay-dead-letters', partitions.map(name.relayDeadLetters)),
    onDeadLetters('dead-letters', partitions.map(name.deadLetters)),
    onDeadLetters('undelivered', partitions.map(name.subscriptionDeadLetters)),
    {
      kind: 'topic-failures',
      subject,
      watches: topics,
      metric: joined(
        'SUM',
        topics.map((TopicName) =>
          awsMetric('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName }, { statistic: 'Sum' }),
        ),
        'failed deliveries',
      ),
    },
    ...ruleAlarms(subject, partitions.map(name.rule), name),
  ];
}

function ruleAlarms(
  subject: string,
  rules: readonly string[],
  { bus: EventBusName }: Names,
): readonly PathWatch[] {
  const failures = (metric: 'FailedInvocations' | 'InvocationsFailedToBeSentToDlq') =>
    joined(
      'SUM',
      rules.map((RuleName) =>
        awsMetric('AWS/Events', metric, { EventBusName, RuleName }, { statistic: 'Sum' }),
      ),
      'events',
    );
  return [
    { kind: 'rule-failures', subject, watches: rules, metric: failures('FailedInvocations') },
    { kind: 'rule-losses', subject, watches: rules, metric: failures('InvocationsFailedToBeSentToDlq') },
  ];
}

function busAlarms(name: Names): readonly PathWatch[] {
  return [
    {
      kind: 'bus-throttled',
      watches: [name.bus],
      metric: awsMetric('AWS/Events', 'ThrottledRules', { EventBusName: name.bus }, { statistic: 'Sum' }),
    },
    {
      kind: 'put-events-throttled',
      watches: [name.bus],
      metric: joined(
        'SUM',
        [
          awsMetric('AWS/Events', 'PutEventsApproximateThrottledCount', {}, { statistic: 'Sum' }),
          awsMetric('AWS/Events', 'PutEventsFailedEntriesCount', {}, { statistic: 'Sum' }),
        ],
        'refused',
      ),
    },
    ...ruleAlarms('no-partition', [name.unroutedRule], name),
    ...ruleAlarms('archive', [name.archiveRule], name),
  ];
}
