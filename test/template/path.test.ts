import { describe, expect, test } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { isObject, type JsonValue } from '../../lib/json.ts';
import { statementsOf } from './policies.ts';
import { cellNamed, synthesize } from './synthesis.ts';

const cell = cellNamed('us-1');
const { resolved } = synthesize(cell);
const name = names(cell.prefix);

function sqs(queue: string) {
  return `arn:aws:sqs:us-east-1:000000000000:${queue}`;
}

const queues = resolved.ofType('AWS::SQS::Queue');

function queueNamed(queueName: string) {
  const queue = queues.find(({ properties }) => properties.QueueName === queueName);
  if (!queue) throw new Error(`There is no queue ${queueName}`);
  return queue;
}

/** Who may send to a queue: the service, and on behalf of what. */
function senders(queueName: string) {
  return resolved
    .ofType('AWS::SQS::QueuePolicy')
    .filter(({ properties }) => [properties.Queues].flat(2).includes(queueNamed(queueName).physicalId))
    .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
    .filter(({ effect }) => effect === 'Allow')
    .map(({ principals, actions, condition }) => [
      principals.join(),
      actions.join(),
      Object.values(condition).flatMap((operands) => (isObject(operands) ? Object.entries(operands) : [])),
    ]);
}

function letIn(service: string, source: string | undefined) {
  return [[`${service}.amazonaws.com`, 'sqs:SendMessage', [['aws:SourceArn', source]]]];
}

function ruleTo(queueName: string) {
  const rules = resolved
    .ofType('AWS::Events::Rule')
    .filter(({ properties }) => JSON.stringify(properties.Targets).includes(`"Arn":"${sqs(queueName)}"`));
  expect(rules.map(({ logicalId }) => logicalId)).toHaveLength(1);
  return rules[0]?.arn;
}

describe('Given the queues of a cell', () => {
  test('When a message waits in one, Then it waits for fourteen days', () => {
    for (const { properties, logicalId } of queues)
      expect(properties.MessageRetentionPeriod, logicalId).toBe(14 * 24 * 60 * 60);
  });

  test('When a consumer gives a message up, Then it goes where only its own queue leads', () => {
    for (const { name: partition } of cell.partitions)
      for (const [queue, deadLetters] of [
        [name.relayQueue(partition), name.relayDeadLetters(partition)],
        [name.queue(partition), name.deadLetters(partition)],
      ] as const) {
        expect(queueNamed(queue).properties.RedrivePolicy).toMatchObject({
          deadLetterTargetArn: sqs(deadLetters),
        });
        expect(queueNamed(deadLetters).properties.RedriveAllowPolicy).toEqual({
          redrivePermission: 'byQueue',
          sourceQueueArns: [sqs(queue)],
        });
        expect(queueNamed(deadLetters).properties.FifoQueue).toBe(queueNamed(queue).properties.FifoQueue);
        expect(senders(deadLetters)).toEqual([]);
      }
  });

  test.each([
    name.unroutedQueue,
    name.ruleDeadLetters,
    name.archiveDeadLetters,
    name.busDeadLetters,
    ...cell.partitions.map((partition) => name.subscriptionDeadLetters(partition.name)),
  ])('When something ends in %s, Then no queue may take it for its dead letters', (queue) => {
    expect(queueNamed(queue).properties.RedriveAllowPolicy).toEqual({ redrivePermission: 'denyAll' });
    expect(queueNamed(queue).properties.RedrivePolicy).toBeUndefined();
  });
});

describe('Given the rules of a cell', () => {
  const targets = resolved
    .ofType('AWS::Events::Rule')
    .filter(({ properties }) => properties.EventBusName === name.bus)
    .flatMap(({ properties, logicalId }): [string, JsonValue][] =>
      [properties.Targets ?? []].flat().map((target) => [logicalId, target]),
    );

  test('When one cannot deliver, Then the event goes to a queue it may send to', () => {
    expect(targets).toHaveLength(cell.partitions.length + 2);
    for (const [rule, target] of targets)
      expect(target, rule).toMatchObject({
        DeadLetterConfig: {
          Arn: sqs(rule.includes('ArchiveRule') ? name.archiveDeadLetters : name.ruleDeadLetters),
        },
      });
    expect(queueNamed(name.ruleDeadLetters).properties.FifoQueue).toBeUndefined();
    expect(senders(name.ruleDeadLetters)).toEqual(
      letIn('events', `arn:aws:events:us-east-1:000000000000:rule/${name.bus}/*`),
    );
    const archiveRule = resolved
      .ofType('AWS::Events::Rule')
      .find(({ logicalId }) => logicalId.includes('ArchiveRule'));
    expect(senders(name.archiveDeadLetters)).toEqual(letIn('events', archiveRule?.arn));
  });

  test('When one sends to a queue, Then that queue takes it from this rule alone', () => {
    for (const queue of [
      name.unroutedQueue,
      ...cell.partitions.map((partition) => name.relayQueue(partition.name)),
    ])
      expect(senders(queue)).toEqual(letIn('events', ruleTo(queue)));
  });

  test('When the bus cannot encrypt or decrypt an event, Then a queue takes it', () => {
    const [bus] = resolved.ofType('AWS::Events::EventBus');
    expect(bus?.properties.DeadLetterConfig).toEqual({ Arn: sqs(name.busDeadLetters) });
    expect(senders(name.busDeadLetters)).toEqual(letIn('events', bus?.arn));
  });
});

describe('Given the topic of a partition', () => {
  test.each(cell.partitions)(
    'When $name cannot deliver, Then the message goes to a FIFO queue of its own',
    (partition) => {
      const topic = `arn:aws:sns:us-east-1:000000000000:${name.topic(partition.name)}`;
      const undelivered = name.subscriptionDeadLetters(partition.name);
      const subscriptions = resolved
        .ofType('AWS::SNS::Subscription')
        .filter(({ properties }) => properties.TopicArn === topic);
      expect(subscriptions.map(({ properties }) => properties)).toEqual([
        expect.objectContaining({
          Endpoint: sqs(name.queue(partition.name)),
          RedrivePolicy: { deadLetterTargetArn: sqs(undelivered) },
        }),
      ]);
      expect(queueNamed(undelivered).properties.FifoQueue).toBe(true);
      for (const queue of [undelivered, name.queue(partition.name)])
        expect(senders(queue)).toEqual(letIn('sns', topic));
    },
  );
});
