import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gateway } from '../../emulator/gateway/gateway.ts';
import { noBody, readBody } from './body.ts';
import { send } from './problem.ts';

/** Routes served beside the API. */
export interface Routes {
  /** Whether a path (without its query) is theirs. */
  owns(path: string): boolean;
  /** Answers the request. `origin` is the server's own. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
    origin: string,
  ): Promise<void>;
  /** Ends what would otherwise stay open. */
  close(): void;
}

export interface HttpServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  readonly gateway: Gateway;
  readonly routes?: Routes;
  /** Told of an error that a route did not answer itself. */
  readonly onFault?: (cause: unknown) => void;
}

export interface HttpServer {
  /** `http://127.0.0.1:8787` */
  readonly origin: string;
  /** Takes no new requests, answers those in progress, then ends. */
  close(): Promise<void>;
}

/**
 * Connections that may wait to be accepted, as far as the system allows. Beyond that an attempt is
 * dropped and repeated after seconds: to a client it looks as if the server did not answer.
 */
const maxPendingConnections = 4_096;
const host = '127.0.0.1';

/** How long a client may take over its headers, and over a whole request. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
/** Longer than any client pauses: whoever closes first races the other's next request. */
const keepAliveTimeoutMs = 65_000;
/** Headers of a request, as API Gateway limits them. */
const maxHeaderBytes = 10_240;
/** How long requests in progress may still take when the server closes. */
const closeGraceMs = 10_000;

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function portInUse(port: number, cause: NodeJS.ErrnoException): Error {
  const error = new Error(`Port ${port} is in use. Choose another, or stop whatever uses it.`, { cause });
  return Object.assign(error, { code: cause.code });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'EADDRINUSE' ? portInUse(port, cause) : cause),
    );
    server.listen({ port, host, backlog: maxPendingConnections }, resolve);
  });
}

/** Serves the API, and beside it whatever `routes` own, on the loopback interface only. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { gateway, routes, onFault } = options;
  let origin = '';
  let closing = false;

  const serveApi = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ) => {
    const body = hasBody(request) ? await readBody(request, gateway.maxBodyBytes) : noBody;
    const reply = await gateway.handle({
      method: request.method ?? 'GET',
      path,
      query,
      headers: request.headers,
      body: body.bytes,
      bodyTooLarge: body.tooLarge,
      sourceIp: request.socket.remoteAddress ?? host,
    });
    send(response, reply.status, reply.headers, reply.body);
  };

  const server = createServer(
    {
      keepAlive: true,
      noDelay: true,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      maxHeaderSize: maxHeaderBytes,
    },
    (request, response) => {
      if (closing) response.setHeader('connection', 'close');
      const url = request.url ?? '/';
      const mark = url.indexOf('?');
      const path = mark === -1 ? url : url.slice(0, mark);
      const query = mark === -1 ? '' : url.slice(mark + 1);
      const served = routes?.owns(path)
        ? routes.handle(request, response, path, query, origin)
        : serveApi(request, response, path, query);
      served.catch((cause: unknown) => {
        // A client that went away is no fault, and nobody is left to answer.
        if (response.destroyed) return;
        onFault?.(cause);
        response.destroy();
      });
      response.on('finish', () => {
        if (closing) server.closeIdleConnections();
      });
    },
  );
  await listen(server, options.port);
  origin = `http://${host}:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    close: () =>
      new Promise((resolve, reject) => {
        closing = true;
        routes?.close();
        const cut = setTimeout(() => server.closeAllConnections(), closeGraceMs);
        server.close((error) => {
          clearTimeout(cut);
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}
