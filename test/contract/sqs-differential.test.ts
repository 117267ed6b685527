import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Queue } from '../../emulator/messaging/queue.ts';
import { sized } from '../long-run.ts';
import { queueSettings, queueWorld, sendTo } from '../unit/emulator/messaging/queue-world.ts';
import { makeQueue } from './aws-resources.ts';
import { type Moto, motoAvailable, startMoto } from './moto.ts';

/**
 * No more than one call hands out, so that both sides hand out all there is: which of several messages or
 * groups comes first is left open by SQS.
 */
const maxMessages = 10;
/** Longer than a run lasts: what is to come back is given back by hand. */
const visibilitySeconds = 600;

const anyStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c') }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('receive' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('give back' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('time out' as const) }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** What one receive tells of a message. */
interface Received {
  readonly body: string;
  readonly receiveCount: number;
}

/** A queue and its dead-letter queue; messages go by their bodies. */
interface Subject {
  send(body: string, group: string): Promise<void>;
  /** Everything that can be received, in the order it comes. */
  receive(): Promise<readonly Received[]>;
  delete(body: string): Promise<void>;
  giveBack(body: string): Promise<void>;
  /** Ends the visibility timeout of all these. */
  timeOut(bodies: readonly string[]): Promise<void>;
  deadLetters(): Promise<readonly string[]>;
}

function emulated(name: string, maxReceiveCount: number): Subject {
  const { clock, context } = queueWorld();
  const visibilityTimeoutSeconds = visibilitySeconds;
  const queue = new Queue(queueSettings(name, { maxReceiveCount, visibilityTimeoutSeconds }), context);
  const deadLetters = new Queue(queueSettings(`dead-${name}`), context);
  queue.deadLetterQueue = deadLetters;
  const held = new Map<string, { sequence: number; receiveCount: number }>();
  const receiptOf = (body: string) => held.get(body) ?? { sequence: -1, receiveCount: 0 };
  return {
    send: async (body, group) => void sendTo(queue, body, queue.settings.fifo ? group : undefined),
    async receive() {
      const messages = queue.receive(maxMessages);
      for (const { body, sequence, receiveCount } of messages) held.set(body, { sequence, receiveCount });
      return messages.map(({ body, receiveCount }) => ({ body, receiveCount }));
    },
    delete: async (body) => queue.delete([receiptOf(body)]),
    giveBack: async (body) => queue.changeVisibility(receiptOf(body), 0),
    async timeOut() {
      clock.ms += visibilitySeconds * 1_000;
      queue.expire();
    },
    deadLetters: async () => deadLetters.messages().map(({ body }) => body),
  };
}

async function inMoto(client: SQSClient, name: string, maxReceiveCount: number): Promise<Subject> {
  const fifo = name.endsWith('.fifo');
  const dead = await makeQueue(client, `dead-${name}`);
  const { url: QueueUrl } = await makeQueue(client, name, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount }),
  });
  const held = new Map<string, string | undefined>();
  const receive = async (url: string) => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl: url, MaxNumberOfMessages: maxMessages },
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    return Messages;
  };
  const giveBack = async (body: string) =>
    void (await client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: held.get(body), VisibilityTimeout: 0 }),
    ));
  return {
    send: async (body, group) =>
      void (await client.send(
        new SendMessageCommand({
          ...{ QueueUrl, MessageBody: body },
          ...(fifo && { MessageGroupId: group, MessageDeduplicationId: body }),
        }),
      )),
    async receive() {
      const messages = await receive(QueueUrl);
      for (const { Body = '', ReceiptHandle } of messages) held.set(Body, ReceiptHandle);
      return messages.map(({ Body = '', Attributes }) => ({
        body: Body,
        receiveCount: Number(Attributes?.ApproximateReceiveCount),
      }));
    },
    delete: async (body) =>
      void (await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: held.get(body) }))),
    giveBack,
    async timeOut(bodies) {
      for (const body of bodies) await giveBack(body);
    },
    deadLetters: async () => (await receive(dead.url)).map(({ Body = '' }) => Body),
  };
}

/** Runs the steps; what was seen at each receive, and on the dead-letter queue in the end. */
async function run(subject: Subject, steps: readonly Step[]) {
  const seen: (readonly Received[])[] = [];
  let held: string[] = [];
  let sent = 0;
  const receive = async () => {
    const received = await subject.receive();
    held.push(...received.map(({ body }) => body));
    seen.push(received);
  };
  for (const step of steps) {
    if (step.do === 'receive') await receive();
    else if (step.do === 'time out') {
      await subject.timeOut(held);
      held = [];
    } else if (step.do === 'send') {
      if (sent < maxMessages) await subject.send(`${step.group}${++sent}`, step.group);
    } else {
      const [body] = held.toSorted().splice(step.which % Math.max(1, held.length), 1);
      if (body === undefined) continue;
      held = held.filter((each) => each !== body);
      await (step.do === 'delete' ? subject.delete(body) : subject.giveBack(body));
    }
  }
  await subject.timeOut(held);
  await receive();
  return { seen, deadLetters: await subject.deadLetters() };
}

/** By group, in order; of a standard queue, where order is left open, by body. */
function comparable({ seen, deadLetters }: Awaited<ReturnType<typeof run>>, fifo: boolean) {
  const groupOf = ({ body }: Pick<Received, 'body'>) => (fifo ? body.slice(0, 1) : body);
  const grouped = <T extends Pick<Received, 'body'>>(messages: readonly T[]) =>
    Object.fromEntries(Map.groupBy(messages, groupOf));
  return { seen: seen.map(grouped), deadLetters: grouped(deadLetters.map((body) => ({ body }))) };
}

describe.runIf(motoAvailable())('Given a queue here and one in moto', () => {
  let moto: Moto;
  let client: SQSClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new SQSClient(moto.client);
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  test.each([
    ['standard', ''],
    ['FIFO', '.fifo'],
  ])(
    'When any calls are made to %s ones, Then both agree message by message',
    async (_, suffix) => {
      let queues = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyStep, { minLength: 5, maxLength: 30 }),
          fc.integer({ min: 1, max: 3 }),
          async (steps, maxReceiveCount) => {
            const name = `q${++queues}${suffix}`;
            const theirs = await run(await inMoto(client, name, maxReceiveCount), steps);
            const ours = await run(emulated(name, maxReceiveCount), steps);
            expect(comparable(ours, suffix !== '')).toEqual(comparable(theirs, suffix !== ''));
          },
        ),
        { numRuns: sized(12, 80) },
      );
    },
    120_000,
  );
});
