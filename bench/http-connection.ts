import { connect, type Socket } from 'node:net';

/** A reply as far as a benchmark needs it. */
export interface Reply {
  readonly status: number;
  /** Status line and headers, each line with its end. */
  readonly head: string;
  /** Bytes of the body, one character each. */
  readonly body: string;
}

/** No reply came in time. */
export class ReplyTimeout extends Error {}

/**
 * One keep-alive connection that carries one request at a time. It knows just enough HTTP/1.1 for a server
 * it trusts, so that generating load takes little of the machine it shares with the server.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received = '';
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;
  #closed: Error | undefined;
  /** When it was opened or last brought a reply, `performance.now()`. */
  lastHeardAt = performance.now();

  private constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(timeoutMs, () => this.#timeOut(timeoutMs));
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('The server closed the connection.')));
  }

  /** @param timeoutMs fails a request whose server is silent for so long; 0 waits for ever */
  static open(origin: URL, timeoutMs = 0): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(origin.port), origin.hostname, () => {
        socket.off('error', reject);
        resolve(new HttpConnection(socket, timeoutMs));
      });
      socket.once('error', reject);
    });
  }

  /** Whether the connection can carry another request. */
  get usable(): boolean {
    return this.#closed === undefined;
  }

  /** Sends a whole request, head and ASCII body; rejects when the connection ends before the reply is complete. */
  send(request: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(this.#closed);
      this.#waiting = { resolve, reject };
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received = this.#received === '' ? text : this.#received + text;
    const reply = completeReply(this.#received);
    if (!reply) return;
    this.#received = '';
    this.lastHeardAt = performance.now();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(reply);
  }

  /** An idle connection is closed as well: the next request would open another. */
  #timeOut(timeoutMs: number): void {
    this.#end(new ReplyTimeout(`The server did not answer in ${timeoutMs / 1000} s.`));
    this.#socket.destroy();
  }

  #end(error: Error): void {
    this.#closed ??= error;
    this.#waiting?.reject(this.#closed);
    this.#waiting = undefined;
  }
}

/** The head of a request up to its Content-Length, which the caller appends with the body. */
export function requestHead(method: string, path: string, origin: URL, apiKey: string): string {
  return `${method} ${path} HTTP/1.1\r\nHost: ${origin.host}\r\nx-api-key: ${apiKey}\r\n`;
}

const statusAt = 'HTTP/1.1 '.length;

function completeReply(text: string): Reply | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd + 2);
  const bodyAt = headEnd + 4;
  const status = Number(text.slice(statusAt, statusAt + 3));

  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1];
  if (length !== undefined) {
    if (text.length < bodyAt + Number(length)) return undefined;
    return { status, head, body: text.slice(bodyAt) };
  }
  if (!/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) return { status, head, body: '' };
  return text.endsWith('\r\n0\r\n\r\n') ? { status, head, body: unchunked(text, bodyAt) } : undefined;
}

function unchunked(text: string, from: number): string {
  let body = '';
  for (let at = from; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 4 + size;
  }
}
