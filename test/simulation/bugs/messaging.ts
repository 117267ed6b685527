import { receiptOf } from '../../../emulator/messaging/sqs-event.ts';
import { parseFact } from '../../../functions/core/invoice/parse-fact.ts';
import { isObject } from '../../../lib/json.ts';
import type { Bug } from '../bug.ts';

/** Mistakes between the API and the functions. */
export const messagingBugs: readonly Bug[] = [
  {
    name: 'accepted-before-synced',
    mistake: 'The bus answers before the event is on disk.',
    putEvents: (putEvents) => async (entries) => {
      void putEvents(entries);
      return { FailedEntryCount: 0, Entries: entries.map((_, index) => ({ EventId: `${index}` })) };
    },
  },
  {
    name: 'failure-is-accepted',
    mistake: 'Entries that the bus could not take are answered with a 202.',
    putEvents: (putEvents) => async (entries) => {
      await putEvents(entries);
      return { FailedEntryCount: 0, Entries: entries.map((_, index) => ({ EventId: `${index}` })) };
    },
  },
  {
    name: 'first-entry-only',
    mistake: 'Of a request with several events the bus gets the first.',
    putEvents: (putEvents) => (entries) => putEvents(entries.slice(0, 1)),
  },
  {
    name: 'timeout-is-success',
    mistake: 'Messages are deleted although their function ran out of time.',
    deliver: (deliver) => (name, batch) => deliver(name, batch).catch(() => ({})),
  },
  {
    name: 'failures-ignored',
    mistake: 'The messages that a function reports as failed are deleted.',
    deliver: (deliver) => async (name, batch) => {
      await deliver(name, batch);
      return {};
    },
  },
  {
    name: 'one-failure-reported',
    mistake: 'Of the messages that failed only the first is reported.',
    deliver: (deliver) => async (name, batch) => {
      const answer = await deliver(name, batch);
      if (!isObject(answer) || !Array.isArray(answer.batchItemFailures)) return answer;
      return { batchItemFailures: answer.batchItemFailures.slice(0, 1) };
    },
  },
  {
    name: 'dedup-by-event-id',
    mistake: 'The topic drops what has the same event id, conflicting content included.',
    topics: (topics) => ({
      publish: (topicArn, messages) =>
        topics.publish(
          topicArn,
          messages.map((message) => ({
            ...message,
            deduplicationId: parseFact(message.body).event.eventId,
          })),
        ),
    }),
  },
  {
    name: 'relay-restamps',
    mistake: 'The relay says when it received the event, not when the API did.',
    topics: (topics, { random }) => ({
      publish: (topicArn, messages) =>
        topics.publish(
          topicArn,
          messages.map((message) => {
            const fact = parseFact(message.body);
            const receivedAt = new Date(Date.parse(fact.receivedAt) + random.int(1, 900)).toISOString();
            return { ...message, body: JSON.stringify({ ...fact, receivedAt }) };
          }),
        ),
    }),
  },
  {
    name: 'retry-deletes',
    mistake: 'A message that is to come back later is deleted.',
    queues: (queues, { engine }) => ({
      ...queues,
      async retryLater(message) {
        engine.queueByArn(message.queueArn).delete([receiptOf(message.receiptHandle)]);
      },
    }),
  },
  {
    name: 'one-dead-letter-an-invoice',
    mistake: 'The dead-letter queue takes one message of an invoice in five minutes.',
    queues: (queues) => ({
      ...queues,
      deadLetter: (message, diagnosis) =>
        queues.deadLetter({ ...message, messageId: message.groupId ?? message.messageId }, diagnosis),
    }),
  },
  {
    name: 'dead-letter-is-cut',
    mistake: 'A dead letter keeps the beginning of its message.',
    queues: (queues) => ({
      ...queues,
      deadLetter: (message, diagnosis) =>
        queues.deadLetter({ ...message, body: message.body.slice(0, 200) }, diagnosis),
    }),
  },
];
