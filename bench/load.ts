import { setTimeout as sleep } from 'node:timers/promises';
import { runClosedLoop } from './closed-loop.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { Traffic } from './exchange.ts';
import { InvoicePool } from './invoice-pool.ts';
import type { Run } from './invoices.ts';
import { runOpenLoop } from './open-loop.ts';
import { Requests } from './requests.ts';
import { Tally } from './tally.ts';

/** How a load puts pressure on a server. */
export interface Shape {
  /** Events per second, sent when due (open loop); undefined: as fast as the server answers (closed loop). */
  readonly rate: number | undefined;
  /** Closed loop: connections, each with one request under way. Open loop: at most so many. */
  readonly connections: number;
  /** Events per request. */
  readonly batch: number;
}

export interface LoadOptions extends Shape {
  readonly origin: URL;
  readonly apiKey: string;
  readonly run: Run;
  readonly seconds: number;
}

/** A load under way and, once `done` has resolved, what came of it. */
export interface Load {
  readonly run: Run;
  readonly tally: Readonly<Tally>;
  /** Resolves when the load ends: no more requests start. */
  readonly ended: Promise<void>;
  /** Resolves after the last reply. */
  readonly done: Promise<void>;
  /** Ends the load early. */
  stop(): void;
}

/** A request without a reply for so long is given up: API Gateway itself gives up after 29 s. */
const replyTimeoutMs = 35_000;
/** Batches of open invoices for each that is under way, so that an invoice's events are well apart. */
const openPerConnection = 16;
/** The same of an open loop, where how many are under way is not known: events of an invoice are a second apart. */
const openSeconds = 1;

/**
 * POSTs events of new invoices for so many seconds. Connections are opened first: a server under
 * load accepts them one by one, and producers hold theirs open.
 */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const { origin, apiKey, run, rate, batch } = options;
  const tally = new Tally();
  const connections = new ConnectionPool(origin, options.connections, replyTimeoutMs);
  const requests = new Requests(origin, apiKey);
  const invoices = new InvoicePool(run, batch, openInvoices(options));
  await connections.openAhead(rate === undefined ? options.connections : (openSeconds * rate) / batch);
  const traffic: Traffic = { invoices, connections, requests, tally };

  const end = new AbortController();
  const goesOn = () => !end.signal.aborted;
  const done =
    rate === undefined
      ? runClosedLoop(traffic, options.connections, goesOn)
      : runOpenLoop(traffic, rate / batch, goesOn);
  const ended = sleep(options.seconds * 1000, undefined, { signal: end.signal })
    .catch(() => {})
    .then(() => end.abort());
  return {
    run,
    tally,
    ended,
    done: done.then(() => connections.close()),
    stop: () => end.abort(),
  };
}

function openInvoices({ rate, connections, batch }: Shape): number {
  const batches = rate === undefined ? openPerConnection * connections : (openSeconds * rate) / batch;
  return Math.ceil(Math.max(openPerConnection, batches)) * batch;
}
