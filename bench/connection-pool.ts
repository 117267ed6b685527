import { HttpConnection } from './http-connection.ts';

/**
 * Connections that may be opened at once: a storm of them is dropped by the system and repeated after
 * seconds, which would measure the system's patience instead of the server's.
 */
const maxConnecting = 64;
/** Servers end connections that they have heard nothing on, this one's after ten seconds. */
const maxIdleMs = 8_000;

/** Keep-alive connections to one server, opened when needed and never more than a limit. */
export class ConnectionPool {
  readonly #origin: URL;
  readonly #limit: number;
  readonly #timeoutMs: number;
  /** The one used last comes first, so that few are used while few are needed. */
  readonly #free: HttpConnection[] = [];
  #open = 0;
  #connecting = 0;

  /** @param timeoutMs fails a request whose server is silent for so long */
  constructor(origin: URL, limit: number, timeoutMs: number) {
    this.#origin = origin;
    this.#limit = limit;
    this.#timeoutMs = timeoutMs;
  }

  /** Whether another request may be sent: a connection is free, or may be opened. */
  get available(): boolean {
    return this.#free.length > 0 || (this.#open < this.#limit && this.#connecting < maxConnecting);
  }

  /** A free connection, to be given back; undefined when one must be opened. */
  take(): HttpConnection | undefined {
    for (let free = this.#free.pop(); free; free = this.#free.pop()) {
      if (free.usable && performance.now() - free.lastHeardAt < maxIdleMs) return free;
      free.close();
      this.#open--;
    }
    return undefined;
  }

  /** Opens connections until so many are open, or as many as may be; rejects when the server does not accept one. */
  async openAhead(count: number): Promise<void> {
    const target = Math.min(Math.ceil(count), this.#limit);
    while (this.#open < target) {
      const burst = Math.min(maxConnecting, target - this.#open);
      const opened = await Promise.all(Array.from({ length: burst }, () => this.open()));
      for (const connection of opened) this.giveBack(connection);
    }
  }

  /** A new connection, to be given back; rejects when the server does not accept it. */
  async open(): Promise<HttpConnection> {
    this.#open++;
    this.#connecting++;
    try {
      return await HttpConnection.open(this.#origin, this.#timeoutMs);
    } catch (error) {
      this.#open--;
      throw error;
    } finally {
      this.#connecting--;
    }
  }

  /** Takes a connection back, even one that has ended. */
  giveBack(connection: HttpConnection): void {
    this.#free.push(connection);
  }

  /** Closes the connections that are free. */
  close(): void {
    this.#open -= this.#free.length;
    for (const connection of this.#free.splice(0)) connection.close();
  }
}
