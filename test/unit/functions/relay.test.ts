import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../functions/core/invoice/digest.ts';
import type { Envelope } from '../../../functions/core/invoice/fact.ts';
import { parseFact } from '../../../functions/core/invoice/parse-fact.ts';
import { metricNames } from '../../../functions/core/metric-names.ts';
import { busDetailType, busSource } from '../../../functions/core/names.ts';
import type { Topics } from '../../../functions/core/ports.ts';
import { create } from '../../../functions/relay/create.ts';
import { memoryQueues } from '../../doubles/memory-queues.ts';
import { memoryTopics } from '../../doubles/memory-topics.ts';
import {
  factOf,
  firstReceivedAt,
  invalid,
  memoryLog,
  memoryMetrics,
  sqsEvent,
  sqsRecord,
  throttled,
} from './harness.ts';

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:blue-invoice-ingestion-relay';
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:blue-invoice-ingestion.fifo';

function envelopeOf(event: Parameters<typeof factOf>[0] = {}): Envelope {
  const { entryId, digest, ...envelope } = factOf(event);
  return envelope;
}

/** A message of the relay queue: the bus's event as the rule delivers it. */
function busMessage(detail: unknown, id = 'entry-1', messageId = id) {
  return sqsRecord(
    JSON.stringify({
      version: '0',
      id,
      'detail-type': busDetailType,
      source: busSource,
      account: '111122223333',
      time: '2026-03-02T09:15:01Z',
      region: 'eu-west-1',
      resources: [],
      detail,
    }),
    { queueArn, messageId },
  );
}

function setUp(replace: Partial<Topics> = {}) {
  const topics = memoryTopics([topicArn]);
  const queues = memoryQueues();
  const metrics = memoryMetrics();
  const relay = create({
    topics: { ...topics, ...replace },
    queues,
    metrics,
    log: memoryLog(),
    clock: { now: () => Date.parse(firstReceivedAt) },
    random: () => 0.5,
    wait: async () => {},
  });
  return { topics, queues, metrics, relay };
}

