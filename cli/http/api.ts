import type { Stage } from '../../schemas/stages.ts';
import { CliError, exitCodes } from '../errors.ts';
import { problemText } from './problem-text.ts';
import { type Reply, Requests } from './requests.ts';
import { askingPolicy, type RetryPolicy, sendingPolicy } from './retry.ts';
import type { Timing } from './timing.ts';

/** Where a cell answers, and the key it asks for. */
export interface CellAddress {
  /** Base address without a trailing slash. */
  readonly api: string;
  readonly apiKey: string;
  /** Address of the console, with a trailing slash. */
  readonly console: string;
}

/** A client of a cell that retries every request while the cell says "not now". */
export class Api {
  readonly address: CellAddress;
  readonly #requests: Requests;

  /** @param onWait called with the reason whenever a request has to be retried */
  constructor(address: CellAddress, timing?: Timing, onWait?: (why: string) => void) {
    this.address = address;
    this.#requests = new Requests(address.api, timing, onWait);
  }

  /**
   * POSTs events of one stage: one event as itself, several as `{"events": […]}`.
   * @throws {CliError} CELL_UNREACHABLE, CELL_BUSY when patience runs out
   */
  postEvents(stage: Stage, events: readonly unknown[], policy: RetryPolicy = sendingPolicy): Promise<Reply> {
    const body = JSON.stringify(events.length === 1 ? events[0] : { events });
    return this.#requests.send(policy, `${this.address.api}/invoices/${stage}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.address.apiKey },
      body,
    });
  }

  /** The history of an invoice. */
  invoice(invoiceId: string, policy: RetryPolicy = askingPolicy): Promise<Reply> {
    return this.#requests.send(policy, `${this.address.api}/invoices/${encodeURIComponent(invoiceId)}`, {
      headers: { 'x-api-key': this.address.apiKey },
    });
  }

  /** The status of the cell, as the console shows it. */
  status(): Promise<Reply> {
    return this.#console('status');
  }

  /** How many events the cell expects. */
  volumeForecast(): Promise<Reply> {
    return this.#console('volume-forecast');
  }

  #console(resource: string): Promise<Reply> {
    return this.#requests.send(askingPolicy, `${this.address.console}api/${resource}`, {
      headers: { 'x-api-key': this.address.apiKey },
    });
  }
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
