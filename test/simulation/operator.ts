import type { Engine } from '../../emulator/messaging/engine.ts';
import type { Message } from '../../emulator/messaging/message.ts';
import type { Queue } from '../../emulator/messaging/queue.ts';
import { names } from '../../functions/core/names.ts';
import { isObject, own, parseJson } from '../../lib/json.ts';
import type { InvoiceEvent } from '../../schemas/event.ts';
import type { Blueprint } from './blueprint.ts';
import type { Bug } from './bug.ts';
import type { SimulatedCell } from './cell.ts';
import type { SimulatedLoop } from './event-loop.ts';
import type { Faults } from './faults.ts';
import { keyOf } from './producers.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

/** A message that no function takes any more. */
export interface DeadLetter {
  readonly queue: Queue;
  readonly message: Message;
  /** The key of its event. */
  readonly key: string;
  /** Why it is dead, as its diagnosis says. */
  readonly code: string | undefined;
}

/** The messages on all queues that nobody polls, other than inputs of a schedule's runs. */
export function deadLettersOf(engine: Engine, { consumed }: Blueprint): DeadLetter[] {
  return [...engine.queues.values()]
    .filter(({ settings: { name } }) => !consumed.has(name) && name !== names().stuckInvoiceDeadLetters)
    .flatMap((queue) =>
      queue.messages().map((message) => ({
        queue,
        message,
        key: keyOfBody(message.body),
        code: message.attributes?.code?.Value,
      })),
    );
}

/** The key of the event in a message: within a bus event or within a fact. */
function keyOfBody(body: string): string {
  const message = parseJson(body);
  const fact = isObject(message) && message.detail !== undefined ? message.detail : message;
  const event = isObject(fact) ? own(fact, 'event') : undefined;
  return isObject(event) ? keyOf(event as InvoiceEvent) : `unreadable: ${body}`;
}

interface OperatorParts {
  readonly blueprint: Blueprint;
  readonly loop: SimulatedLoop;
  readonly trace: Trace;
  readonly random: Random;
  readonly faults: Faults;
  readonly cell: SimulatedCell;
  readonly bug: Partial<Bug>;
}

/** Somebody who redrives, discards and replays, now and then and without much thought. */
export class Operator {
  readonly #parts: OperatorParts;
  /** Keys of events that were given up, written down before it was done. */
  readonly discarded = new Set<string>();

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  start(): void {
    const { loop, random, faults } = this.#parts;
    const act = () => {
      if (faults.over) return;
      void random.pick([this.#redriveSome, this.#redriveSome, this.#discardOne, this.#replay])();
      loop.schedule('the operator looks', random.spread(10_000, 600_000), act);
    };
    if (random.chance(0.7)) loop.schedule('the operator looks', random.spread(10_000, 600_000), act);
  }

  /** Sends every dead letter back to where it failed. @returns how many there were */
  redriveAll(): number {
    const { engine } = this.#parts.cell;
    if (!engine) return 0;
    const letters = deadLettersOf(engine, this.#parts.blueprint);
    for (const letter of letters) this.#redrive(engine, letter);
    return letters.length;
  }

  readonly #redriveSome = async (): Promise<void> => {
    const { cell, blueprint, random } = this.#parts;
    const { engine } = cell;
    if (!engine) return;
    for (const letter of deadLettersOf(engine, blueprint))
      if (random.chance(0.6)) this.#redrive(engine, letter);
    await engine.synced().catch(() => undefined);
  };

  #redrive(engine: Engine, { queue, message, key }: DeadLetter): void {
    const event = parseJson(message.body);
    const source = [...engine.queues.values()].find(({ deadLetterQueue }) => deadLetterQueue === queue);
    const [target] = source ? [source] : engine.bus.queuesFor(event ?? null);
    if (!target || target === queue) return;
    this.#note(`redrives ${key} from ${queue.settings.name}`);
    const pause = () => this.#parts.loop.pause('the operator is busy', this.#parts.random.spread(1, 5_000));
    const { bug, random } = this.#parts;
    if (!bug.redrive) queue.redrive(message, target);
    else void bug.redrive({ from: queue, message, to: target, pause }, { engine, random });
  }

  readonly #discardOne = async (): Promise<void> => {
    const { cell, blueprint, random, bug } = this.#parts;
    const { engine } = cell;
    const letters = engine ? deadLettersOf(engine, blueprint) : [];
    if (letters.length === 0) return;
    const { queue, message, key } = random.pick(letters);
    this.#note(`discards ${key}`);
    const record = () => void this.discarded.add(key);
    if (bug.discard) bug.discard(queue, message, record);
    else {
      record();
      queue.discard(message);
    }
    await engine?.synced().catch(() => undefined);
  };

  readonly #replay = async (): Promise<void> => {
    const { cell, loop, random, bug } = this.#parts;
    const { engine, archive } = cell;
    if (!engine || !archive) return;
    const to = loop.clock.now();
    this.#note('replays');
    for await (const event of archive.replay('replay', to - random.spread(1_000, 3_600_000), to)) {
      if (cell.engine !== engine) return;
      const text = JSON.stringify(event);
      const body = bug.replayed?.(text) ?? text;
      for (const queue of engine.bus.queuesFor(event)) queue.send({ body });
      await engine.synced().catch(() => undefined);
    }
  };

  #note(what: string): void {
    this.#parts.trace.add(this.#parts.loop.elapsed, `the operator ${what}`);
  }
}
