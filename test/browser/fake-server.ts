import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { contentSecurityPolicy } from '../../local/server/console-routes.ts';
import { alarmListing } from './fake-alarms.ts';
import { eventsUpTo, historyOf, type Story, statusOf, trafficOf, usualStory } from './fake-cell.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A server that answers as a cell does, saying what the test wants it to say. */
export interface FakeServer {
  /** Address of the console. */
  readonly url: string;
  /** Goes on with the story and tells every listener. */
  readonly tell: (change: Partial<Story>) => void;
  /** Number of events there are; the list shows the newest 50. */
  events: number;
  /** Whether the stream of statuses is answered. */
  streaming: boolean;
  /** Ends every connection and refuses new ones, as a dead cell does. */
  readonly die: () => Promise<void>;
  /** Comes back at the same address. */
  readonly revive: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the server on a free loopback port, with the built console in the given folder. */
export async function startFakeServer(consoleFolder: string): Promise<FakeServer> {
  let story = usualStory;
  const listeners = new Set<ServerResponse>();
  const say = (listener: ServerResponse) => listener.write(`data: ${JSON.stringify(statusOf(story))}\n\n`);
  const json = (response: ServerResponse, body: unknown, status = 200) =>
    response
      .writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' })
      .end(JSON.stringify(body));

  const answerApi = (path: string, response: ServerResponse) => {
    if (path === 'status') return json(response, statusOf(story));
    if (path === 'alarms') return json(response, alarmListing);
    if (path === 'events') return json(response, eventsUpTo(fake.events));
    if (path === 'kpis/events') return json(response, trafficOf(story));
    if (path === 'stream' && fake.streaming) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return say(response);
    }
    const invoiceId = path.startsWith('invoices/') ? decodeURIComponent(path.slice('invoices/'.length)) : '';
    if (invoiceId.startsWith('INV-')) return json(response, historyOf(invoiceId));
    return json(response, { type: 'about:blank', title: 'Not Found', status: 404 }, 404);
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/console/api/'))
      return answerApi(pathname.slice('/console/api/'.length), response);
    const name = normalize(pathname.replace(/^\/console\//, '')).replace(/^[./]+/, '') || 'index.html';
    const file = await readFile(join(consoleFolder, name)).catch(() => undefined);
    if (!file) return response.writeHead(404).end();
    response
      .writeHead(200, {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
      })
      .end(file);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const die = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen(0);
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  const fake: FakeServer = {
    url: `http://127.0.0.1:${port}/console/`,
    events: 120,
    streaming: true,
    tell: (change) => {
      story = { ...story, ...change };
      for (const listener of listeners) say(listener);
    },
    die,
    revive: () => listen(port),
    close: async () => {
      if (server.listening) await die();
    },
  };
  return fake;
}
