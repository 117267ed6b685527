import { createServer, type Server } from 'node:http';
import { afterEach } from 'vitest';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Behaviour {
  /** How many times it keeps each event: once is right. */
  readonly copies?: (count: number) => number;
  /** How many of the accepted events it shows. */
  readonly shown?: (accepted: number) => number;
}

/** A cell of a few lines. */
export async function pretendCell({ copies = () => 1, shown = (accepted) => accepted }: Behaviour) {
  const histories = new Map<string, string[]>();
  let accepted = 0;
  const status = () => ({
    accepted,
    visible: shown(accepted),
    distinct: shown(accepted),
    duplicates: 0,
    deadLettered: 0,
    freshness: { p50Ms: 1, p99Ms: 2, maxMs: 3 },
  });
  server = createServer(async (request, response) => {
    const answer = (code: number, body: unknown) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url?.startsWith('/console/api/status')) return answer(200, status());
    if (request.method === 'GET') {
      const history = histories.get(request.url?.split('/').at(-1) ?? '');
      return history
        ? answer(200, { events: history.map((eventId) => ({ event: { eventId } })) })
        : answer(404, {});
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const { eventId, invoiceId } = JSON.parse(body);
    const history = histories.get(invoiceId) ?? [];
    history.push(...Array.from({ length: copies(accepted++) }, () => eventId));
    histories.set(invoiceId, history);
    return answer(202, { accepted: 1 });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const api = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
  return { pid: 0, api, apiKey: 'key', console: new URL('console/', api), stop: async () => {} };
}

/** The usage of a cell that is not a process. */
export async function noUsage() {
  return { cpuSeconds: 0, residentMB: 0, peakMB: 0 };
}
