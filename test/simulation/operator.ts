import { usualStageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import { openConflicts } from '../../operations/conflicts/open.ts';
import { type SettleRequest, settleConflict } from '../../operations/conflicts/settle.ts';
import { discardStep } from '../../operations/dead-letters/discard.ts';
import { drain } from '../../operations/dead-letters/drain.ts';
import { redriveStep } from '../../operations/dead-letters/redrive.ts';
import type { LetterSelection } from '../../operations/dead-letters/select.ts';
import { type ReplayRequest, startReplay } from '../../operations/replay/replay.ts';
import { stages } from '../../schemas/stages.ts';
import type { Blueprint } from './blueprint.ts';
import type { SimulatedCell } from './cell.ts';
import { deadLettersOf } from './dead-letters.ts';
import type { SimulatedLoop } from './event-loop.ts';
import type { Faults } from './faults.ts';
import type { Process } from './process.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

interface OperatorParts {
  readonly blueprint: Blueprint;
  readonly loop: SimulatedLoop;
  readonly trace: Trace;
  readonly random: Random;
  readonly faults: Faults;
  readonly cell: SimulatedCell;
}

type Operations = Omit<Process, 'engine' | 'archive'>;

/** Milliseconds between two looks at the cell. */
const lookMs = { from: 5_000, to: 300_000 };
const someone = 'operator';

/**
 * Somebody who redrives, discards, replays and settles conflicts with the project's own operations,
 * and without much thought.
 */
export class Operator {
  readonly #parts: OperatorParts;
  /** What was to be settled, and has not been answered. */
  readonly #unsettled = new Set<SettleRequest>();
  /** Conflicts that were to be settled before: a mind may change. */
  readonly #known: Pick<SettleRequest, 'invoiceId' | 'eventId'>[] = [];

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  start(): void {
    const { loop, random, faults, cell } = this.#parts;
    if (random.chance(0.2)) return;
    const look = () => {
      if (faults.over) return;
      const { operations } = cell;
      const act = random.pick([this.#redrive, this.#redrive, this.#discard, this.#replay, this.#settle]);
      // What is cut short by an error or a death is done again another time, or not.
      if (operations) act(operations).catch(() => undefined);
      loop.schedule('the operator looks', random.spread(lookMs.from, lookMs.to), look);
    };
    loop.schedule('the operator looks', random.spread(lookMs.from, lookMs.to), look);
  }

  /** Sends every dead letter back to where it failed. */
  redriveAll(): void {
    const { operations } = this.#parts.cell;
    if (operations) void this.#redriveSelected(operations, {});
  }

  /** Settles again what an error or a death cut short, in the order it was meant. */
  async settleAgain(): Promise<void> {
    for (const request of [...this.#unsettled]) {
      const { operations } = this.#parts.cell;
      if (operations) await this.#settleAs(operations, request);
    }
  }

  readonly #settle = async (operations: Operations): Promise<void> => {
    const { random } = this.#parts;
    const { conflicts } = await openConflicts(operations, 10);
    const candidates = [...conflicts, ...this.#known];
    if (candidates.length === 0) return;
    const { invoiceId, eventId } = random.pick(candidates);
    const facts = await operations.ledger.facts(invoiceId);
    const contents = facts.filter(({ event }) => event.eventId === eventId);
    // A crash may have taken the other content, which will come again.
    if (contents.length < 2) return;
    this.#known.push({ invoiceId, eventId });
    const counts = random.chance(0.7) ? random.pick(contents).digest : undefined;
    await this.#settleAs(operations, {
      ...{ invoiceId, eventId, choice: counts === undefined ? 'all' : 'one', counts },
      ...{ reason: 'The producer says so.', by: someone },
    });
  };

  async #settleAs(operations: Operations, request: SettleRequest): Promise<void> {
    const { clock } = this.#parts.loop;
    this.#note(`settles ${request.eventId} of ${request.invoiceId}: ${request.counts ?? 'all'}`);
    this.#unsettled.add(request);
    await settleConflict({ ...operations, clock, stageDeadlines: usualStageDeadlines }, request);
    this.#unsettled.delete(request);
  }

  readonly #redrive = async (operations: Operations): Promise<void> => {
    const { random, cell, blueprint } = this.#parts;
    const letters = cell.engine ? deadLettersOf(cell.engine, blueprint) : [];
    if (letters.length === 0) return;
    const { code, queue, message } = random.pick(letters);
    const selections: LetterSelection[] = [
      {},
      { queue: queue.settings.name },
      { messageId: message.id },
      ...(code === undefined ? [] : [{ code }]),
    ];
    await this.#redriveSelected(operations, random.pick(selections));
  };

  async #redriveSelected(operations: Operations, selection: LetterSelection): Promise<void> {
    const { loop } = this.#parts;
    this.#note(`redrives ${JSON.stringify(selection)}`);
    const act = { selection, by: someone, startedAt: new Date(loop.clock.now()).toISOString() };
    await drain((range) => redriveStep(operations, act, range), {
      ...{ perSecond: 100, now: () => loop.elapsed },
      sleep: (ms) => loop.pause('the operator waits', ms),
    });
  }

  readonly #discard = async (operations: Operations): Promise<void> => {
    const { loop, random, cell, blueprint } = this.#parts;
    const letters = cell.engine ? deadLettersOf(cell.engine, blueprint) : [];
    if (letters.length === 0) return;
    const { key, message, queue } = random.pick(letters);
    this.#note(`discards ${key}`);
    const act = {
      selection: { messageId: message.id, queue: queue.settings.name },
      ...{ by: someone, reason: 'It is not ours.', startedAt: new Date(loop.clock.now()).toISOString() },
    };
    await drain((range) => discardStep({ ...operations, exported: async () => {} }, act, range), {
      ...{ perSecond: 100, now: () => loop.elapsed },
      sleep: (ms) => loop.pause('the operator waits', ms),
    });
  };

  readonly #replay = async ({ replays }: Operations): Promise<void> => {
    const { blueprint, loop, random } = this.#parts;
    const to = loop.clock.now();
    const stage = random.chance(0.5) ? random.pick(stages) : undefined;
    const request: ReplayRequest = {
      from: new Date(to - random.spread(1_000, 3_600_000)).toISOString(),
      to: new Date(to).toISOString(),
      stage,
    };
    this.#note(`replays ${JSON.stringify(request)}`);
    // One partition per stage, as the blueprint's cell has it.
    const partitions = stages.map((each) => ({ name: each, stage: each }));
    await startReplay({ replays, clock: loop.clock }, { prefix: blueprint.prefix, partitions }, request);
  };

  #note(what: string): void {
    this.#parts.trace.add(this.#parts.loop.elapsed, `the operator ${what}`);
  }
}
