import type { MessagePort, Worker } from 'node:worker_threads';
import { BemsError } from '../../functions/core/errors.ts';
import { SlotMap } from '../../lib/slot-map.ts';

/** The methods one side of a channel offers the other. Arguments and results must survive structured cloning. */
export type Api = Record<string, (...args: never[]) => unknown>;

type Call = readonly [id: number, method: string, args: readonly unknown[]];
type Reply = readonly [id: number, ok: boolean, value: unknown];
interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}
interface Packet {
  readonly calls: readonly Call[];
  readonly replies: readonly Reply[];
}

/**
 * Calls and replies that are posted without waiting for the end of the turn: a turn under load lasts
 * for milliseconds, in which the other thread would have nothing to do.
 */
const maxGathered = 8;
/** How long a call waits for company. */
const callPatienceMs = 1;

/**
 * Calls across a thread's port, both ways. What is said within a millisecond travels in few messages:
 * posting costs more than what is posted.
 */
export class Rpc<Remote extends Api> {
  readonly #port: MessagePort | Worker;
  #local: Api;
  #pending = new SlotMap<number, Waiting>();
  #calls: Call[] = [];
  #replies: Reply[] = [];
  #scheduled = false;
  #lastId = 0;
  #closed: Error | undefined;

  constructor(port: MessagePort | Worker, local: Api = {}) {
    this.#port = port;
    this.#local = local;
    port.on('message', (packet: Packet) => this.#receive(packet));
  }

  /** What the other side may call from now on. */
  offer(local: Api): void {
    this.#local = local;
  }

  /** Calls a method of the other side. @throws what the method threw there, by message and name */
  call<M extends keyof Remote & string>(
    method: M,
    ...args: Parameters<Remote[M]>
  ): Promise<Awaited<ReturnType<Remote[M]>>> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = ++this.#lastId;
    this.#calls.push([id, method, args]);
    this.#schedule();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Fails every call that waits, and all to come: the other side is gone. */
  close(error: Error): void {
    this.#closed = error;
    const pending = this.#pending;
    this.#pending = new SlotMap();
    for (const { reject } of pending.values()) reject(error);
  }

  #receive({ calls, replies }: Packet): void {
    for (const [id, method, args] of calls) this.#answer(id, method, args);
    for (const [id, ok, value] of replies) {
      const waiting = this.#pending.get(id);
      this.#pending.delete(id);
      if (ok) waiting?.resolve(value);
      else waiting?.reject(revive(value));
    }
  }

  async #answer(id: number, method: string, args: readonly unknown[]): Promise<void> {
    try {
      const handler = this.#local[method];
      if (!handler) throw new Error(`the other thread offers no ${method}`);
      // Awaited first: by the time it answers, the list of replies may be another one.
      const value = await handler(...(args as never[]));
      this.#replies.push([id, true, value]);
    } catch (error) {
      this.#replies.push([id, false, packed(error)]);
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#calls.length + this.#replies.length >= maxGathered) {
      this.flush();
      return;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    const post = () => {
      this.#scheduled = false;
      if (this.#calls.length + this.#replies.length > 0) this.flush();
    };
    // Replies come together, calls one by one: to wake the other thread costs as much as a call.
    if (this.#replies.length > 0) setImmediate(post);
    else setTimeout(post, callPatienceMs);
  }

  /** Posts what was said so far: for a thread that is about to end. */
  flush(): void {
    if (this.#closed) return;
    const packet: Packet = { calls: this.#calls, replies: this.#replies };
    this.#calls = [];
    this.#replies = [];
    this.#port.postMessage(packet);
  }
}

/** What an error is made of, as structured cloning takes it. */
function packed(error: unknown) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof BemsError)) return { name, message, stack };
  const { code, nextStep, failureClass } = error;
  return { name, message, stack, code, nextStep, failureClass } satisfies Packed;
}

interface Packed extends Pick<BemsError, 'code' | 'nextStep' | 'failureClass' | 'message'> {
  readonly name: string;
  readonly stack: string | undefined;
}

function isPackedBemsError(value: unknown): value is Packed {
  return typeof value === 'object' && value !== null && 'failureClass' in value;
}

function revive(value: unknown): Error {
  if (isPackedBemsError(value))
    return new BemsError(value.code, value.message, {
      nextStep: value.nextStep,
      failureClass: value.failureClass,
    });
  const error = new Error('the other thread failed');
  return Object.assign(error, typeof value === 'object' ? value : { message: String(value) });
}
