import { CliError, exitCodes } from '../errors.ts';
import type { Api } from '../http/api.ts';
import { problemText } from '../http/problem-text.ts';
import type { Reply } from '../http/requests.ts';
import { type RetryPolicy, sendingPolicy } from '../http/retry.ts';
import { type Batch, type OutgoingEvent, ReadyEvents } from './ready-events.ts';

/** An event that the cell permanently refused. */
export interface Rejection {
  readonly outgoing: OutgoingEvent;
  readonly status: number;
  /** What the cell says is wrong. */
  readonly problem: string;
}

export interface SenderOptions {
  /** Maximum number of concurrent requests. */
  readonly concurrency: number;
  readonly policy?: RetryPolicy;
  readonly onRejected?: (rejection: Rejection) => void;
}

/** Maximum number of events in one request (the limit of PutEvents). */
const batchLimit = 10;
/** Events held in memory before `add` makes its caller wait. */
const maxWaiting = 4_000;

/**
 * Sends events in batches, several requests at a time, and each invoice's events in the order they
 * were added. A refused batch is sent again event by event, so that a bad event affects no other.
 */
export class OrderedSender {
  accepted = 0;
  rejected = 0;
  retries = 0;
  readonly #api: Api;
  readonly #options: SenderOptions;
  readonly #ready = new ReadyEvents();
  readonly #requests = new Set<Promise<void>>();
  #failure: unknown;

  constructor(api: Api, options: SenderOptions) {
    this.#api = api;
    this.#options = options;
  }

  /**
   * Takes one more event; resolves when there is room for the next.
   * @throws {CliError} when the cell is unreachable or refuses everything
   */
  async add(outgoing: OutgoingEvent): Promise<void> {
    this.#ready.add(outgoing);
    this.#start();
    while (this.#ready.size >= maxWaiting && this.#requests.size > 0) await Promise.race(this.#requests);
    this.#throwFailure();
  }

  /** Resolves when every event added so far has a final answer. */
  async finish(): Promise<void> {
    while (this.#requests.size > 0) await Promise.race(this.#requests);
    this.#throwFailure();
  }

  #start(): void {
    while (this.#failure === undefined && this.#requests.size < this.#options.concurrency) {
      const batch = this.#ready.take(batchLimit);
      if (!batch) return;
      const request = this.#send(batch)
        .catch((error: unknown) => {
          this.#failure ??= error;
        })
        .finally(() => {
          this.#requests.delete(request);
          this.#ready.complete(batch);
          this.#start();
        });
      this.#requests.add(request);
    }
  }

  async #send(batch: Batch): Promise<void> {
    const reply = await this.#post(batch);
    if (reply.status === 202) {
      this.accepted += batch.events.length;
      return;
    }
    if (batch.events.length > 1) {
      for (const outgoing of batch.events) await this.#send({ stage: batch.stage, events: [outgoing] });
      return;
    }
    for (const outgoing of batch.events) {
      this.rejected += 1;
      this.#options.onRejected?.({ outgoing, status: reply.status, problem: problemText(reply.body) });
    }
  }

  async #post(batch: Batch): Promise<Reply> {
    const events = batch.events.map((outgoing) => outgoing.event);
    const reply = await this.#api.postEvents(batch.stage, events, this.#options.policy ?? sendingPolicy);
    this.retries += reply.retries;
    if (refusesEverything.has(reply.status)) throw refused(reply, this.#api.address.api);
    return reply;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Replies that say nothing about the event: the cell would give every event the same. */
const refusesEverything: ReadonlySet<number> = new Set([401, 403, 404, 405]);

function refused(reply: Reply, api: string): CliError {
  const isKey = reply.status === 401 || reply.status === 403;
  return new CliError(
    isKey ? 'KEY_REFUSED' : 'NOT_A_CELL',
    `${api} answered ${reply.status}: ${problemText(reply.body)}.`,
    isKey ? 'Check --api-key (or BEMS_API_KEY).' : 'Check --api: it is the address `bems up` prints.',
    exitCodes.unreachable,
  );
}
