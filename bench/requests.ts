import { requestHead } from './http-connection.ts';
import type { Batch } from './invoice-pool.ts';

/** Writes batches as POSTs to one server. What every request of a stage begins with is written once. */
export class Requests {
  readonly #origin: URL;
  readonly #apiKey: string;
  readonly #heads = new Map<string, string>();

  /** @param origin where the API is; the path ends with a slash */
  constructor(origin: URL, apiKey: string) {
    this.#origin = origin;
    this.#apiKey = apiKey;
  }

  /** The whole request: a single event as it is, several as `{"events":[…]}`. */
  post({ stage, events }: Batch): string {
    const [first] = events;
    const body =
      first && events.length === 1
        ? first.body
        : `{"events":[${events.map((event) => event.body).join(',')}]}`;
    return `${this.#head(stage)}${body.length}\r\n\r\n${body}`;
  }

  #head(stage: string): string {
    const known = this.#heads.get(stage);
    if (known !== undefined) return known;
    const path = `${this.#origin.pathname}invoices/${stage}`;
    const head = `${requestHead('POST', path, this.#origin, this.#apiKey)}Content-Type: application/json\r\nContent-Length: `;
    this.#heads.set(stage, head);
    return head;
  }
}
