import type { JsonValue } from '../../lib/json.ts';
import { messageOf } from '../../lib/message-of.ts';
import type { Queue } from './queue.ts';

/** Milliseconds that Lambda waits before it tries an asynchronous event again, once for each try after the first. */
const pausesMs = [60_000, 120_000];

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

/** An asynchronous event at which its function failed. */
interface FailedTry {
  readonly event: JsonValue;
  /** How often it has been tried. */
  readonly tries: number;
  readonly error: unknown;
  readonly deadLetters: Queue | undefined;
}

/**
 * What Lambda makes of it: it is tried twice more, then goes to the dead-letter queue, or nowhere.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * @param tryAgain is called when it is due, with the number of the try
 */
export function afterFailedTry(
  { event, tries, error, deadLetters }: FailedTry,
  later: AsyncInvocationContext['later'],
  tryAgain: (tries: number) => void,
): void {
  const pause = pausesMs[tries - 1];
  if (pause === undefined) {
    const attributes = { ErrorMessage: { Type: 'String', Value: messageOf(error) } };
    deadLetters?.send({ body: JSON.stringify(event), attributes });
  } else later(() => tryAgain(tries + 1), pause);
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
      afterFailedTry({ event, tries, error, deadLetters }, this.#context.later, (next) =>
        this.add(event, next),
      );
    }
  }
}
