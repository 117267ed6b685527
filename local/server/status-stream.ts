import type { ServerResponse } from 'node:http';
import type { CellStatus } from '../../dashboards/console-api.ts';
import { securityHeaders } from './problem.ts';

/** Bytes a client may leave unread before statuses are skipped for it. */
const maxUnreadBytes = 64 * 1024;

export interface StatusStream {
  /** Starts sending to a client; false when `maxClients` are listening already. */
  add(response: ServerResponse): boolean;
  close(): void;
}

/**
 * Server-Sent Events with the cell's status, asked for once per interval however many clients
 * listen, and not at all while none does.
 */
export function createStatusStream(settings: {
  readonly status: () => Promise<CellStatus>;
  readonly intervalMs: number;
  readonly maxClients: number;
}): StatusStream {
  const clients = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;

  const push = async () => {
    // A status that cannot be read now is skipped; the stream goes on with the next one.
    const status = await settings.status().catch(() => undefined);
    const message = status ? `data: ${JSON.stringify(status)}\n\n` : ': no status\n\n';
    for (const client of clients) if (client.writableLength < maxUnreadBytes) client.write(message);
    timer = clients.size > 0 ? setTimeout(push, settings.intervalMs) : undefined;
  };

  return {
    add: (response) => {
      if (clients.size >= settings.maxClients) return false;
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        ...securityHeaders,
      });
      response.on('close', () => clients.delete(response));
      clients.add(response);
      response.write('retry: 1000\n\n');
      if (!timer) timer = setTimeout(push, 0);
      return true;
    },
    close: () => {
      clearTimeout(timer);
      for (const client of clients) client.end();
      clients.clear();
    },
  };
}
