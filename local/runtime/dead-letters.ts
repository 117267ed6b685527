import type { Bus } from '../../emulator/messaging/bus.ts';
import type { Message, OutgoingMessage } from '../../emulator/messaging/message.ts';
import type { Queue } from '../../emulator/messaging/queue.ts';
import type { DeadLetter, DeadLetters, LetterOutcome } from '../../functions/core/dead-letters.ts';
import { type DeadLetterQueueName, deadLetterQueueOf } from '../../functions/core/names.ts';
import { type ReturningMessage, wayBackOf } from '../../functions/core/way-back.ts';
import { parseJson } from '../../lib/json.ts';
import type { SqliteLedger } from '../ledger/sqlite-ledger.ts';
import { acceptanceOf } from './acceptance.ts';
import { stringAttributes } from './engine-ports.ts';
import { QueueSnapshots } from './queue-snapshots.ts';

/** What of a cell its dead letters have to do with. */
export interface DeadLetterSurroundings {
  /** By name. */
  readonly queues: ReadonlyMap<string, Queue>;
  readonly bus: Pick<Bus, 'queuesFor'>;
  /** Resolves once all that happened to the queues so far is on disk. */
  readonly synced: () => Promise<void>;
  readonly ledger: Pick<SqliteLedger, 'recordDiscard' | 'forgetDiscard'>;
  /** What the names of the cell's resources begin with. */
  readonly prefix: string;
}

/** A dead letter and where it is. */
interface Found {
  readonly queue: Queue;
  readonly message: Message;
  readonly letter: DeadLetter;
}

/** The dead-letter queues of a cell's engine. A position is the message's sequence. */
export class EngineDeadLetters implements DeadLetters {
  readonly #cell: DeadLetterSurroundings;
  readonly #snapshots = new QueueSnapshots();
  /** About to be discarded. */
  readonly #leaving = new Set<Message>();

  constructor(cell: DeadLetterSurroundings) {
    this.#cell = cell;
  }

  async queues() {
    const { queues, prefix } = this.#cell;
    return [...queues.values()].flatMap(({ settings: { name }, length }) => {
      const about = deadLetterQueueOf(name, prefix);
      return about ? [{ name, kind: about.kind, count: length }] : [];
    });
  }

  async read(
    name: string,
    { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  ) {
    const { queue, about } = this.#known(name);
    const { messages, next } = this.#snapshots.page(
      queue,
      limit,
      after === undefined ? after : Number(after),
    );
    const letters = messages.map((message) => letterOf(message, about));
    return next === undefined ? { letters } : { letters, next: String(next) };
  }

  async redrive(
    name: string,
    positions: readonly string[],
    { dryRun = false }: { readonly dryRun?: boolean | undefined } = {},
  ): Promise<readonly LetterOutcome[]> {
    this.#known(name);
    const outcomes = positions.map((position) => this.#redrive(name, position, dryRun));
    await this.#cell.synced();
    return outcomes;
  }

  async remove(name: string, positions: readonly string[]): Promise<readonly LetterOutcome[]> {
    this.#known(name);
    const outcomes = await Promise.all(positions.map((position) => this.#remove(name, position)));
    await this.#cell.synced();
    return outcomes;
  }

  async release(): Promise<void> {
    this.#snapshots.forget();
  }

  #redrive(name: string, position: string, dryRun: boolean): LetterOutcome {
    const found = this.#find(name, position);
    if (!found) return { position, outcome: 'gone' };
    const { queue, message, letter } = found;
    const way = this.#wayBackOf(letter);
    if ('because' in way) return { position, outcome: 'stays', because: way.because };
    if (dryRun) return { position, outcome: 'done' };
    if (way.targets.length > 0) queue.redrive(message, way.outgoing, way.targets);
    else queue.discard(message);
    return { position, outcome: 'done' };
  }

  async #remove(name: string, position: string): Promise<LetterOutcome> {
    const found = this.#find(name, position);
    if (!found || this.#leaving.has(found.message)) return { position, outcome: 'gone' };
    const { queue, message, letter } = found;
    const acceptance = acceptanceOf(letter, this.#cell.prefix);
    this.#leaving.add(message);
    try {
      // First the count, then the message: a death in between is made good by doing it again.
      if (acceptance) await this.#cell.ledger.recordDiscard(acceptance.entryId, acceptance.fact);
      if (queue.discard(message)) return { position, outcome: 'done' };
      if (acceptance) await this.#cell.ledger.forgetDiscard(acceptance.entryId);
      return { position, outcome: 'gone' };
    } finally {
      this.#leaving.delete(message);
    }
  }

  /** The queues that a letter goes to, and as what; or why it stays. */
  #wayBackOf(
    letter: DeadLetter,
  ):
    | { readonly targets: readonly Queue[]; readonly outgoing: OutgoingMessage }
    | { readonly because: string } {
    const { queues, bus, prefix } = this.#cell;
    const way = wayBackOf(letter, prefix);
    if (way.to === 'nowhere') return way;
    // Every event is in the bus's own archive before any rule sees it: the stream would add nothing.
    if (way.to === 'stream') return { targets: [], outgoing: { body: way.record } };
    if (way.to === 'queue') {
      const target = queues.get(way.queue);
      if (target && !target.settings.isRetired)
        return { targets: [target], outgoing: outgoingTo(target, way.message) };
      return {
        because: `The cell has no queue ${way.queue}. Bring its partition back, or discard the message.`,
      };
    }
    const event = parseJson(way.message.body);
    const matching = event === undefined ? [] : bus.queuesFor(event);
    const targets = matching.filter(({ settings }) => settings.name !== letter.queue);
    const [first] = targets;
    if (first) return { targets, outgoing: outgoingTo(first, way.message) };
    return { because: 'No partition takes it. Add one that does, or discard the message.' };
  }

  #known(name: string): { readonly queue: Queue; readonly about: DeadLetterQueueName } {
    const queue = this.#cell.queues.get(name);
    const about = deadLetterQueueOf(name, this.#cell.prefix);
    if (!queue || !about) throw new Error(`the cell has no dead-letter queue ${name}`);
    return { queue, about };
  }

  /** The letter, unless it is not there or with a receiver. */
  #find(name: string, position: string): Found | undefined {
    const { queue, about } = this.#known(name);
    const message = this.#snapshots.find(queue, Number(position));
    if (!message || queue.holds(message)) return undefined;
    return { queue, message, letter: letterOf(message, about) };
  }
}

function outgoingTo(
  queue: Queue,
  { body, attributes, groupId, deduplicationId }: ReturningMessage,
): OutgoingMessage {
  return {
    body,
    attributes: Object.keys(attributes).length > 0 ? stringAttributes(attributes) : undefined,
    ...(queue.settings.fifo && { groupId, deduplicationId }),
  };
}

function letterOf(message: Message, { name, kind }: DeadLetterQueueName): DeadLetter {
  const { sequence, id, sentAt, body, attributes = {}, groupId } = message;
  return {
    ...{ queue: name, kind, position: String(sequence), messageId: id, body, groupId },
    sentAt: new Date(sentAt).toISOString(),
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, { Value }]) => [key, Value])),
  };
}
