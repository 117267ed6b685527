import { CliError, exitCodes } from '../errors.ts';
import { problemText } from './problem-text.ts';
import { isTransient, type RetryPolicy, waitMs } from './retry.ts';
import { realTiming, type Timing } from './timing.ts';

/** A final reply: not one that asks to wait and retry. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** How often the request was retried. */
  readonly retries: number;
}

/** Requests to a cell, each retried while the cell says "not now". */
export class Requests {
  readonly #origin: string;
  readonly #timing: Timing;
  readonly #onWait: (why: string) => void;

  /**
   * @param origin what to call the cell in errors
   * @param onWait called with the reason whenever a request has to be retried
   */
  constructor(origin: string, timing: Timing = realTiming, onWait: (why: string) => void = () => {}) {
    this.#origin = origin;
    this.#timing = timing;
    this.#onWait = onWait;
  }

  /**
   * Sends one request until there is a final reply.
   * @throws {CliError} CELL_UNREACHABLE, CELL_BUSY when patience runs out
   */
  async send(policy: RetryPolicy, url: string, init: RequestInit): Promise<Reply> {
    const started = this.#timing.now();
    for (let attempt = 0; ; attempt += 1) {
      const reply = await once(url, init);
      if (reply.status !== 'unreachable' && !isTransient(reply.status)) {
        return { status: reply.status, body: reply.body, retries: attempt };
      }
      const wait = waitMs(policy, attempt, reply.retryAfter, this.#timing);
      if (this.#timing.now() + wait - started > policy.patienceMs)
        throw this.#givenUp(reply.status, reply.body);
      this.#onWait(reply.status === 'unreachable' ? 'it does not answer' : `it answers ${reply.status}`);
      await this.#timing.sleep(wait);
    }
  }

  #givenUp(status: number | 'unreachable', detail: string): CliError {
    if (status === 'unreachable') return unreachable(this.#origin, detail);
    return new CliError(
      'CELL_BUSY',
      `The cell keeps answering ${status}: ${problemText(detail)}.`,
      'Run the same command again later: what was accepted already is not counted twice.',
      exitCodes.unreachable,
    );
  }
}

/** The error for an address where nobody answers. */
export function unreachable(api: string, why: string): CliError {
  return new CliError(
    'CELL_UNREACHABLE',
    `No cell answers at ${api} (${why}).`,
    'Start one with `bems up`, or name one with --api and --api-key.',
    exitCodes.unreachable,
  );
}

interface Attempt {
  readonly status: number | 'unreachable';
  readonly body: string;
  readonly retryAfter: string | null;
}

/**
 * One attempt; a connection that fails, breaks or hangs is `unreachable` with the reason as body.
 */
async function once(url: string, init: RequestInit): Promise<Attempt> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
    return {
      status: response.status,
      body: await response.text(),
      retryAfter: response.headers.get('retry-after'),
    };
  } catch (error) {
    return { status: 'unreachable', body: connectionProblem(error), retryAfter: null };
  }
}

/**
 * fetch hides the socket's error in `cause`, and Happy Eyeballs hides several in one without a
 * message.
 */
function connectionProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}
