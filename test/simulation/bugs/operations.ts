import type { Engine } from '../../../emulator/messaging/engine.ts';
import type { Message } from '../../../emulator/messaging/message.ts';
import type { Queue } from '../../../emulator/messaging/queue.ts';
import type { LetterOutcome } from '../../../functions/core/dead-letters.ts';
import type { Bug } from '../bug.ts';

/** Mistakes in what operations do. */
export const operationBugs: readonly Bug[] = [
  {
    name: 'redrive-in-two-steps',
    mistake: 'A redrive deletes the dead letter, and sends it when that is on disk.',
    deadLetters: (deadLetters, { engine, pause }) => ({
      ...listing(deadLetters),
      redrive: (name, positions) =>
        eachLetter(engine, name, positions, async ({ from, message, to }) => {
          if (!from.discard(message)) return;
          await engine.synced();
          await pause();
          to.send({ body: message.body, groupId: message.groupId, deduplicationId: `again-${message.id}` });
        }),
    }),
  },
  {
    name: 'redrive-is-a-repeat',
    mistake: 'A redrive sends the message under the id that the queue has seen minutes ago.',
    deadLetters: (deadLetters, { engine }) => ({
      ...listing(deadLetters),
      redrive: (name, positions) =>
        eachLetter(engine, name, positions, async ({ from, message, to }) => {
          to.send({ ...message, deduplicationId: digestIn(message) ?? message.deduplicationId });
          from.discard(message);
        }),
    }),
  },
  {
    name: 'redrive-to-any-queue',
    mistake: 'A redrive sends the message to a queue of another partition.',
    deadLetters: (deadLetters, { engine, random }) => ({
      ...listing(deadLetters),
      redrive: (name, positions) =>
        eachLetter(engine, name, positions, async ({ from, message, to }) => {
          const others = [...engine.eventSources.keys()].filter((other) => other.endsWith('.fifo'));
          from.redrive(message, message, [engine.queues.get(random.pick(others)) ?? to]);
        }),
    }),
  },
  {
    name: 'discard-takes-more',
    mistake: 'A discard takes every message of the invoice, and records one.',
    deadLetters: (deadLetters, { engine }) => ({
      ...listing(deadLetters),
      async remove(name, positions) {
        const invoices = await eachLetter(engine, name, positions, async ({ from, message }) => {
          for (const other of from.messages())
            if (other !== message && other.groupId === message.groupId) from.discard(other);
        });
        return invoices.length > 0 ? deadLetters.remove(name, positions) : [];
      },
    }),
  },
  {
    name: 'discard-unrecorded',
    mistake: 'A discard is not written down.',
    deadLetters: (deadLetters, { engine }) => ({
      ...listing(deadLetters),
      remove: (name, positions) =>
        eachLetter(engine, name, positions, async ({ from, message }) => void from.discard(message)),
    }),
  },
  {
    name: 'replay-renames',
    mistake: 'A replayed event counts as another one.',
    archive: (archive) => ({
      ...archive,
      async *read(from, to) {
        for await (const { archivedAt, text } of archive.read(from, to))
          yield { archivedAt, text: text.replace('"eventId":"evt', '"eventId":"replayed-evt') };
      },
    }),
  },
];

type Letters = Parameters<NonNullable<Bug['deadLetters']>>[0];

/** The same, with methods that may be taken apart. */
function listing(deadLetters: Letters): Letters {
  return {
    queues: () => deadLetters.queues(),
    read: (...call) => deadLetters.read(...call),
    redrive: (...call) => deadLetters.redrive(...call),
    remove: (...call) => deadLetters.remove(...call),
    release: () => deadLetters.release(),
  };
}

interface Move {
  readonly from: Queue;
  readonly message: Message;
  /** The queue it failed on. */
  readonly to: Queue;
}

async function eachLetter(
  { queues }: Engine,
  name: string,
  positions: readonly string[],
  act: (move: Move) => Promise<void>,
): Promise<LetterOutcome[]> {
  const from = queues.get(name);
  const to = [...queues.values()].find(({ deadLetterQueue }) => deadLetterQueue === from);
  for (const message of from?.messages() ?? [])
    if (from && to && positions.includes(String(message.sequence))) await act({ from, message, to });
  return positions.map((position) => ({ position, outcome: 'done' }));
}

/** The id under which the relay published the message. */
function digestIn({ body }: Message): string | undefined {
  return /"digest":"([0-9a-f]+)"/.exec(body)?.[1];
}
