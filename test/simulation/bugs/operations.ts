import type { Bug } from '../bug.ts';

/** Mistakes in what the operator does. */
export const operationBugs: readonly Bug[] = [
  {
    name: 'redrive-in-two-steps',
    mistake: 'A redrive deletes the dead letter, and sends it when that is on disk.',
    async redrive({ from, message, to, pause }, { engine }) {
      if (!from.discard(message)) return;
      await engine.synced();
      await pause();
      to.send({ body: message.body, groupId: message.groupId, deduplicationId: message.id });
    },
  },
  {
    name: 'redrive-is-a-repeat',
    mistake: 'A redrive sends the message under the id that the queue has seen minutes ago.',
    async redrive({ from, message, to }) {
      to.send(message);
      from.discard(message);
    },
  },
  {
    name: 'redrive-to-any-queue',
    mistake: 'A redrive sends the message to a queue of another partition.',
    async redrive({ from, message, to }, { engine, random }) {
      const others = [...engine.eventSources.keys()].filter((name) => name.endsWith('.fifo'));
      from.redrive(message, engine.queues.get(random.pick(others)) ?? to);
    },
  },
  {
    name: 'discard-takes-more',
    mistake: 'A discard takes every message of the invoice and records one.',
    discard(queue, message, record) {
      record();
      for (const other of queue.messages()) if (other.groupId === message.groupId) queue.discard(other);
    },
  },
  {
    name: 'discard-unrecorded',
    mistake: 'A discard is not written down.',
    discard: (queue, message) => void queue.discard(message),
  },
  {
    name: 'replay-renames',
    mistake: 'A replayed event counts as another one.',
    replayed: (body) => body.replace('"eventId":"evt', '"eventId":"replayed-evt'),
  },
];
