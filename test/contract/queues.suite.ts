import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QueueMessage, Queues } from '../../functions/core/ports.ts';

/** A copy on a dead-letter queue. */
interface DeadLetter {
  readonly body: string;
  readonly groupId: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An implementation of the port over a FIFO queue with a FIFO dead-letter queue. */
export interface QueuesUnderTest {
  readonly queues: Queues;
  send(body: string, groupId: string): Promise<void>;
  /** Up to ten visible messages, hidden from now on for longer than a test lasts. */
  receive(): Promise<readonly QueueMessage[]>;
  /** Deletes the message from its queue. */
  finish(message: QueueMessage): Promise<void>;
  /** Everything on the dead-letter queue, taken from it. */
  takeDeadLetters(): Promise<readonly DeadLetter[]>;
  close(): Promise<void>;
}

/** What every implementation of the `Queues` port must do; one queue serves all the tests. */
export function queuesContract(name: string, makeQueues: () => Promise<QueuesUnderTest>): void {
  describe(`${name} as queues`, () => {
    let subject: QueuesUnderTest;
    beforeAll(async () => {
      subject = await makeQueues();
    });
    afterAll(() => subject?.close());

    /** Sends one message and receives it. */
    const received = async (body: string, groupId: string): Promise<QueueMessage> => {
      await subject.send(body, groupId);
      const [message] = await subject.receive();
      if (!message) throw new Error(`${body} was sent but not received`);
      return message;
    };

    describe('Given a received message', () => {
      test('When it is to be retried in 0 seconds, Then it is delivered again', async () => {
        const message = await received('again', 'retry-now');

        await subject.queues.retryLater(message, 0);

        const [second] = await subject.receive();
        expect(second).toMatchObject({ messageId: message.messageId, body: 'again', groupId: 'retry-now' });
        if (second) await subject.finish(second);
      });
    });

    describe('Given a message to be retried later', () => {
      test('When it waits, Then its group waits behind it and no other does', async () => {
        const message = await received('first', 'waiting');
        await subject.queues.retryLater(message, 600);
        await subject.send('second', 'waiting');
        await subject.send('other', 'free');

        const next = await subject.receive();

        expect(next.map(({ body }) => body)).toEqual(['other']);
        for (const other of next) await subject.finish(other);
        await subject.finish(message);
        const [second] = await subject.receive();
        expect(second?.body).toBe('second');
        if (second) await subject.finish(second);
      });
    });

    describe('Given a message that cannot succeed', () => {
      test('When dead-lettered, Then the copy has its group and the diagnosis', async () => {
        const message = await received('poison', 'bad');

        await subject.queues.deadLetter(message, { class: 'permanent', reason: 'Malformed: “no id” 🧨' });
        await subject.finish(message);

        expect(await subject.takeDeadLetters()).toEqual([
          {
            body: 'poison',
            groupId: 'bad',
            attributes: { class: 'permanent', reason: 'Malformed: “no id” 🧨' },
          },
        ]);
      });
    });

    describe('Given a consumer that died after dead-lettering', () => {
      test('When it dead-letters again, Then there is still one copy', async () => {
        const message = await received('poison twice', 'worse');

        await subject.queues.deadLetter(message, { class: 'permanent' });
        await subject.queues.deadLetter(message, { class: 'permanent' });
        await subject.finish(message);

        expect(await subject.takeDeadLetters()).toHaveLength(1);
      });
    });

    describe('Given a diagnosis with an empty value or a control character', () => {
      test('When dead-lettered, Then the message still gets there', async () => {
        const message = await received('odd diagnosis', 'odd');

        await subject.queues.deadLetter(message, { reason: 'bell \u0007 here', stack: '' });
        await subject.finish(message);

        const [letter] = await subject.takeDeadLetters();
        expect(letter?.body).toBe('odd diagnosis');
        expect(letter?.attributes.reason).toContain('bell');
      });
    });
  });
}
