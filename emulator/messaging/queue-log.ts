import type { Journal, JournalRecord } from './journal.ts';
import { type Message, type MessageAttributes, newMessage } from './message.ts';
import type { Queue, QueueCounters, QueueLog } from './queue.ts';

/**
 * The records that a cell's queues leave in the journal, and how they fold back into messages.
 * Every header starts with the kind of record; queues go by name, messages by sequence.
 */
type Header =
  | readonly ['sent', string, ...MessageFields]
  | readonly ['taken', string, number, number, ...number[]]
  | readonly ['received', string, number, ...number[]]
  | readonly ['deleted', string, ...number[]]
  | readonly ['hidden', string, number, number]
  | readonly ['moved', string, number, string, number]
  | readonly ['counted', string, number, number]
  | readonly ['restarted']
  | readonly ['crashed']
  | readonly ['kept', string, number, number, number, ...MessageFields];

type MessageFields = readonly [
  sequence: number,
  id: string,
  sentAt: number,
  groupId: string | 0,
  deduplicationId: string | 0,
  attributes: MessageAttributes | 0,
];

const maxSharedAttributes = 1_000;

/** Writes what happens to queues into the journal. */
export function journalQueueLog(journal: () => Pick<Journal, 'append'>): QueueLog {
  const write = (header: Header, body?: string) => journal().append(header, body);
  return {
    sent: (queue, message, again) =>
      write(again ? keptHeader(queue, message, 0) : ['sent', queue, ...fieldsOf(message)], message.body),
    received: (queue, messages) => write(takenHeader(queue, messages)),
    deleted: (queue, messages) => write(['deleted', queue, ...messages.map((message) => message.sequence)]),
    hidden: (queue, message) => write(['hidden', queue, message.sequence, message.visibleAt]),
    moved(from, message, to, copy) {
      write(['moved', from, message.sequence, to, copy.sequence]);
      // A segment that is being rewritten may not tell of the message under its old sequence yet.
      write(keptHeader(to, copy, 0), copy.body);
    },
    copied: (to, copy) => write(keptHeader(to, copy, 0), copy.body),
  };
}

/**
 * Marks that the process before this one has ended. What it had handed to consumers waits again, and that receive does
 * not count: a cell killed ten times in a row would otherwise dead-letter messages that nothing is wrong with.
 */
export const restarted: JournalRecord = { header: ['restarted'] satisfies Header, body: '' };

/**
 * Marks that the path died of an error and is opened anew by the same process. What it had handed to
 * consumers counts as received and stays hidden until its visibility timeout ends, as when a Lambda
 * environment dies: a message that kills its consumer reaches the dead-letter queue.
 */
export const crashed: JournalRecord = { header: ['crashed'] satisfies Header, body: '' };

/** What was received at one moment: when that was for those received first then, and until when it is hidden. */
function takenHeader(queue: string, messages: readonly Message[]): Header {
  const firstReceivedAt = Math.max(...messages.map((message) => message.firstReceivedAt ?? 0));
  const visibleAt = messages[0]?.visibleAt ?? 0;
  return ['taken', queue, firstReceivedAt, visibleAt, ...messages.map(({ sequence }) => sequence)];
}

/**
 * Records that rebuild the queues, one by one while the queues go on: each tells how a message stands when its record is
 * asked for. A message that is with a receiver waits, then is received. Those that were sent since the first record
 * are not among them; the counts, which come last, include them.
 */
export function* snapshotOf(queues: Iterable<Queue>): Generator<JournalRecord> {
  const standing = [...queues].map((queue) => ({ queue, messages: queue.unsorted() }));
  for (const { queue, messages } of standing) {
    for (const message of messages) if (!message.removed) yield* recordsOf(queue, message);
  }
  for (const { queue } of standing) {
    const { sent, deleted } = queue.counters;
    yield { header: ['counted', queue.settings.name, sent, deleted] satisfies Header, body: '' };
  }
}

function* recordsOf(queue: Queue, message: Message): Generator<JournalRecord> {
  const { name } = queue.settings;
  const held = queue.holds(message);
  const receivesBefore = held ? message.receiveCount - 1 : message.receiveCount;
  yield { header: keptHeader(name, message, receivesBefore), body: message.body };
  if (held) yield { header: takenHeader(name, [message]), body: '' };
}

function keptHeader(queue: string, message: Message, receiveCount: number): Header {
  const hiddenUntil = message.hiddenOnPurpose ? message.visibleAt : 0;
  return ['kept', queue, receiveCount, message.firstReceivedAt ?? 0, hiddenUntil, ...fieldsOf(message)];
}

/** What the journal says the queues held when the process ended. */
export class QueueReplay {
  readonly #messages = new Map<string, Map<number, Message>>();
  readonly #counters = new Map<string, QueueCounters>();
  /** With a receiver, as far as the records tell. */
  readonly #held = new Set<Message>();
  readonly #attributes = new AttributePool();
  #lastSequence = 0;

