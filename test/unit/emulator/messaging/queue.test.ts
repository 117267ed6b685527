import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue } from '../../../../emulator/messaging/queue.ts';
import { crashed, QueueReplay, restarted, snapshotOf } from '../../../../emulator/messaging/queue-log.ts';
import { sendTo as send, queueSettings as settings, queueWorld as world } from './queue-world.ts';

const bodies = (messages: readonly { body: string }[]) => messages.map(({ body }) => body);

describe('Given a standard queue', () => {
  it('When a message is received, Then it hides until its timeout and counts receives', () => {
    const { clock, context } = world();
    const queue = new Queue(settings('plain'), context);
    send(queue, 'a');
    send(queue, 'b');

    const [first] = queue.receive(1);
    expect(bodies(queue.receive(10))).toEqual(['b']);
    expect(queue.receive(10)).toEqual([]);
    clock.ms += 30_000;
    queue.expire();

    expect(first?.receiveCount).toBe(1);
    expect(queue.receive(10).map(({ body, receiveCount }) => [body, receiveCount])).toEqual(
      expect.arrayContaining([
        ['a', 2],
        ['b', 2],
      ]),
    );
  });

  it('When its visibility was extended, Then a message outlasts the first timeout', () => {
    const { clock, context } = world();
    const queue = new Queue(settings('plain'), context);
    send(queue, 'a');
    for (const message of queue.receive(1)) queue.changeVisibility(message, 60);
    clock.ms += 30_000;
    queue.expire();
    expect(queue.receive(1)).toEqual([]);
    clock.ms += 30_000;
    queue.expire();
    expect(bodies(queue.receive(1))).toEqual(['a']);
  });

  it('When a message is received again, Then the earlier receipt deletes nothing', () => {
    const { clock, context } = world();
    const queue = new Queue(settings('plain'), context);
    send(queue, 'a');
    const early = queue.receive(1).map(({ sequence, receiveCount }) => ({ sequence, receiveCount }));
    clock.ms += 30_000;
    queue.expire();
    queue.receive(1);
    queue.delete(early);
    expect(queue.length).toBe(1);
  });

  it('When a message has no receives left, Then it is on the dead-letter queue', () => {
    const { clock, context } = world();
    const queue = new Queue(settings('plain', { maxReceiveCount: 2 }), context);
    const deadLetters = new Queue(settings('plain-dlq'), context);
    queue.deadLetterQueue = deadLetters;
    send(queue, 'poison');
    send(queue, 'fine');
    for (let receive = 0; receive < 2; receive++) {
      queue.delete(queue.receive(10).filter(({ body }) => body === 'fine'));
      clock.ms += 30_000;
      queue.expire();
    }
    expect(queue.receive(10)).toEqual([]);
    expect(queue.length).toBe(0);
    expect(bodies(deadLetters.messages())).toEqual(['poison']);
  });
});

describe('Given a FIFO queue', () => {
  it('When a group has a message in flight, Then only other groups deliver', () => {
    const { context } = world();
    const queue = new Queue(settings('q.fifo'), context);
    for (const [body, group] of [
      ['a1', 'a'],
      ['b1', 'b'],
      ['a2', 'a'],
      ['b2', 'b'],
    ] as const)
      send(queue, body, group);

    const [a1] = queue.receive(1);
    expect(a1?.body).toBe('a1');
    expect(bodies(queue.receive(10))).toEqual(['b1', 'b2']);
    expect(queue.receive(10)).toEqual([]);
    if (a1) queue.delete([a1]);
    expect(bodies(queue.receive(10))).toEqual(['a2']);
  });

  it('When a group repeats an id, Then it is dropped for five minutes and not later', () => {
    const { clock, context } = world();
    const queue = new Queue(settings('q.fifo'), context);
    expect(send(queue, 'x', 'g').duplicate).toBe(false);
    expect(send(queue, 'x', 'g').duplicate).toBe(true);
    expect(send(queue, 'x', 'another').duplicate).toBe(false);
    clock.ms += 5 * 60_000;
    expect(send(queue, 'x', 'g').duplicate).toBe(false);
    expect(queue.length).toBe(3);
  });

  it('When ids count by queue, Then the same id from another group is dropped', () => {
    const { context } = world();
    const queue = new Queue(
      settings('q.fifo', { deduplicationScope: 'queue', contentBasedDeduplication: true }),
      context,
    );
    expect(queue.send({ body: 'same', groupId: 'a' }).duplicate).toBe(false);
    expect(queue.send({ body: 'same', groupId: 'b' }).duplicate).toBe(true);
  });

  it('When a message names no group, Then it is refused', () => {
    const { context } = world();
    expect(() => send(new Queue(settings('q.fifo'), context), 'x')).toThrow('needs a group id');
  });
});

