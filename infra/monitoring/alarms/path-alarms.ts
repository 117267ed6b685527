import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';
import type { AlarmDefinition } from '../alarm-definition.ts';
import type { AlarmKindName } from '../alarm-kinds.ts';
import { awsMetric, joined } from '../aws-metrics.ts';
import { type PartitionGroup, partitionGroups } from '../partition-groups.ts';

type Names = ReturnType<typeof names>;

const visible = (QueueName: string) =>
  awsMetric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, { statistic: 'Maximum' });
const age = (QueueName: string) =>
  awsMetric('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName }, { statistic: 'Maximum' });

/** The alarms of the way from the bus to the FIFO queues, and of everything that could not go on there. */
export const pathAlarms = (cell: Cell): readonly AlarmDefinition[] => {
  const name = names(cell.prefix);
  return [
    ...busAlarms(name),
    ...partitionGroups(cell).flatMap((group) => groupAlarms(group, name)),
    ...restingQueues(name).map(
      ([kind, queue]): AlarmDefinition => ({ kind, watches: [queue], metric: visible(queue) }),
    ),
  ];
};

/** The queues that a cell has once, where nothing should ever be. */
const restingQueues = (name: Names): readonly (readonly [AlarmKindName, string])[] => [
  ['rule-dead-letters', name.ruleDeadLetters],
  ['bus-dead-letters', name.busDeadLetters],
  ['archive-dead-letters', name.archiveDeadLetters],
  ['detector-dead-letters', name.stuckInvoiceDeadLetters],
  ['unrouted', name.unroutedQueue],
  ['alert-dead-letters', name.alertDeadLetters],
];

const groupAlarms = ({ subject, partitions }: PartitionGroup, name: Names): readonly AlarmDefinition[] => {
  const relays = partitions.map(name.relayQueue);
  const queues = partitions.map(name.queue);
  const topics = partitions.map(name.topic);
  const onDeadLetters = (kind: AlarmKindName, deadLetters: readonly string[]): AlarmDefinition => ({
    kind,
    subject,
    watches: deadLetters,
    metric: joined('MAX', deadLetters.map(visible), 'dead letters'),
  });
  const onQueues = (kindOfQueue: string, watched: readonly string[]): readonly AlarmDefinition[] => [
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
};

const ruleAlarms = (
  subject: string,
  rules: readonly string[],
  { bus: EventBusName }: Names,
): readonly AlarmDefinition[] => {
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
};

const busAlarms = (name: Names): readonly AlarmDefinition[] => [
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
