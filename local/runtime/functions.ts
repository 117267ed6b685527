import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Batch } from '../../emulator/messaging/sqs-event.ts';
import { Rpc } from './rpc.ts';
import type { EngineApi, FunctionsApi, ThreadData } from './thread-api.ts';

/** Milliseconds a thread is given to load its functions. */
const startTimeoutMs = 60_000;
/** Milliseconds between attempts to start a thread anew. */
const firstPauseMs = 100;
const longestPauseMs = 10_000;

/** What the thread is offered besides what concerns the thread itself. */
type EngineSide = Omit<EngineApi, 'ready' | 'failed'>;

/**
 * The thread of the cell's functions, seen from the main thread. When it dies, what it was doing fails, as when a
 * Lambda environment dies, and another one is started: unfinished messages come back to their queues.
 */
export class Functions {
  readonly #data: ThreadData;
  readonly #engine: EngineSide;
  readonly #timeouts: ReadonlyMap<string, number>;
  #remote: Promise<Rpc<FunctionsApi>>;
  #worker: Worker | undefined;
  #closing = false;

  /** @param timeouts function name → seconds after which an invocation counts as failed */
  constructor(data: ThreadData, engine: EngineSide, timeouts: ReadonlyMap<string, number>) {
    this.#data = data;
    this.#engine = engine;
    this.#timeouts = timeouts;
    this.#remote = this.#start();
  }

  /** Resolves when every function is loaded. @throws why one could not be */
  async ready(): Promise<void> {
    await this.#remote;
  }

  /** Runs a function with an event. @throws what it threw, or that it took longer than its timeout */
  invoke(functionName: string, event: unknown): Promise<unknown> {
    return this.#within(functionName, this.call('invoke', functionName, event));
  }

  /** Runs a function with messages of a queue. @throws as `invoke` does */
  deliver(functionName: string, batch: Batch): Promise<unknown> {
    return this.#within(functionName, this.call('deliver', functionName, batch));
  }

  /** Calls anything else the thread offers. */
  async call<M extends keyof FunctionsApi>(
    method: M,
    ...args: Parameters<FunctionsApi[M]>
  ): Promise<Awaited<ReturnType<FunctionsApi[M]>>> {
    return (await this.#remote).call(method, ...args);
  }

  /** Lets the stores flush and ends the thread. */
  async close(): Promise<void> {
    this.#closing = true;
    // Between two threads there is nothing to flush.
    const remote = await this.#remote.catch(() => undefined);
    await remote?.call('close');
    await this.#worker?.terminate();
  }

  /** What takes longer than the function's timeout has failed, as far as its caller is concerned. */
  #within(functionName: string, result: Promise<unknown>): Promise<unknown> {
    const seconds = this.#timeouts.get(functionName);
    if (seconds === undefined) return result;
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${functionName} timed out after ${seconds} s`));
      const timer = setTimeout(late, seconds * 1000);
      result.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  #start(): Promise<Rpc<FunctionsApi>> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./functions-thread.ts', import.meta.url), {
        workerData: this.#data,
      });
      this.#worker = worker;
      const exited = new Promise<void>((exit) => worker.once('exit', () => exit()));
      let state: 'loading' | 'loaded' | 'ended' = 'loading';
      const rpc: Rpc<FunctionsApi> = new Rpc(worker, {
        ...this.#engine,
        ready: () => {
          clearTimeout(tooSlow);
          state = 'loaded';
          resolve(rpc);
        },
        failed: (message, stack) => fail(message, stack),
      });

      const end = (cause: Error) => {
        const before = state;
        state = 'ended';
        clearTimeout(tooSlow);
        rpc.close(cause);
        if (before === 'loading') exited.then(() => reject(cause));
        // From the first sign of the end calls wait for the next thread: one that failed now would cost every message
        // that comes meanwhile a receive. The next one needs the files that this one holds until it has exited.
        if (before === 'loaded' && !this.#closing) this.#remote = exited.then(() => this.#startAgain());
      };
      const fail = (message: string, stack: string) => {
        this.#engine.log('error', 'FUNCTIONS_THREAD_DIED', message, { stack });
        end(new Error(message));
      };
      const tooSlow = setTimeout(() => {
        end(new Error('the functions did not load in a minute'));
        void worker.terminate();
      }, startTimeoutMs);
      // Out of memory, for one: what the thread itself can report it does.
      worker.on('error', (error) => {
        const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
        fail(message, stack);
      });
      worker.on('exit', () => end(new Error('the functions’ thread has ended')));
    });
  }

  /** Starts threads until one is ready: what kept the last one from loading may pass, and messages can wait for that. */
  async #startAgain(): Promise<Rpc<FunctionsApi>> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await this.#start();
      } catch (error) {
        if (this.#closing) throw error;
        await sleep(pauseMs);
      }
    }
  }
}
