import { describe, expect, it } from 'vitest';
import { queuesOf, topicsOf } from '../../../../emulator/messaging/resources.ts';
import type { JsonValue } from '../../../../lib/json.ts';
import { resource, templateOf } from '../resources.ts';
import { queueWorld } from './queue-world.ts';

/** A topic with a function that fails so often, and its dead-letter queue. */
function world(failures: number, topicProperties = {}, reserved = 2) {
  const template = templateOf([
    resource('AWS::SNS::Topic', 'Topic', { TopicName: 'alerts', ...topicProperties }, 'arn:topic'),
    resource('AWS::SQS::Queue', 'dead', { QueueName: 'dead' }, 'arn:dead'),
    resource(
      'AWS::Lambda::Function',
      'Router',
      { DeadLetterConfig: { TargetArn: 'arn:dead' }, ReservedConcurrentExecutions: reserved },
      'arn:aws:lambda:::function:Router',
    ),
    resource(
      'AWS::SNS::Subscription',
      'Subscription',
      { TopicArn: 'arn:topic', Protocol: 'lambda', Endpoint: 'arn:aws:lambda:::function:Router' },
      'arn:topic:subscription',
    ),
  ]);
  const { context } = queueWorld();
  const queues = queuesOf(template, context);
  const calls: { readonly name: string; readonly event: JsonValue }[] = [];
  const pauses: number[] = [];
  const atOnce = { now: 0, max: 0 };
  const topics = topicsOf(template, queues, {
    topic: { clock: { now: () => 0 }, newId: () => 'id-1' },
    invoke: async (name, event) => {
      calls.push({ name, event });
      atOnce.now += 1;
      atOnce.max = Math.max(atOnce.max, atOnce.now);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce.now -= 1;
      if (calls.length <= failures) throw new Error('it is away');
    },
    later: (callback, ms) => {
      pauses.push(ms);
      setImmediate(callback);
    },
    onUndelivered: () => {},
  });
  const settled = async () => {
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { topic: topics.get('arn:topic'), calls, atOnce, pauses, settled, dead: queues.get('dead') };
}

describe('Given a function subscribed to a topic', () => {
  it('When a message is published, Then the function gets the event that SNS sends', async () => {
    const { topic, calls, settled, pauses } = world(0);
    topic?.publish({ subject: 'ALARM: "a"', body: '{"AlarmName":"a"}' });
    await settled();
    expect(calls).toEqual([
      {
        name: 'Router',
        event: {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: 'arn:topic:subscription',
              Sns: {
                Type: 'Notification',
                MessageId: 'id-1',
                TopicArn: 'arn:topic',
                Subject: 'ALARM: "a"',
                Message: '{"AlarmName":"a"}',
                Timestamp: '1970-01-01T00:00:00.000Z',
                MessageAttributes: {},
              },
            },
          ],
        },
      },
    ]);
    expect(pauses).toEqual([]);
  });

  it('When many are published, Then no more run at once than it has reserved', async () => {
    const { topic, calls, atOnce, settled } = world(0, {}, 3);
    for (let count = 0; count < 20; count += 1) topic?.publish({ body: `${count}` });
    await settled();
    expect(calls).toHaveLength(20);
    expect(atOnce.max).toBe(3);
  });

  it('When it fails twice, Then it is tried again after one minute and two', async () => {
    const { topic, calls, pauses, settled, dead } = world(2);
    topic?.publish({ body: 'x' });
    await settled();
    expect(calls).toHaveLength(3);
    expect(pauses).toEqual([60_000, 120_000]);
    expect(dead?.length).toBe(0);
  });

  it('When it keeps failing, Then the event is on its dead-letter queue', async () => {
    const { topic, calls, settled, dead } = world(3);
    topic?.publish({ body: 'x' });
    await settled();
    expect(calls).toHaveLength(3);
    expect(dead?.messages()).toMatchObject([{ attributes: { ErrorMessage: { Value: 'it is away' } } }]);
    expect(JSON.parse(dead?.messages()[0]?.body ?? '{}')).toEqual(calls[0]?.event);
  });

  it('When the topic is FIFO, Then the subscription is refused', () => {
    expect(() => world(0, { TopicName: 'alerts.fifo', FifoTopic: true })).toThrow('only queues');
  });
});
