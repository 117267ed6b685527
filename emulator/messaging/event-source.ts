import { finishedMessages } from './batch-answer.ts';
import type { InvocationBudget } from './invocation-budget.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import type { Batch } from './sqs-event.ts';

/** What an event source mapping's definition says. */
export interface EventSourceSettings {
  readonly functionName: string;
  readonly region: string;
  readonly batchSize: number;
  /** How long to wait for a batch to fill; 0 on a FIFO queue. */
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  /**
   * The function answers with the ids of the messages that failed; without it a batch fails or
   * succeeds whole.
   */
  readonly reportsItemFailures: boolean;
}

/** After so many invocations in a row that finished no message, a source is stalled. */
const fruitlessToStall = 3;

/** Between two polls of a queue. Long polling answers a single message about as fast. */
const pollIntervalMs = 10;

/** What a poller needs of the cell around it. */
export interface EventSourceContext {
  /** Runs a function with the messages; resolves to what it answers. */
  readonly deliver: (functionName: string, batch: Batch) => Promise<unknown>;
  readonly later: (callback: () => void, ms: number) => void;
  readonly budget: InvocationBudget;
  /** Resolves once everything that happened so far is on disk. */
  readonly synced: () => Promise<void>;
}

/**
 * Lambda's poller for one queue: batches, batching window, concurrency, partial failures. What a function does not
 * finish stays on the queue and comes back when its visibility timeout ends.
 */
export class EventSource {
  readonly #queue: Queue;
  readonly #settings: EventSourceSettings;
  readonly #context: EventSourceContext;
  #active = 0;
  #windowOpen = false;
  #scheduled = false;
  #waitsForBudget = false;
  #stopped = true;
  /** Invocations in a row that finished no message. */
  #fruitless = 0;
  /** Of the messages that had gathered when the last stall ended, those not worked off yet. */
  #backlog = 0;

  constructor(queue: Queue, settings: EventSourceSettings, context: EventSourceContext) {
    this.#queue = queue;
    this.#settings = settings;
    this.#context = context;
    queue.onDeliverable = () => this.#schedule();
  }

  get functionName(): string {
    return this.#settings.functionName;
  }

  /** Invocations that are under way. */
  get active(): number {
    return this.#active;
  }

  /**
   * Whether the function finishes nothing, because something that it needs is away, say. It then
   * waits more than it works.
   */
  get stalled(): boolean {
    return this.#fruitless >= fruitlessToStall;
  }

  /**
   * Messages that this machine has to carry now. What waits for something that is away is not among
   * them, nor is the backlog of such a time: to keep new messages out would not bring it back.
   */
  get load(): number {
    return this.stalled ? 0 : Math.max(0, this.#queue.active - this.#backlog);
  }

  start(): void {
    this.#stopped = false;
    this.#schedule();
  }

  /** Takes no further messages; what is being processed goes on. */
  stop(): void {
    this.#stopped = true;
  }

  /** A poll finds what has gathered since the last one: an invocation costs about the same for one message as for ten. */
  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    this.#context.later(() => {
      this.#scheduled = false;
      this.#poll();
    }, pollIntervalMs);
  }

  #poll(windowOver = false): void {
    const { batchSize, batchingWindowSeconds, maximumConcurrency } = this.#settings;
    while (!this.#stopped && this.#active < maximumConcurrency) {
      const { deliverable } = this.#queue;
      if (deliverable === 0) return;
      if (deliverable < batchSize && batchingWindowSeconds > 0 && !windowOver) {
        this.#openWindow(batchingWindowSeconds);
        return;
      }
      if (this.#context.budget.isSpent && !this.stalled) {
        this.#waitForBudget();
        return;
      }
      const batch = this.#queue.receive(batchSize);
      if (batch.length > 0) this.#process(batch);
    }
  }

  #waitForBudget(): void {
    if (this.#waitsForBudget) return;
    this.#waitsForBudget = true;
    this.#context.budget.whenFree(() => {
      this.#waitsForBudget = false;
      this.#schedule();
    });
  }

  #openWindow(seconds: number): void {
    if (this.#windowOpen) return;
    this.#windowOpen = true;
    this.#context.later(() => {
      this.#windowOpen = false;
      this.#poll(true);
    }, seconds * 1000);
  }

  async #process(batch: readonly Message[]): Promise<void> {
    const { budget } = this.#context;
    // What a stalled function holds costs this machine nothing that others could use.
    const charged = this.stalled ? 0 : batch.length;
    this.#active++;
    budget.take(charged);
    let finished: readonly Message[] = [];
    try {
      // A function sees no message that a crash could still make unsent, and no receive that it could make uncounted.
      await this.#context.synced();
      const { functionName, region, reportsItemFailures } = this.#settings;
      const messages = { queueArn: this.#queue.settings.arn, region, messages: batch };
      const answer = await this.#context.deliver(functionName, messages);
      finished = finishedMessages(batch, answer, reportsItemFailures);
      this.#queue.delete(finished);
    } catch {
      // The function's own log says why; the messages come back when their visibility timeout ends.
    } finally {
      this.#active--;
      budget.give(charged);
      this.#note(finished.length);
      this.#schedule();
    }
  }

  #note(finished: number): void {
    if (finished === 0) {
      this.#fruitless++;
      return;
    }
    this.#backlog = this.stalled ? this.#queue.active : Math.max(0, this.#backlog - finished);
    this.#fruitless = 0;
  }
}
