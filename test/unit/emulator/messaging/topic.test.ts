import { describe, expect, it } from 'vitest';
import { compileFilterPolicy } from '../../../../emulator/messaging/patterns/filter-policy.ts';
import { Queue, type QueueContext } from '../../../../emulator/messaging/queue.ts';
import { Topic } from '../../../../emulator/messaging/topic.ts';
import { queueSettings } from './queue-world.ts';

const clock = { ms: 0, now: () => clock.ms };
let lastId = 0;
const newId = () => `id${++lastId}`;
let sequence = 0;
const silent: QueueContext['log'] = {
  sent() {},
  received() {},
  deleted() {},
  hidden() {},
  moved() {},
  copied() {},
};
const context: QueueContext = { clock, log: silent, nextSequence: () => ++sequence, newId };

const queueNamed = (name: string) => new Queue(queueSettings(name), context);
const topicNamed = (name: string) =>
  new Topic(
    {
      name,
      arn: `arn:aws:sns:eu-west-1:000000000000:${name}`,
      fifo: name.endsWith('.fifo'),
      contentBasedDeduplication: false,
      throughputScope: 'MessageGroup',
    },
    { clock, newId },
  );
const everything = () => true;

describe('Given a FIFO topic', () => {
  it('When subscribers have filter policies, Then a message reaches those it matches', () => {
    const topic = topicNamed('t.fifo');
    const ours = queueNamed('ours.fifo');
    const theirs = queueNamed('theirs');
    const matches = compileFilterPolicy({ stage: ['posting'] }, 'MessageAttributes');
    topic.subscribe({ queue: ours, raw: true, matches });
    topic.subscribe({ queue: theirs, raw: false, matches: everything });

    topic.publish({
      body: '{"n":1}',
      groupId: 'inv-1',
      deduplicationId: 'd1',
      attributes: { stage: { Type: 'String', Value: 'posting' } },
    });
    topic.publish({ body: '{"n":2}', groupId: 'inv-1', deduplicationId: 'd2' });

    const [delivered, ...more] = ours.messages();
    expect(more).toEqual([]);
    expect(delivered).toMatchObject({ body: '{"n":1}', groupId: 'inv-1', deduplicationId: 'd1' });
    expect(delivered?.attributes).toEqual({ stage: { Type: 'String', Value: 'posting' } });
    const notifications = theirs.messages().map(({ body }) => JSON.parse(body));
    expect(notifications.map(({ Type, Message }) => [Type, Message])).toEqual([
      ['Notification', '{"n":1}'],
      ['Notification', '{"n":2}'],
    ]);
  });

  it('When a group repeats an id within five minutes, Then it is called a duplicate', () => {
    const topic = topicNamed('t.fifo');
    const queue = queueNamed('q.fifo');
    topic.subscribe({ queue, raw: true, matches: everything });
    const message = { body: 'x', groupId: 'g', deduplicationId: 'd' };

    expect(topic.publish(message).duplicate).toBe(false);
    expect(topic.publish(message).duplicate).toBe(true);
    expect(topic.publish({ ...message, groupId: 'h' }).duplicate).toBe(false);
    clock.ms += 5 * 60_000;
    expect(topic.publish(message).duplicate).toBe(false);
    expect(queue.length).toBe(3);
  });

  it('When only the queue behind it knows the id, Then that is a duplicate too', () => {
    const queue = queueNamed('q.fifo');
    const message = { body: 'x', groupId: 'g', deduplicationId: 'd' };
    for (const expected of [false, true]) {
      const topic = topicNamed('t.fifo');
      topic.subscribe({ queue, raw: true, matches: everything });
      expect(topic.publish(message).duplicate).toBe(expected);
    }
  });

  it('When a message has no group or no id, Then it is refused', () => {
    const topic = topicNamed('t.fifo');
    expect(() => topic.publish({ body: 'x', deduplicationId: 'd' })).toThrow('needs a group id');
    expect(() => topic.publish({ body: 'x', groupId: 'g' })).toThrow('needs a deduplication id');
  });
});

describe('Given a standard topic', () => {
  it('When a FIFO queue subscribes, Then it is refused, as SNS refuses it', () => {
    expect(() =>
      topicNamed('t').subscribe({ queue: queueNamed('q.fifo'), raw: true, matches: everything }),
    ).toThrow('a standard topic does not feed a FIFO queue');
  });
});
