import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { EventSource, type EventSourceSettings } from '../../../../emulator/messaging/event-source.ts';
import { InvocationBudget } from '../../../../emulator/messaging/invocation-budget.ts';
import { Queue, type QueueContext } from '../../../../emulator/messaging/queue.ts';
import { sqsEventOf } from '../../../../emulator/messaging/sqs-event.ts';

const turns = async (count = 20) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

/** A queue with a poller whose invocations the test answers. */
function polled(name: string, more: Partial<EventSourceSettings> = {}) {
  const clock = { ms: 0, now: () => clock.ms };
  const log: QueueContext['log'] = {
    sent() {},
    received() {},
    deleted() {},
    hidden() {},
    moved() {},
    copied() {},
  };
  let last = 0;
  const context: QueueContext = { clock, log, nextSequence: () => ++last, newId: () => `m${last}` };
  const queue = new Queue(
    {
      name,
      arn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
      fifo: name.endsWith('.fifo'),
      contentBasedDeduplication: true,
      deduplicationScope: 'messageGroup',
      visibilityTimeoutSeconds: 30,
    },
    context,
  );
  const invocations: {
    bodies: string[];
    answer: (result: unknown) => void;
    fail: () => void;
    event: SQSEvent;
  }[] = [];
  const windows: (() => void)[] = [];
  const budget = new InvocationBudget(10);
  let synced = Promise.resolve();
  const source = new EventSource(
    queue,
    {
      functionName: 'Consumer',
      region: 'eu-west-1',
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 2,
      reportsItemFailures: true,
      ...more,
    },
    {
      // A poll may come at once; a batching window ends when the test says so.
      later: (callback, ms) => void (ms < 1_000 ? setImmediate(callback) : windows.push(callback)),
      budget,
      synced: () => synced,
      deliver: (_, batch) =>
        new Promise((resolve, reject) => {
          const event = sqsEventOf(batch);
          invocations.push({
            event,
            bodies: event.Records.map(({ body }) => body),
            answer: resolve,
            fail: () => reject(new Error('boom')),
          });
        }),
    },
  );
  source.start();
  const send = (body: string, groupId?: string) => queue.send({ body, groupId });
  const holdSync = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    synced = promise;
    return resolve;
  };
  return { queue, source, budget, send, invocations, windows, clock, holdSync };
}

