import { createServer, type ServerResponse } from 'node:http';
import type { CellAddress } from '../../../cli/http/api.ts';
import type { Timing } from '../../../cli/http/timing.ts';

/** What the fake answers to a POST; `dropped` cuts the connection without an answer. */
export type Verdict = 202 | 400 | 403 | 429 | 503 | 'dropped' | 'taken-but-dropped';

export interface ReceivedEvent {
  readonly eventId: string;
  readonly invoiceId: string;
  readonly stage: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface FakeCell {
  readonly address: CellAddress;
  /** Every event it took, in the order it took them, repetitions included. */
  readonly taken: ReceivedEvent[];
  /** How many events each request carried. */
  readonly batchSizes: number[];
  /** Most requests that were open at the same time. */
  readonly maxConcurrent: () => number;
  close(): Promise<void>;
}

export interface FakeOptions {
  /** Decides about a POST; takes it when left out. */
  readonly verdict?: (events: readonly ReceivedEvent[]) => Verdict;
  /** Answers to GETs, and to other POSTs than those of events, by path. */
  readonly answers?: Readonly<Record<string, { status: number; body: unknown }>>;
}

/** A small HTTP server that takes events as a cell does, or refuses them as told. */
export async function startFakeCell(options: FakeOptions = {}): Promise<FakeCell> {
  const taken: ReceivedEvent[] = [];
  const batchSizes: number[] = [];
  let open = 0;
  let most = 0;

  const server = createServer(async (request, response) => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    const answer = options.answers?.[request.url ?? ''];
    if (request.method === 'GET' || answer) {
      return reply(response, answer?.status ?? 404, answer?.body ?? { title: 'Not found' });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const stage = (request.url ?? '').split('/').at(-1) ?? '';
    const events: ReceivedEvent[] = (body.events ?? [body]).map((event: ReceivedEvent['event']) => ({
      eventId: String(event.eventId),
      invoiceId: String(event.invoiceId),
      stage,
      event,
    }));
    batchSizes.push(events.length);
    const verdict = options.verdict?.(events) ?? 202;
    if (verdict === 202 || verdict === 'taken-but-dropped') taken.push(...events);
    if (verdict === 'dropped' || verdict === 'taken-but-dropped') return response.destroy();
    const problem = { title: `refused with ${verdict}`, detail: 'the fake was told to' };
    return reply(response, verdict, verdict === 202 ? { accepted: events.length } : problem);
  });

  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      resolve(typeof at === 'object' && at !== null ? at.port : 0);
    });
  });
  const api = `http://127.0.0.1:${port}`;
  return {
    address: { api, apiKey: 'key', console: `${api}/console/` },
    taken,
    batchSizes,
    maxConcurrent: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Time that passes only when somebody sleeps, and then at once. */
export function instantTiming(startMs = 0): Timing & { readonly slept: number[] } {
  let now = startMs;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    random: () => 0.5,
  };
}
