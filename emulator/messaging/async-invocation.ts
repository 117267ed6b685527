import type { JsonValue } from '../../lib/json.ts';
import { messageOf } from '../../lib/message-of.ts';
import type { Queue } from './queue.ts';

/**
 * Milliseconds that Lambda waits before it tries an asynchronous event again, once for each try after the
 * first: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const asyncPausesMs = [60_000, 120_000];

export interface AsyncInvocationContext {
  /** Runs a function; rejects when it fails. */
  readonly invoke: (functionName: string, event: JsonValue) => Promise<unknown>;
  readonly later: (callback: () => void, ms: number) => void;
}

/** A function as Lambda's queue of asynchronous events sees it. */
export interface AsyncFunction {
  readonly name: string;
  /** Its reserved concurrency. */
  readonly maxConcurrent: number;
  /** Where an event goes that it keeps failing at. */
  readonly deadLetters?: Queue | undefined;
}

/**
 * The events of one function of which nobody awaits the answer, as Lambda handles them for SNS: no
 * more at a time than its reserved concurrency, each twice more when it fails, then the event goes to
 * the function's dead-letter queue, or nowhere. Unlike in Lambda, events that wait are gone when the
 * process ends.
 */
export class AsyncInvocations {
  readonly #function: AsyncFunction;
  readonly #context: AsyncInvocationContext;
  readonly #waiting: { readonly event: JsonValue; readonly tries: number }[] = [];
  #running = 0;

  constructor(asyncFunction: AsyncFunction, context: AsyncInvocationContext) {
    this.#function = asyncFunction;
    this.#context = context;
  }

  add(event: JsonValue, tries = 1): void {
    this.#waiting.push({ event, tries });
    this.#next();
  }

  #next(): void {
    if (this.#running >= this.#function.maxConcurrent) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#running += 1;
    void this.#run(next.event, next.tries).finally(() => {
      this.#running -= 1;
      this.#next();
    });
  }

  async #run(event: JsonValue, tries: number): Promise<void> {
    const { name, deadLetters } = this.#function;
    try {
      await this.#context.invoke(name, event);
    } catch (error) {
      const pause = asyncPausesMs[tries - 1];
      if (pause !== undefined) return this.#context.later(() => this.add(event, tries + 1), pause);
      const message = messageOf(error);
      const attributes = { ErrorMessage: { Type: 'String', Value: message } };
      deadLetters?.send({ body: JSON.stringify(event), attributes });
    }
  }
}
