import { parseJsonObject } from '../../lib/json.ts';
import { printable } from '../../lib/printable.ts';
import type { Stage } from '../../schemas/stages.ts';
import { CliError, exitCodes } from '../errors.ts';
import { askingPolicy, isTransient, type RetryPolicy, sendingPolicy, waitMs } from './retry.ts';
import { realTiming, type Timing } from './timing.ts';

/** Where a cell answers, and the key it asks for. */
export interface CellAddress {
  /** Base address without a trailing slash. */
  readonly api: string;
  readonly apiKey: string;
  /** Address of the console, with a trailing slash. */
  readonly console: string;
}

/** A final reply: not one that asks to wait and retry. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** How often the request was retried. */
  readonly retries: number;
}

/** A client of a cell that retries every request while the cell says "not now". */
export class Api {
  readonly address: CellAddress;
  readonly #timing: Timing;
  readonly #onWait: (why: string) => void;

  /** @param onWait called with the reason whenever a request has to be retried */
  constructor(address: CellAddress, timing: Timing = realTiming, onWait: (why: string) => void = () => {}) {
    this.address = address;
    this.#timing = timing;
    this.#onWait = onWait;
  }

  /**
   * POSTs events of one stage: one event as itself, several as `{"events": […]}`.
   * @throws {CliError} CELL_UNREACHABLE, CELL_BUSY when patience runs out
   */
  postEvents(stage: Stage, events: readonly unknown[], policy: RetryPolicy = sendingPolicy): Promise<Reply> {
    const body = JSON.stringify(events.length === 1 ? events[0] : { events });
    return this.#request(policy, `${this.address.api}/invoices/${stage}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.address.apiKey },
      body,
    });
  }

  /** The history of an invoice. */
  invoice(invoiceId: string, policy: RetryPolicy = askingPolicy): Promise<Reply> {
    return this.#request(policy, `${this.address.api}/invoices/${encodeURIComponent(invoiceId)}`, {
      headers: { 'x-api-key': this.address.apiKey },
    });
  }

  /** The status of the cell, as the console shows it. */
  status(): Promise<Reply> {
    return this.#console('status');
  }

  /** The invoices past the deadline of their stage; `query` as the console's API takes it. */
  stuck(query: URLSearchParams): Promise<Reply> {
    return this.#console(`stuck?${query}`);
  }

  #console(resource: string): Promise<Reply> {
    return this.#request(askingPolicy, `${this.address.console}api/${resource}`, {
      headers: { 'x-api-key': this.address.apiKey },
    });
  }

  async #request(policy: RetryPolicy, url: string, init: RequestInit): Promise<Reply> {
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
    if (status === 'unreachable') return unreachable(this.address.api, detail);
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

/** The error for a reply of the console's API that is not the answer. */
export function noConsole(reply: Reply, resource: string, address: CellAddress): CliError {
  return new CliError(
    'NO_CONSOLE',
    `${address.console}api/${resource} answered ${reply.status}: ${problemText(reply.body)}.`,
    'Only a local cell serves a console; check --api.',
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

/**
 * The sentence of a problem+json body (RFC 9457), or the start of any other body, on one line
 * whatever a server sends.
 */
export function problemText(body: string): string {
  return printable(sentenceOf(body));
}

function sentenceOf(body: string): string {
  const problem = parseJsonObject(body);
  if (!problem) return body.slice(0, maxQuoted);
  const parts = [problem.title, problem.detail ?? problem.message].filter((part) => typeof part === 'string');
  if (parts.length === 0) return body.slice(0, maxQuoted);
  const { errors } = problem;
  if (errors === undefined) return parts.join(': ');
  const listed = typeof errors === 'string' ? errors : JSON.stringify(errors);
  return `${parts.join(': ').replace(/\.$/, '')}: ${listed}`;
}

/** Characters of a reply that is not a problem: a proxy's page, perhaps. */
const maxQuoted = 300;