describe('The relay', () => {
  describe('Given an event of the bus', () => {
    test('When relayed, Then it is published as a fact to the partition’s topic', async () => {
      const { relay, topics, metrics } = setUp();
      const envelope = envelopeOf();

      expect(await relay(sqsEvent(busMessage(envelope, 'entry-7')))).toEqual({ batchItemFailures: [] });

      const [message] = topics.take();
      expect(message).toMatchObject({
        topicArn,
        groupId: 'INV-1',
        deduplicationId: digestOf(envelope.event),
        attributes: { stage: 'ingestion', status: 'received', kind: 'started', producer: 'key-1' },
      });
      expect(parseFact(message?.body ?? '')).toEqual({
        ...envelope,
        entryId: 'entry-7',
        digest: digestOf(envelope.event),
      });
      expect(metrics.total(metricNames.relayed)).toBe(1);
    });
  });

  describe('Given any invoice id', () => {
    test('When relayed, Then SNS takes its group, and different ids differ', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })),
          async (ids) => {
            const { relay, topics } = setUp();
            const messages = [...ids, ...ids].map((invoiceId, index) =>
              busMessage(
                envelopeOf({ event: { ...envelopeOf().event, eventId: `e${index}`, invoiceId } }),
                `entry-${index}`,
              ),
            );
            await relay(sqsEvent(...messages));
            const groups = topics.take().map(({ groupId }) => groupId);
            for (const group of groups) expect(group).toMatch(/^[!-~]{1,128}$/);
            expect(groups.slice(ids.length)).toEqual(groups.slice(0, ids.length));
            expect(new Set(groups).size).toBe(ids.length);
          },
        ),
        { numRuns: 30 },
      );
    });
  });

  describe('Given 25 events', () => {
    test('When relayed, Then they go in calls of at most ten, none missing', async () => {
      const sizes: number[] = [];
      const store = memoryTopics();
      const { relay } = setUp({
        publish(arn, messages) {
          sizes.push(messages.length);
          return store.publish(arn, messages);
        },
      });

      await relay(
        sqsEvent(
          ...Array.from({ length: 25 }, (_, i) =>
            busMessage(envelopeOf({ event: { eventId: `e${i}` } }), `entry-${i}`),
          ),
        ),
      );

      expect(sizes.sort()).toEqual([10, 10, 5].sort());
      expect(store.take()).toHaveLength(25);
    });
  });

  describe('Given events too big for one call together', () => {
    test('When relayed, Then no call exceeds what SNS takes', async () => {
      const bytes: number[] = [];
      const { relay } = setUp({
        publish: async (_, messages) => {
          bytes.push(messages.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0));
          return [];
        },
      });
      const attributes = Object.fromEntries(
        Array.from({ length: 20 }, (_, i) => [`note${i}`, '€'.repeat(1_500)]),
      );

      await relay(
        sqsEvent(
          ...Array.from({ length: 10 }, (_, i) =>
            busMessage(envelopeOf({ event: { eventId: `e${i}`, attributes } }), `entry-${i}`),
          ),
        ),
      );

      expect(bytes.length).toBeGreaterThan(1);
      expect(Math.max(...bytes)).toBeLessThanOrEqual(262_144);
    });
  });

  describe('Given the same event POSTed twice', () => {
    test('When relayed, Then both share a deduplication id; other content does not', async () => {
      const published: string[] = [];
      const { relay } = setUp({
        publish: async (_, messages) => {
          published.push(...messages.map(({ deduplicationId }) => deduplicationId));
          return [];
        },
      });

      await relay(
        sqsEvent(
          busMessage(envelopeOf(), 'entry-1'),
          busMessage({ ...envelopeOf(), requestId: 'later' }, 'entry-2'),
          busMessage(envelopeOf({ event: { amount: '9.99' } }), 'entry-3'),
        ),
      );

      expect(published[0]).toBe(published[1]);
      expect(published[2]).not.toBe(published[0]);
    });
  });

  describe('Given an event that a replay brings again', () => {
    test('When relayed, Then it is the same fact, marked, and no repeat of the first', async () => {
      const { relay, topics } = setUp();
      const first = busMessage(envelopeOf());
      const body = { ...JSON.parse(first.body), 'replay-name': 'again' };
      await relay(sqsEvent(first, sqsRecord(JSON.stringify(body), { queueArn })));

      const [once, again] = topics.take();
      expect(again?.body).toBe(once?.body);
      expect(again?.attributes).toEqual({ ...once?.attributes, replay: 'again' });
      expect(again?.deduplicationId).not.toBe(once?.deduplicationId);
    });
  });

  describe('Given an invoice id that SNS does not take for a group', () => {
    test.each(['Rechnung 2026/17', 'Žluť-1', '発票💶'])(
      'When %s is relayed, Then its events share one group that SNS takes',
      async (invoiceId) => {
        const { relay, topics } = setUp();

        await relay(
          sqsEvent(
            busMessage(envelopeOf({ event: { invoiceId } }), 'entry-1'),
            busMessage(
              envelopeOf({ event: { invoiceId, eventId: 'evt-2', status: 'validated' } }),
              'entry-2',
            ),
            busMessage(envelopeOf({ event: { invoiceId: `${invoiceId} b` } }), 'entry-3'),
          ),
        );

        const [first, second, other] = topics.take().map(({ groupId }) => groupId);
        expect(first).toMatch(/^[!-~]{1,128}$/);
        expect(second).toBe(first);
        expect(other).not.toBe(first);
      },
    );
  });

  describe('Given a message that is no event', () => {
    test.each([
      ['no JSON', 'not JSON'],
      ['null', 'null'],
      ['no event of the bus', '{"detail":{}}'],
      ['no envelope', JSON.stringify({ id: 'entry-1', detail: { stage: 'ingestion' } })],
    ])('When %s is relayed, Then it is dead-lettered and the others published', async (_, body) => {
      const { relay, topics, queues } = setUp();

      const result = await relay(
        sqsEvent(sqsRecord(body, { queueArn, messageId: 'bad' }), busMessage(envelopeOf())),
      );

      expect(result.batchItemFailures).toEqual([]);
      expect(topics.take()).toHaveLength(1);
      expect(queues.takeDeadLetters()).toMatchObject([
        { messageId: 'bad', body, attributes: { class: 'permanent' } },
      ]);
    });
  });

  describe('Given SNS takes only some entries', () => {
    test('When relayed, Then just the others come back', async () => {
      const { relay, queues } = setUp({ publish: async () => [{ index: 1, error: throttled() }] });

      const result = await relay(
        sqsEvent(
          ...['a', 'b', 'c'].map((id) =>
            busMessage(envelopeOf({ event: { eventId: id } }), `entry-${id}`, id),
          ),
        ),
      );

      expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
      expect([...queues.delays.keys()]).toEqual(['b']);
    });
  });

  describe('Given SNS is down', () => {
    test('When relayed, Then every message comes back', async () => {
      const { relay, queues } = setUp({
        publish: async () => {
          throw throttled();
        },
      });

      const result = await relay(sqsEvent(busMessage(envelopeOf(), 'entry-1', 'a')));

      expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }] });
      expect(queues.takeDeadLetters()).toEqual([]);
    });
  });

  describe('Given one message makes SNS refuse the whole call', () => {
    test('When relayed, Then only that one is dead-lettered', async () => {
      const store = memoryTopics();
      const { relay, queues } = setUp({
        publish: async (arn, messages) => {
          if (messages.some(({ groupId }) => groupId === 'INV-bad')) throw invalid();
          return store.publish(arn, messages);
        },
      });

      const result = await relay(
        sqsEvent(
          busMessage(envelopeOf(), 'entry-1', 'good'),
          busMessage(envelopeOf({ event: { invoiceId: 'INV-bad' } }), 'entry-2', 'bad'),
        ),
      );

      expect(result.batchItemFailures).toEqual([]);
      expect(store.take()).toHaveLength(1);
      expect(queues.takeDeadLetters().map(({ messageId }) => messageId)).toEqual(['bad']);
    });
  });
});
