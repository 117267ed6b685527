import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openArchive } from '../../../../emulator/messaging/archive/archive.ts';
import { Engine } from '../../../../emulator/messaging/engine.ts';
import { resource, templateOf } from '../resources.ts';

const template = templateOf([
  resource('AWS::Events::EventBus', 'Bus', { Name: 'bus' }),
  resource('AWS::SQS::Queue', 'orders', { QueueName: 'orders', VisibilityTimeout: 30 }, 'arn:orders'),
  resource('AWS::Events::Rule', 'Rule', {
    EventBusName: 'bus',
    EventPattern: { source: ['shop'] },
    Targets: [{ Id: 'Target', Arn: 'arn:orders' }],
  }),
  resource('AWS::Lambda::Function', 'Consumer', {}, 'arn:aws:lambda:::function:Consumer'),
  resource('AWS::Lambda::EventSourceMapping', 'Mapping', {
    EventSourceArn: 'arn:orders',
    FunctionName: 'Consumer',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  }),
]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The messaging of the template, whose function answers as told. */
async function opened(answers: readonly unknown[]) {
  const clock = { ms: Date.UTC(2026, 2, 9), now: () => clock.ms };
  const archive = await openArchive({ folder: join(folder, 'archive'), retentionDays: 0, clock });
  const received: string[][] = [];
  const engine = Engine.open({
    template,
    dataFolder: folder,
    archive,
    clock,
    deliver: async (_, { messages }) => {
      received.push(messages.map(({ receiveCount }) => `receive ${receiveCount}`));
      return answers[received.length - 1];
    },
    invoke: async () => undefined,
  });
  engine.start();
  const close = async () => {
    await engine.close();
    await archive.close();
  };
  return { engine, clock, received, close };
}

describe('Given a function behind an event source mapping', () => {
  test.each([
    { batchItemFailures: [{ itemIdentifier: '' }] },
    { batchItemFailures: [{ itemIdentifier: 'elsewhere' }] },
    'done',
  ])('when it answers %j, then the message stays and comes back', async (answer) => {
    const { engine, clock, received, close } = await opened([answer, {}]);
    const queue = engine.queueByArn('arn:orders');
    await engine.bus.putEvents([{ Source: 'shop', DetailType: 'sold', Detail: '{}', EventBusName: 'bus' }]);
    await vi.waitFor(() => expect([received.length, queue.counters.sent]).toEqual([1, 1]), 5_000);
    expect([queue.length, queue.inFlight, queue.counters.deleted]).toEqual([1, 1, 0]);
    clock.ms += 30_000;
    await vi.waitFor(() => expect([received.length, queue.length]).toEqual([2, 0]), 5_000);
    expect(received).toEqual([['receive 1'], ['receive 2']]);
    expect(queue.counters.deleted).toBe(1);
    await close();
  });
});