describe('Given a queue with an event source', () => {
  it('When many messages wait, Then batches run side by side up to the concurrency', async () => {
    const { send, invocations, queue } = polled('plain', { batchSize: 3 });
    for (let i = 0; i < 9; i++) send(String(i));
    await turns();
    expect(invocations.map(({ bodies }) => bodies)).toEqual([
      ['0', '1', '2'],
      ['3', '4', '5'],
    ]);
    invocations[0]?.answer({ batchItemFailures: [] });
    await turns();
    expect(invocations[2]?.bodies).toEqual(['6', '7', '8']);
    expect(queue.length).toBe(6);
  });

  it('When part of a batch fails, Then only the failed message comes back, in time', async () => {
    const { send, invocations, queue, clock } = polled('plain');
    for (const body of ['a', 'b', 'c']) send(body);
    await turns();
    const failed = invocations[0]?.event.Records[1]?.messageId ?? '';
    invocations[0]?.answer({ batchItemFailures: [{ itemIdentifier: failed }] });
    await turns();
    expect(queue.length).toBe(1);
    clock.ms += 30_000;
    queue.expire();
    await turns();
    expect(invocations[1]?.bodies).toEqual(['b']);
    expect(invocations[1]?.event.Records[0]?.attributes.ApproximateReceiveCount).toBe('2');
  });

  it('When the function throws, Then the whole batch comes back', async () => {
    const { send, invocations, queue, clock } = polled('plain');
    for (const body of ['a', 'b']) send(body);
    await turns();
    invocations[0]?.fail();
    await turns();
    clock.ms += 30_000;
    queue.expire();
    await turns();
    expect(invocations[1]?.bodies.sort()).toEqual(['a', 'b']);
  });

  it.each([
    { batchItemFailures: [{ itemIdentifier: '' }] },
    { batchItemFailures: [{ itemIdentifier: 'not-in-the-batch' }] },
    { batchItemFailures: [{ id: 'm1' }] },
    'done',
    { count: 1n },
  ])('When the answer is no report (%o), Then the whole batch comes back', async (answer) => {
    const { send, invocations, queue, clock } = polled('plain');
    for (const body of ['a', 'b']) send(body);
    await turns();
    invocations[0]?.answer(answer);
    await turns();
    expect([queue.length, queue.inFlight]).toEqual([2, 2]);
    clock.ms += 29_999;
    queue.expire();
    await turns();
    expect(invocations).toHaveLength(1);
    clock.ms += 1;
    queue.expire();
    await turns();
    expect(invocations[1]?.bodies.sort()).toEqual(['a', 'b']);
    expect(invocations[1]?.event.Records[0]?.attributes.ApproximateReceiveCount).toBe('2');
  });

  it('When a message is reported, Then those behind it go unless reported too', async () => {
    const { send, invocations, clock, queue } = polled('q.fifo');
    for (const body of ['a1', 'a2', 'a3']) send(body, 'a');
    await turns();
    const [first, second] = invocations[0]?.event.Records ?? [];
    const failed = [second, first].map((record) => ({ itemIdentifier: record?.messageId ?? '' }));
    invocations[0]?.answer({ batchItemFailures: failed });
    send('a4', 'a');
    await turns();
    expect(invocations).toHaveLength(1);
    clock.ms += 30_000;
    queue.expire();
    await turns();
    expect(invocations[1]?.bodies).toEqual(['a1', 'a2', 'a4']);
  });

  it('When there is a batching window, Then only a full batch does not wait for it', async () => {
    const { send, invocations, windows } = polled('plain', { batchSize: 3, batchingWindowSeconds: 1 });
    send('a');
    await turns();
    expect(invocations).toHaveLength(0);
    for (const end of windows) end();
    await turns();
    expect(invocations[0]?.bodies).toEqual(['a']);
    for (const body of ['b', 'c', 'd']) send(body);
    await turns();
    expect(invocations[1]?.bodies).toEqual(['b', 'c', 'd']);
  });

  it('When one group of a FIFO queue is blocked, Then the others are served', async () => {
    const { send, invocations } = polled('q.fifo', { batchSize: 1, maximumConcurrency: 5 });
    send('a1', 'a');
    send('a2', 'a');
    send('b1', 'b');
    await turns();
    expect(invocations.map(({ bodies }) => bodies)).toEqual([['a1'], ['b1']]);
  });

  it('When a message is not on disk yet, Then no function sees it before it is', async () => {
    const { send, invocations, holdSync } = polled('plain');
    const onDisk = holdSync();
    send('a');
    await turns();
    expect(invocations).toHaveLength(0);
    onDisk();
    await turns();
    expect(invocations[0]?.bodies).toEqual(['a']);
  });
});

describe('Given a function that finishes nothing', () => {
  const allFailed = ({ event }: { event: SQSEvent }) => ({
    batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  });

  /** Three invocations that finish nothing, of messages that come back when a minute has passed. */
  async function stalled() {
    const made = polled('plain', { batchSize: 1, maximumConcurrency: 3 });
    for (let number = 0; number < 20; number++) made.send(`${number}`);
    await turns();
    for (const invocation of made.invocations.slice(0, 3)) invocation.answer(allFailed(invocation));
    await turns();
    return made;
  }

  it('When it has for three times, Then what waits for it is no load of the machine', async () => {
    const { source, invocations } = await stalled();
    expect(source.stalled).toBe(true);
    expect(source.load).toBe(0);
    expect(invocations).toHaveLength(6);
  });

  it('When it holds messages, Then it takes nothing from what others may have', async () => {
    const { budget } = await stalled();
    budget.take(10);
    expect(budget.isSpent).toBe(true);
    budget.give(1);
    expect(budget.isSpent).toBe(false);
  });

  it('When it finishes again, Then its backlog stays out of the load until it is gone', async () => {
    const { source, invocations, send } = await stalled();
    for (let next = 3; invocations.length > next; next++) {
      invocations[next]?.answer(undefined);
      await turns();
      expect(source.stalled).toBe(false);
      expect(source.load).toBe(0);
    }
    for (let number = 0; number < 5; number++) send(`new ${number}`);
    await turns();
    // The three that failed first are still in flight, as part of the backlog.
    expect(source.load).toBe(5);
  });
});
