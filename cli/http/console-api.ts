import { parseJsonObject } from '../../lib/json.ts';
import { printable } from '../../lib/printable.ts';
import { operatorKeyFile } from '../../local/operator-key.ts';
import { CliError, exitCodeOf, exitCodes } from '../errors.ts';
import { problemText } from './problem-text.ts';
import { type Reply, Requests } from './requests.ts';
import { askingPolicy, type RetryPolicy } from './retry.ts';
import type { Timing } from './timing.ts';

/** Where a local cell serves its console, and the key of its operator. */
export interface ConsoleAddress {
  /** Base address of the API, without a trailing slash. */
  readonly api: string;
  /** Address of the console, with a trailing slash. */
  readonly console: string;
  /** Unless it is known, only what everybody may read is answered. */
  readonly operatorKey: string | undefined;
}

/** An act may work through a page of messages before it answers. */
const actingPolicy: RetryPolicy = { ...askingPolicy, patienceMs: 60_000 };

/** A client of `/console/api/` of a local cell: what it shows, and what its operator does. */
export class ConsoleApi {
  readonly address: ConsoleAddress;
  readonly #requests: Requests;

  /** @param onWait called with the reason whenever a request has to be retried */
  constructor(address: ConsoleAddress, timing?: Timing, onWait?: (why: string) => void) {
    this.address = address;
    this.#requests = new Requests(address.api, timing, onWait);
  }

  /**
   * Reads a resource.
   * @throws {CliError} NO_OPERATOR_KEY, OPERATOR_KEY_WRONG, CELL_UNREACHABLE, CELL_BUSY, or what the
   * cell has against the request
   */
  read<T>(resource: string, query = new URLSearchParams()): Promise<T> {
    const path = query.size > 0 ? `${resource}?${query}` : resource;
    return this.#send(askingPolicy, path, { headers: this.#key() });
  }

  /**
   * Reads a resource of something that need not be there; undefined then, and where its name cannot be
   * one.
   * @throws {CliError} as `read`
   */
  async readIfThere<T>(resource: string): Promise<T | undefined> {
    const url = this.#url(resource);
    const reply = await this.#requests.send(askingPolicy, url, { headers: this.#key() });
    return reply.status === 404 || reply.status === 400 ? undefined : answer(reply, url);
  }

  /**
   * Does something to the cell. The request is repeated while no reply comes; every act allows that.
   * @throws {CliError} as `read`
   */
  act<T>(resource: string, body: object): Promise<T> {
    const headers = { ...this.#key(), 'content-type': 'application/json' };
    return this.#send(actingPolicy, resource, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  #key(): Record<string, string> {
    const { operatorKey } = this.address;
    return operatorKey === undefined ? {} : { 'x-operator-key': operatorKey };
  }

  async #send<T>(policy: RetryPolicy, path: string, init: RequestInit): Promise<T> {
    const url = this.#url(path);
    return answer(await this.#requests.send(policy, url, init), url);
  }

  #url(path: string): string {
    return `${this.address.console}api/${path}`;
  }
}

function answer<T>(reply: Reply, url: string): T {
  if (reply.status !== 200) throw refusal(reply, url);
  return JSON.parse(reply.body);
}

/** The error for a reply that is not the answer. */
function refusal({ status, body }: Reply, url: string): CliError {
  const { code, sentence, nextStep } = parseJsonObject(body) ?? {};
  const keyHint = `Give it with --operator-key or in BEMS_OPERATOR_KEY; whoever started the cell finds it in ${operatorKeyFile} in its data folder.`;
  if (code === 'OPERATOR_KEY_MISSING')
    return new CliError(
      'NO_OPERATOR_KEY',
      `Only an operator may do this, and there is no operator key for ${new URL(url).origin}.`,
      keyHint,
      exitCodes.unreachable,
    );
  if (code === 'OPERATOR_KEY_WRONG')
    return new CliError(
      code,
      `${new URL(url).origin} refuses the operator key.`,
      keyHint,
      exitCodes.unreachable,
    );
  if (typeof code === 'string' && status === 400)
    return new CliError(
      code,
      typeof sentence === 'string' ? printable(sentence) : problemText(body),
      typeof nextStep === 'string'
        ? printable(nextStep)
        : 'Run the command with --help to see what it takes.',
      exitCodeOf(code),
    );
  return new CliError(
    'NO_CONSOLE',
    `${url} answered ${status}: ${problemText(body)}.`,
    'Only a local cell serves a console; check --api.',
    exitCodes.unreachable,
  );
}
