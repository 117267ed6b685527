import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { PutEventsEntry, PutEventsResult } from '../../emulator/messaging/bus.ts';
import { maxWaitingEntries } from '../../emulator/messaging/flow-control.ts';
import { Rpc } from './rpc.ts';
import { startThread } from './start-thread.ts';
import type { HostApi, PathApi, ThreadData } from './thread-api.ts';

/** Milliseconds a thread is given to open its files and load its functions. */
const startTimeoutMs = 10 * 60_000;
/** Milliseconds between attempts to start a thread anew. */
const firstPauseMs = 100;
const maxPauseMs = 10_000;
/** Enough for most of what an event leaves behind to be garbage before it is collected. */
const youngGenerationMB = 96;

/**
 * The thread of the path, seen from the main thread. When it dies of an error, what it was doing fails,
 * as when a Lambda environment dies, and another one is started from what is on disk: what it had
 * received comes back when its visibility timeout ends, and whoever calls meanwhile waits.
 */
export class PathThread {
  readonly #data: Omit<ThreadData, 'afterCrash'>;
  readonly #host: Omit<HostApi, 'ready' | 'failed'>;
  #remote: Promise<Rpc<PathApi>>;
  #worker: Worker | undefined;
  #closing = false;
  /** Entries handed over whose answer is still to come. */
  #outstandingEntries = 0;

  constructor(data: Omit<ThreadData, 'afterCrash'>, host: Omit<HostApi, 'ready' | 'failed'>) {
    this.#data = data;
    this.#host = host;
    this.#remote = this.#start(false);
  }

  /** Resolves when the path is open. @throws why it could not be */
  async ready(): Promise<void> {
    await this.#remote;
  }

  /** Whether what is asked for now would only wait in a line that is full. */
  get isSaturated(): boolean {
    return this.#outstandingEntries >= maxWaitingEntries;
  }

  /** Puts events on the path's bus. @throws {ThrottlingError} and as `call` does */
  async putEvents(entries: readonly PutEventsEntry[]): Promise<PutEventsResult> {
    this.#outstandingEntries += entries.length;
    try {
      return await this.call('putEvents', entries);
    } finally {
      this.#outstandingEntries -= entries.length;
    }
  }

  /** Calls what the path offers. @throws what the method threw, or why the thread died meanwhile */
  async call<M extends keyof PathApi>(
    method: M,
    ...args: Parameters<PathApi[M]>
  ): Promise<Awaited<ReturnType<PathApi[M]>>> {
    return (await this.#remote).call(method, ...args);
  }

  /** Lets what is under way finish and ends the thread. */
  async close(): Promise<void> {
    this.#closing = true;
    // Between two threads there is nothing to close.
    const remote = await this.#remote.catch(() => undefined);
    await remote?.call('close');
    await this.#worker?.terminate();
  }

  #start(afterCrash: boolean): Promise<Rpc<PathApi>> {
    return new Promise((resolve, reject) => {
      const workerData = { ...this.#data, afterCrash } satisfies ThreadData;
      const script = new URL('./path-thread.ts', import.meta.url);
      const worker = startThread(script, { workerData, youngGenerationMB });
      this.#worker = worker;
      const exited = new Promise<void>((exit) => worker.once('exit', () => exit()));
      let state: 'loading' | 'loaded' | 'ended' = 'loading';
      const host: HostApi = {
        ...this.#host,
        ready: () => {
          clearTimeout(tooSlow);
          state = 'loaded';
          resolve(rpc);
        },
        failed: (message, stack) => fail(message, stack),
      };
      const rpc: Rpc<PathApi> = new Rpc(worker, host);

      const end = (cause: Error) => {
        const before = state;
        state = 'ended';
        clearTimeout(tooSlow);
        rpc.close(cause);
        if (before === 'loading') exited.then(() => reject(cause));
        // From the first sign of the end calls wait for the next thread, which needs the files that
        // this one holds until it has exited.
        if (before === 'loaded' && !this.#closing) this.#remote = exited.then(() => this.#startAgain());
      };
      const fail = (message: string, stack: string) => {
        this.#host.log('error', 'PATH_THREAD_DIED', message, { stack });
        end(new Error(message));
      };
      const tooSlow = setTimeout(() => {
        end(new Error(`the path did not open in ${startTimeoutMs / 60_000} minutes`));
        void worker.terminate();
      }, startTimeoutMs);
      // Out of memory, for one: what the thread itself can report it does.
      worker.on('error', (error) => {
        const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
        fail(message, stack);
      });
      worker.on('exit', () => end(new Error('the thread of the path has ended')));
    });
  }

  /** Starts threads until one is ready: what kept the last one from loading may pass, and callers can wait for that. */
  async #startAgain(): Promise<Rpc<PathApi>> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
      try {
        return await this.#start(true);
      } catch (error) {
        if (this.#closing) throw error;
        await sleep(pauseMs);
      }
    }
  }
}
