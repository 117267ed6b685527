import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TopicMessage, Topics } from '../../functions/core/ports.ts';

/**
 * An implementation of the port, a FIFO topic of its, and a FIFO queue subscribed to it (raw
 * delivery, no filter).
 */
export interface TopicsUnderTest {
  readonly topics: Topics;
  readonly topicArn: string;
  /** An ARN of the same form that is no topic. */
  readonly unknownTopicArn: string;
  /** What the queue holds now, taken from it, each group in its order. */
  take(): Promise<readonly Pick<TopicMessage, 'body' | 'groupId' | 'attributes'>[]>;
  close(): Promise<void>;
}

/** What every implementation of the `Topics` port must do; one topic serves all the tests. */
export function topicsContract(name: string, makeTopics: () => Promise<TopicsUnderTest>): void {
  describe(`${name} as topics`, () => {
    let subject: TopicsUnderTest;
    beforeAll(async () => {
      subject = await makeTopics();
    });
    afterAll(() => subject?.close());

    const message = (id: string, groupId: string, body = `{"id":"${id}"}`): TopicMessage => ({
      body,
      groupId,
      deduplicationId: id,
      attributes: { stage: 'posting', status: 'paid', kind: 'succeeded', producer: 'key-1' },
    });

    describe('Given ten messages of two groups', () => {
      test('When published at once, Then each arrives once, in the order of its group', async () => {
        const { topics, topicArn, take } = subject;
        const messages = Array.from({ length: 10 }, (_, i) => message(`ten-${i}`, i % 2 ? 'odd' : 'even'));

        expect(await topics.publish(topicArn, messages)).toEqual([]);

        const received = await take();
        for (const group of ['odd', 'even'])
          expect(received.filter(({ groupId }) => groupId === group)).toEqual(
            messages
              .filter(({ groupId }) => groupId === group)
              .map(({ body, groupId, attributes }) => ({ body, groupId, attributes })),
          );
        expect(received).toHaveLength(10);
      });
    });

    describe('Given a message published before', () => {
      test('When its deduplication id comes again, Then nothing more arrives', async () => {
        const { topics, topicArn, take } = subject;

        expect(await topics.publish(topicArn, [message('twice', 'a')])).toEqual([]);
        expect(await topics.publish(topicArn, [message('twice', 'a')])).toEqual([]);

        expect(await take()).toHaveLength(1);
      });
    });

    describe('Given text beyond ASCII', () => {
      test('When published, Then it arrives to the letter', async () => {
        const { topics, topicArn, take } = subject;
        const body = JSON.stringify({ vendor: 'Žluťoučký kůň 株式会社 🧾', note: 'a\\b"c\n<&>' });

        await topics.publish(topicArn, [message('unicode', 'a', body)]);

        expect((await take()).map((received) => received.body)).toEqual([body]);
      });
    });

    describe('Given a topic that does not exist', () => {
      test('When published to, Then the call throws', async () => {
        const { topics, unknownTopicArn } = subject;
        await expect(topics.publish(unknownTopicArn, [message('lost', 'a')])).rejects.toThrow();
      });
    });
  });
}