type Step =
  | { do: 'send'; group: string }
  | { do: 'receive'; most: number }
  | { do: 'finish' | 'hide' | 'wait' | 'restart' };
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('receive' as const), most: fc.integer({ min: 1, max: 10 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'hide' as const, 'wait' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

describe('Given any sends, receives, deletes, timeouts and restarts of a FIFO queue', () => {
  it('When they interleave, Then groups stay in order, one at a time, and lose nothing', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 120 }), fc.infiniteStream(fc.nat()), (steps, choices) => {
        const { clock, context, records } = world();
        let queue = new Queue(settings('q.fifo'), context);
        const sent = new Map<string, number[]>();
        const finished = new Set<number>();
        let held: ReturnType<Queue['receive']> = [];
        let number = 0;
        for (const step of steps) {
          if (step.do === 'send') {
            send(queue, String(++number), step.group);
            sent.set(step.group, [...(sent.get(step.group) ?? []), number]);
          } else if (step.do === 'receive') {
            const received = queue.receive(step.most);
            for (const group of new Set(received.map(({ groupId }) => groupId ?? ''))) {
              expect(held.some(({ groupId }) => groupId === group)).toBe(false);
              const left = (sent.get(group) ?? []).filter((n) => !finished.has(n));
              const got = received.filter(({ groupId }) => groupId === group).map(({ body }) => Number(body));
              expect(got).toEqual(left.slice(0, got.length));
            }
            held.push(...received);
          } else if (step.do === 'finish' && held.length > 0) {
            const [message] = held.splice((choices.next().value ?? 0) % held.length, 1);
            if (message) {
              queue.delete([message]);
              finished.add(Number(message.body));
            }
          } else if (step.do === 'hide' && held.length > 0) {
            const [message] = held.splice((choices.next().value ?? 0) % held.length, 1);
            if (message) queue.changeVisibility(message, 0);
          } else if (step.do === 'wait') {
            clock.ms += 30_000;
            queue.expire();
            held = [];
          } else if (step.do === 'restart') {
            const replay = new QueueReplay();
            const snapshot = number % 2 === 0 ? [...snapshotOf([queue])] : records;
            for (const record of snapshot) replay.replay(record);
            queue = new Queue(settings('q.fifo'), context);
            replay.restoreInto(queue);
            held = [];
          }
        }
        const all = [...sent.values()].flat();
        expect(bodies(queue.messages()).map(Number).sort()).toEqual(
          all.filter((n) => !finished.has(n)).sort(),
        );
        expect(queue.counters).toEqual({ sent: all.length, deleted: finished.size });
      }),
      { numRuns: 300 },
    );
  });
});

