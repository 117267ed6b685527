import { HttpConnection, requestHead } from './http-connection.ts';
import type { Latency } from './latency.ts';
import type { ServerProcess } from './server-process.ts';

/** What a benchmark reads of the cell's own status. */
export interface Status {
  readonly accepted: number;
  readonly visible: number;
  readonly distinct: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Received to visible, ms; undefined when nothing became visible. */
  readonly freshness: Latency | undefined;
}

/** Counters of the cell. */
type Counts = Omit<Status, 'freshness'>;

/** The status as the cell gives it. */
interface CellStatus extends Counts {
  readonly freshness: Readonly<Record<'p50Ms' | 'p99Ms' | 'maxMs', number | null>>;
}

/** Questions to a cell, one at a time over one connection. */
export class CellClient {
  readonly #cell: ServerProcess;
  #connection: HttpConnection;
  /** What was there before counting began. */
  #before: Counts = { accepted: 0, visible: 0, distinct: 0, duplicates: 0, deadLettered: 0 };

  private constructor(cell: ServerProcess, connection: HttpConnection) {
    this.#cell = cell;
    this.#connection = connection;
  }

  static async open(cell: ServerProcess): Promise<CellClient> {
    return new CellClient(cell, await HttpConnection.open(cell.api));
  }

  /**
   * @param since ms since the epoch, at most five minutes ago: freshness leaves out what became visible
   * before, to ten seconds
   */
  async status(since?: number): Promise<Status> {
    const query = since === undefined ? '' : `?since=${new Date(since).toISOString()}`;
    const reply = await this.#get(`${this.#cell.console.pathname}api/status${query}`);
    if (reply.status !== 200)
      throw new Error(`The cell answered ${reply.status} to a question for its status.`);
    const status: CellStatus = JSON.parse(reply.body);
    const before = this.#before;
    const { p50Ms: p50, p99Ms: p99, maxMs: max } = status.freshness;
    return {
      accepted: status.accepted - before.accepted,
      visible: status.visible - before.visible,
      distinct: status.distinct - before.distinct,
      duplicates: status.duplicates - before.duplicates,
      deadLettered: status.deadLettered - before.deadLettered,
      freshness: p50 === null || p99 === null || max === null ? undefined : { p50, p99, max },
    };
  }

  /** From now on `status` counts what comes after this. */
  async countFromHere(): Promise<void> {
    this.#before = await this.status();
  }

  /** The ids of the invoice's events, in the order of its history; empty for an invoice the cell does not know. */
  async eventIds(invoiceId: string): Promise<string[]> {
    const reply = await this.#get(`${this.#cell.api.pathname}invoices/${encodeURIComponent(invoiceId)}`);
    if (reply.status === 404) return [];
    if (reply.status !== 200)
      throw new Error(`The cell answered ${reply.status} to a question for an invoice.`);
    const history: { events: readonly { event: { eventId: string } }[] } = JSON.parse(reply.body);
    return history.events.map(({ event }) => event.eventId);
  }

  close(): void {
    this.#connection.close();
  }

  async #get(path: string) {
    const { api, apiKey } = this.#cell;
    if (!this.#connection.usable) this.#connection = await HttpConnection.open(api);
    return this.#connection.send(`${requestHead('GET', path, api, apiKey)}\r\n`);
  }
}
