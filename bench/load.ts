import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection, requestHead } from './http-connection.ts';
import { Acknowledged, type BenchEvent, type Run } from './invoices.ts';
import { LatencyRecorder } from './latency.ts';

export interface LoadOptions {
  readonly origin: URL;
  readonly apiKey: string;
  readonly run: Run;
  readonly connections: number;
  readonly seconds: number;
  /** Events per second; without it, every connection sends as soon as it has its reply. */
  readonly rate: number | undefined;
}

/** A load under way and, once `done` has resolved, what came of it. */
export interface Load {
  readonly acknowledged: Acknowledged;
  readonly post: LatencyRecorder;
  /** Events not answered with a 2xx: HTTP status, or `connection`, to how many. */
  readonly refused: ReadonlyMap<string, number>;
  /** The event acknowledged last, and when it was sent (`performance.now()`). */
  readonly latest: { readonly event: BenchEvent; readonly sentAt: number } | undefined;
  /** Seconds from the first request to the last reply. */
  readonly seconds: number;
  readonly done: Promise<void>;
}

/** Invoices a connection has under way at once, so that one invoice's events do not follow on each other's heels. */
const openInvoices = 16;

/** Waits after a refusal, so that a server that is full is not hammered. */
const refusalPauseMs = 20;

/**
 * POSTs single events over keep-alive connections for so many seconds. Each invoice belongs to one
 * connection, which sends its events in order.
 */
export const startLoad = (options: LoadOptions): Load => {
  const { origin, apiKey, run, rate } = options;
  const acknowledged = new Acknowledged();
  const post = new LatencyRecorder();
  const refused = new Map<string, number>();
  const startedAt = performance.now();
  const deadline = startedAt + options.seconds * 1000;
  const heads = new Map<string, string>();
  let latest: Load['latest'];
  let lastReplyAt = startedAt;
  let invoiceCount = 0;
  let sendCount = 0;

  const head = (stage: string): string => {
    const known = heads.get(stage);
    if (known !== undefined) return known;
    const path = `${origin.pathname}invoices/${stage}`;
    const made = `${requestHead('POST', path, origin, apiKey)}Content-Type: application/json\r\nContent-Length: `;
    heads.set(stage, made);
    return made;
  };

  const nextInvoice = () => run.invoice(invoiceCount++);

  const refuse = async (why: string): Promise<void> => {
    refused.set(why, (refused.get(why) ?? 0) + 1);
    await sleep(refusalPauseMs);
  };

  /** When the next event is due: with a rate, latency counts from then, so that waiting for a free connection is not hidden. */
  const nextDue = async (): Promise<number> => {
    if (rate === undefined) return performance.now();
    const due = startedAt + (sendCount++ * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    return due;
  };

  const work = async (): Promise<void> => {
    let connection = await HttpConnection.open(origin);
    const open = Array.from({ length: openInvoices }, nextInvoice);
    for (let turn = 0; ; turn = (turn + 1) % openInvoices) {
      const due = await nextDue();
      if (performance.now() >= deadline) break;
      if (!connection.usable) connection = await HttpConnection.open(origin);

      const underWay = open[turn];
      const invoice = underWay && !underWay.finished ? underWay : nextInvoice();
      open[turn] = invoice;
      const event = invoice.next();
      try {
        const { status } = await connection.send(
          `${head(event.stage)}${event.body.length}\r\n\r\n${event.body}`,
        );
        lastReplyAt = performance.now();
        if (status < 200 || status > 299) {
          await refuse(String(status));
          continue;
        }
        post.record(lastReplyAt - due);
        acknowledged.add(invoice.number, event.step);
        latest = { event, sentAt: due };
      } catch {
        await refuse('connection');
      }
    }
    connection.close();
  };

  const done = Promise.all(Array.from({ length: options.connections }, work)).then(() => undefined);
  return {
    acknowledged,
    post,
    refused,
    done,
    get latest() {
      return latest;
    },
    get seconds() {
      return (lastReplyAt - startedAt) / 1000;
    },
  };
};