describe('Given dead letters', () => {
  const make = () => {
    const { context, clock, records } = world();
    const queue = new Queue(settings('q.fifo', { maxReceiveCount: 1 }), context);
    const deadLetters = new Queue(settings('q-dlq.fifo'), context);
    queue.deadLetterQueue = deadLetters;
    for (const body of ['a1', 'a2', 'b1']) send(queue, body, body[0]);
    for (let receive = 0; receive < 2; receive++) {
      queue.receive(10);
      clock.ms += 30_000;
      queue.expire();
    }
    queue.receive(10);
    const [first, second] = deadLetters.messages();
    if (!first || !second) throw new Error('nothing was dead-lettered');
    return { queue, deadLetters, first, second, context, records };
  };

  it('When one is redriven, Then it begins anew where it failed, and its group goes on', () => {
    const { queue, deadLetters, first } = make();
    expect(deadLetters.redrive(first, first, [queue])).toBe(true);
    expect(bodies(deadLetters.messages())).toEqual(['a2', 'b1']);
    expect(deadLetters.deliverable).toBe(2);
    const [again] = queue.receive(10);
    expect(again).toMatchObject({ body: 'a1', groupId: 'a', receiveCount: 1 });
    expect(again?.id).not.toBe(first.id);
    expect(queue.counters.sent).toBe(3);
  });

  it('When one is redriven to two queues, Then each has it, also after any crash', () => {
    const { queue, deadLetters, first, context, records } = make();
    const other = new Queue(settings('other.fifo'), context);
    const before = records.length;
    expect(deadLetters.redrive(first, first, [queue, other])).toBe(true);
    expect([bodies(queue.messages()), bodies(other.messages())]).toEqual([['a1'], ['a1']]);
    for (let length = before; length <= records.length; length++) {
      const replay = new QueueReplay();
      for (const record of records.slice(0, length)) replay.replay(record);
      const restored = [queue, other, deadLetters].map((each) => {
        const copy = new Queue(each.settings, context);
        replay.restoreInto(copy);
        return copy.messages().filter(({ body }) => body === 'a1').length;
      });
      const [there = 0, elsewhere = 0, here = 0] = restored;
      expect(here === 1 || (there === 1 && elsewhere === 1)).toBe(true);
    }
  });

  it('When one is redriven or discarded twice, Then the second time does nothing', () => {
    const { queue, deadLetters, first, second } = make();
    expect(deadLetters.redrive(first, first, [queue])).toBe(true);
    expect(deadLetters.redrive(first, first, [queue])).toBe(false);
    expect(deadLetters.discard(second)).toBe(true);
    expect(deadLetters.discard(second)).toBe(false);
    expect([queue.length, deadLetters.length]).toEqual([1, 1]);
  });

  it('When one is moved whose id was seen there, Then it is not dropped', () => {
    const { context, clock } = world();
    const queue = new Queue(settings('q.fifo', { maxReceiveCount: 1 }), context);
    const deadLetters = new Queue(settings('q-dlq.fifo'), context);
    queue.deadLetterQueue = deadLetters;
    send(queue, 'a', 'group');
    const [message] = queue.receive(1);
    // The consumer set a copy aside, and died before it deleted the message.
    deadLetters.send({ body: 'a', groupId: 'group', deduplicationId: message?.id });
    send(deadLetters, 'a', 'group');
    clock.ms += 30_000;
    queue.expire();
    queue.receive(1);
    expect(bodies(deadLetters.messages())).toEqual(['a', 'a', 'a']);
  });

  it('When one was deleted, Then its deduplication id still counts for five minutes', () => {
    const { context, clock } = world();
    const queue = new Queue(settings('q.fifo'), context);
    send(queue, 'a', 'group');
    queue.delete(queue.receive(1));
    expect(send(queue, 'a', 'group').duplicate).toBe(true);
    clock.ms += 5 * 60_000;
    expect(send(queue, 'a', 'group').duplicate).toBe(false);
  });

  it('When one is with a receiver, Then it stays there', () => {
    const { queue, deadLetters, first, second } = make();
    const [held] = deadLetters.receive(1);
    expect(held?.body).toBe('a1');
    expect(deadLetters.redrive(first, first, [queue])).toBe(false);
    expect(deadLetters.discard(first)).toBe(false);
    expect(deadLetters.redrive(second, second, [queue])).toBe(true);
    expect([queue.length, deadLetters.length]).toEqual([1, 2]);
  });
});

describe('Given messages that a consumer has', () => {
  it('When the path crashes, Then receives, dead letters and hidden messages stand', () => {
    const { clock, context, records } = world();
    const make = () => {
      const queue = new Queue(settings('q.fifo', { maxReceiveCount: 2 }), context);
      const deadLetters = new Queue(settings('q-dlq.fifo'), context);
      queue.deadLetterQueue = deadLetters;
      return { queue, deadLetters };
    };
    const before = make();
    for (const body of ['poison', 'later', 'plain']) send(before.queue, body, body);
    for (let receive = 0; receive < 2; receive++) {
      for (const message of before.queue.receive(10)) {
        if (message.body === 'later') before.queue.changeVisibility(message, 3_600);
        else if (message.body === 'poison' || receive === 0) before.queue.changeVisibility(message, 0);
      }
    }
    before.queue.receive(10);
    expect(bodies(before.deadLetters.messages())).toEqual(['poison']);

    const replay = new QueueReplay();
    for (const record of [...records, crashed]) replay.replay(record);
    const after = make();
    replay.restoreInto(after.queue);
    replay.restoreInto(after.deadLetters);

    expect(bodies(after.deadLetters.messages())).toEqual(['poison']);
    expect(after.queue.messages().map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
      ['later', 1],
      ['plain', 2],
    ]);
    // Neither the message hidden on purpose nor the one that the crash took from its receiver.
    expect(after.queue.deliverable).toBe(0);
    clock.ms += 3_600_000;
    after.queue.expire();
    expect(bodies(after.queue.receive(10))).toEqual(['later']);
  });

  it('When the process ends ten times, Then only the receive that was finished counts', () => {
    const { context, records } = world();
    const make = () => new Queue(settings('q.fifo', { maxReceiveCount: 2 }), context);
    let queue = make();
    send(queue, 'plain', 'plain');
    for (const message of queue.receive(1)) queue.changeVisibility(message, 0);

    for (let end = 1; end <= 10; end++) {
      queue.receive(1);
      if (end % 2 === 0) records.splice(0, records.length, ...snapshotOf([queue]));
      records.push(restarted);
      const replay = new QueueReplay();
      for (const record of records) replay.replay(record);
      queue = make();
      replay.restoreInto(queue);
    }
    expect(queue.receive(1).map(({ body, receiveCount }) => [body, receiveCount])).toEqual([['plain', 2]]);
  });
});
