// npm run bench:live: how long a POSTed event takes to change a figure in an open browser, under load.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { Run } from '../../bench/invoices.ts';
import { LatencyRecorder } from '../../bench/latency.ts';
import { startLoad } from '../../bench/load.ts';
import { sharedBrowser, skipWithoutBrowser, visit } from '../browser/harness.ts';
import { CellClient } from '../cell/cell-client.ts';
import { cellHome } from '../cell/cell-process.ts';
import { eventOf } from '../cell/sample-events.ts';

const usage = `npm run bench:live -- [options]
  --rate <n>      events per second that come meanwhile (1000)
  --seconds <n>   how long figures are watched (120)
  --json          JSON instead of a sentence
`;

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '120' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [rate, seconds] = [values.rate, values.seconds].map(Number);

/** None of the load's. */
const currency = 'NOK';
const warmUpSeconds = 10;
/** Longer than any figure should take. */
const changedWithinMs = 30_000;

if (values.help) process.stdout.write(usage);
else if (!rate || !seconds || ![rate, seconds].every(Number.isSafeInteger)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else if (!skipWithoutBrowser()) await measure(rate, seconds);

async function measure(eventsPerSecond: number, forSeconds: number): Promise<void> {
  const home = cellHome();
  try {
    const cell = await home.startReady();
    const client = new CellClient(cell);
    const { page, errors } = await visit(`${cell.console}#/executive?currency=${currency}`);
    const load = await startLoad({
      ...{ origin: new URL(cell.api), apiKey: cell.apiKey, run: new Run('live', Date.now(), 60_000) },
      ...{ rate: eventsPerSecond, batch: 1, connections: 256, seconds: warmUpSeconds + forSeconds },
    });
    const seen = await watchReceived(page);
    await sleep(warmUpSeconds * 1_000);
    const latency = new LatencyRecorder();
    const until = Date.now() + forSeconds * 1_000;
    for (let sent = 1; Date.now() < until; sent += 1) {
      const at = new Date();
      const event = { occurredAt: at.toISOString(), currency };
      await client.post(eventOf('ingestion', 'received', `INV-LIVE-${sent}`, event));
      latency.record((await shownAt(seen, sent)) - at.getTime());
      // At any time between two readings of the page.
      await sleep(Math.random() * 1_000);
    }
    await load.done;
    client.close();
    await cell.stop();
    const result = {
      ...latency.latency,
      p95: latency.p95,
      acknowledged: load.tally.acknowledged.count,
      errors,
    };
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${text(result)}\n`);
  } finally {
    await (await sharedBrowser()).close();
    await home.remove();
  }
}

/** Has the page tell when its count of received invoices came to each number, ms since the epoch. */
async function watchReceived(page: Page): Promise<ReadonlyMap<number, number>> {
  const seen = new Map<number, number>();
  await page.exposeFunction('noteCount', (count: number, at: number) => {
    if (!seen.has(count)) seen.set(count, at);
  });
  await page.evaluate(() => {
    let last = -1;
    const look = () => {
      const label = document.querySelector('[aria-label^="Received:"]')?.getAttribute('aria-label') ?? '';
      const count = Number(/^Received: ([0-9]+)/.exec(label)?.[1] ?? 0);
      if (count === last) return;
      last = count;
      const noteCount: unknown = Reflect.get(window, 'noteCount');
      if (typeof noteCount === 'function') noteCount(count, Date.now());
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  return seen;
}

/** When the page showed the number, ms since the epoch. @throws when it does not in time */
async function shownAt(seen: ReadonlyMap<number, number>, count: number): Promise<number> {
  const until = Date.now() + changedWithinMs;
  for (;;) {
    const at = seen.get(count);
    if (at !== undefined) return at;
    if (Date.now() > until) throw new Error(`The page never showed ${count} invoices.`);
    await sleep(20);
  }
}

interface Result {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly acknowledged: number;
  readonly errors: readonly string[];
}

function text({ p50, p95, p99, max, acknowledged, errors }: Result): string {
  const [a, b, c, d] = [p50, p95, p99, max].map((ms) => `${(ms / 1_000).toFixed(2)} s`);
  return [
    `POST to a changed figure in the browser: p50 ${a}, p95 ${b}, p99 ${c}, max ${d}`,
    `${acknowledged} events came meanwhile.`,
    ...errors.map((error) => `The page complained: ${error}`),
  ].join('\n');
}