  /** The highest sequence ever given out. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Takes the next record in. Records of other kinds are the caller's mistake. */
  readonly replay = ({ header, body }: JournalRecord): void => {
    // The journal's checksum vouches that this is what `journalQueueLog` or `snapshotOf` wrote.
    const record = header as Header;
    switch (record[0]) {
      case 'sent': {
        const [, queue, ...fields] = record;
        this.#countersOf(queue).sent++;
        this.#keep(queue, this.#messageOf(fields, body));
        break;
      }
      case 'kept': {
        const [, queue, receiveCount, firstReceivedAt, visibleAt, ...fields] = record;
        const message = this.#messageOf(fields, body);
        message.receiveCount = receiveCount;
        message.firstReceivedAt = firstReceivedAt || undefined;
        message.visibleAt = visibleAt;
        this.#keep(queue, message);
        break;
      }
      case 'counted': {
        const [, queue, sent, deleted] = record;
        this.#counters.set(queue, { sent, deleted });
        break;
      }
      case 'taken': {
        const [, queue, at, until, ...sequences] = record;
        this.#receive(queue, at, until, sequences);
        break;
      }
      // As it was written before a receipt said until when it hides.
      case 'received': {
        const [, queue, at, ...sequences] = record;
        this.#receive(queue, at, 0, sequences);
        break;
      }
      case 'restarted': {
        for (const message of this.#held) {
          message.receiveCount--;
          message.visibleAt = 0;
        }
        this.#held.clear();
        break;
      }
      case 'crashed': {
        this.#held.clear();
        break;
      }
      case 'deleted': {
        const [, queue, ...sequences] = record;
        for (const sequence of sequences) {
          if (this.#take(queue, sequence)) this.#countersOf(queue).deleted++;
        }
        break;
      }
      case 'hidden': {
        const [, queue, sequence, until] = record;
        const message = this.#messagesOf(queue).get(sequence);
        if (!message) break;
        message.visibleAt = until;
        this.#held.delete(message);
        break;
      }
      case 'moved': {
        const [, from, sequence, to, newSequence] = record;
        const message = this.#take(from, sequence);
        if (!message) break;
        this.#keep(to, newMessage(message, { ...message, sequence: newSequence }));
        break;
      }
    }
  };

  /** Names of every queue that holds messages or counts, known to today's definition or not. */
  get queueNames(): string[] {
    return [...new Set([...this.#messages.keys(), ...this.#counters.keys()])];
  }

  /** Gives a queue its messages and counts back, and forgets them. */
  restoreInto(queue: Queue): void {
    const { name } = queue.settings;
    Object.assign(queue.counters, this.#countersOf(name));
    const messages = [...this.#messagesOf(name).values()].sort((a, b) => a.sequence - b.sequence);
    this.#messages.delete(name);
    queue.restore(messages);
  }

  #messageOf(
    [sequence, id, sentAt, groupId, deduplicationId, attributes]: MessageFields,
    body: string,
  ): Message {
    const outgoing = {
      body,
      attributes: attributes ? this.#attributes.share(attributes) : undefined,
      groupId: groupId || undefined,
      deduplicationId: deduplicationId || undefined,
    };
    return newMessage(outgoing, { sequence, id, sentAt });
  }

  #receive(queue: string, at: number, until: number, sequences: readonly number[]): void {
    const messages = this.#messagesOf(queue);
    for (const sequence of sequences) {
      const message = messages.get(sequence);
      if (!message) continue;
      message.receiveCount++;
      message.firstReceivedAt ??= at;
      message.visibleAt = until;
      this.#held.add(message);
    }
  }

  #keep(queue: string, message: Message): void {
    this.#messagesOf(queue).set(message.sequence, message);
    this.#lastSequence = Math.max(this.#lastSequence, message.sequence);
  }

  #take(queue: string, sequence: number): Message | undefined {
    const message = this.#messagesOf(queue).get(sequence);
    if (!message) return undefined;
    this.#messagesOf(queue).delete(sequence);
    this.#held.delete(message);
    return message;
  }

  #messagesOf(queue: string): Map<number, Message> {
    let messages = this.#messages.get(queue);
    if (!messages) {
      messages = new Map();
      this.#messages.set(queue, messages);
    }
    return messages;
  }

  #countersOf(queue: string): QueueCounters {
    let counters = this.#counters.get(queue);
    if (!counters) {
      counters = { sent: 0, deleted: 0 };
      this.#counters.set(queue, counters);
    }
    return counters;
  }
}

function fieldsOf(message: Message): MessageFields {
  return [
    message.sequence,
    message.id,
    message.sentAt,
    message.groupId ?? 0,
    message.deduplicationId ?? 0,
    message.attributes ?? 0,
  ];
}

/**
 * Most messages come with the same few attributes. Kept once they take no memory to speak of; those
 * beyond the limit are the diagnoses of dead letters, each one different.
 */
class AttributePool {
  readonly #shared = new Map<string, MessageAttributes>();

  share(attributes: MessageAttributes): MessageAttributes {
    const key = JSON.stringify(attributes);
    const known = this.#shared.get(key);
    if (known) return known;
    if (this.#shared.size < maxSharedAttributes) this.#shared.set(key, attributes);
    return attributes;
  }
}
