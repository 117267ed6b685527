import { Agent, request } from 'node:http';
import type { CellStatus, InvoiceHistory, LatestEvents } from '../../dashboards/console-api.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { CellAddress } from './cell-process.ts';
import { eventually } from './eventually.ts';
import type { StagedEvent } from './sample-events.ts';

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** A cell as its users see it: over HTTP, on connections that are kept. */
export class CellClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #cell: CellAddress;

  constructor(cell: CellAddress) {
    this.#cell = cell;
  }

  /** POSTs one event. @throws when the connection ends before the reply is there */
  post({ stage, event }: StagedEvent): Promise<Reply> {
    return this.#send('POST', `/invoices/${stage}`, JSON.stringify(event));
  }

  /** POSTs events of one stage as one request. */
  postBatch(stage: Stage, events: readonly StagedEvent['event'][]): Promise<Reply> {
    return this.#send('POST', `/invoices/${stage}`, JSON.stringify({ events }));
  }

  async status(): Promise<CellStatus> {
    return this.#read('/console/api/status');
  }

  async latestEvents(): Promise<LatestEvents['events']> {
    const { events } = await this.#read<LatestEvents>('/console/api/events?limit=500');
    return events;
  }

  /** The invoice's history; undefined for one the cell does not know. */
  async invoice(invoiceId: string): Promise<InvoiceHistory | undefined> {
    const { status, body } = await this.#send('GET', `/invoices/${encodeURIComponent(invoiceId)}`);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`GET /invoices/${invoiceId} answered ${status}: ${body}`);
    return JSON.parse(body);
  }

  /** The status, as soon as it is the expected one. */
  async until(isWanted: (status: CellStatus) => boolean, withinMs = 15_000): Promise<CellStatus> {
    const lookAt = 'where in `stages` events are stuck, and at cell.log';
    await eventually(() => this.status(), isWanted, { lookAt, withinMs });
    // Stores and queues are not counted at the same instant: only figures read once all is still
    // are exact.
    return this.status();
  }

  /** The status, as soon as this many events are visible and none is in flight. */
  settled(visible: number, withinMs?: number): Promise<CellStatus> {
    return this.until((status) => status.inFlight === 0 && status.visible >= visible, withinMs);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #read<T>(path: string): Promise<T> {
    const { status, body } = await this.#send('GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${body}`);
    return JSON.parse(body);
  }

  #send(method: string, path: string, body = ''): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const headers = {
        'x-api-key': this.#cell.apiKey,
        ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      };
      const sent = request(
        `${this.#cell.api}${path}`,
        { method, agent: this.#agent, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
          // Ended in the middle of the reply.
          response.on('aborted', () => reject(new Error('the reply broke off')));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
