// npm run bench:figures: how long figures take while events come, with as much history as asked.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Latency, LatencyRecorder } from '../../bench/latency.ts';
import { table } from '../../cli/table.ts';
import { figurePath, isComparable, type Looker, previousPath } from '../../dashboards/asks.ts';
import type { KpiQuery } from '../../dashboards/kpi-reader.ts';
import { kpis } from '../../dashboards/kpis/registry.ts';
import { kpiQueryFrom } from '../../dashboards/query-parameters.ts';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import { factKey } from '../../functions/core/invoice/fact.ts';
import { headOf } from '../../functions/core/invoice/projection.ts';
import { changedRecordsOf } from '../../functions/core/measures/records.ts';
import { snapshotOf } from '../../functions/core/measures/snapshot-of.ts';
import { openThreadedTimeSeries } from '../../local/time-series/threaded-time-series.ts';
import { factOf } from './events.ts';
import { eventsPerInvoice, fillStore } from './store.ts';

const usage = `npm run bench:figures -- [options]
  --events <n>     events of history (10000000)
  --rate <n>       events per second that come meanwhile (1000)
  --seconds <n>    how long figures are read (30)
  --days <n>       of how many days up to now (30, as pages show at first)
  --json           JSON instead of a table
`;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    days: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [events, rate, seconds, days] = [values.events, values.rate, values.seconds, values.days].map(Number);

if (values.help) process.stdout.write(usage);
else if (
  !events ||
  rate === undefined ||
  !seconds ||
  !days ||
  ![events, rate, seconds, days].every(Number.isSafeInteger)
) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else await measure({ history: events, eventsPerSecond: rate, forSeconds: seconds, days });

interface Measured {
  readonly history: number;
  readonly eventsPerSecond: number;
  readonly forSeconds: number;
  readonly days: number;
}

async function measure({ history, eventsPerSecond, forSeconds, days }: Measured): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bems-figures-'));
  try {
    const path = join(folder, 'time-series.duckdb');
    const now = Date.now();
    process.stderr.write('Filling the store …\n');
    await fillStore(path, { invoices: Math.ceil(history / eventsPerInvoice), now });
    const bytesPerEvent = statSync(path).size / history;
    const store = await openThreadedTimeSeries(path);
    const until = performance.now() + forSeconds * 1_000;
    const writing = write(store, eventsPerSecond, until);
    const all = new LatencyRecorder();
    const asked = questions(now, days).map((question) => ({ ...question, latency: new LatencyRecorder() }));
    while (performance.now() < until)
      for (const { query, latency } of asked) {
        const began = performance.now();
        await store.read(query);
        for (const recorder of [all, latency]) recorder.record(performance.now() - began);
      }
    const written = await writing;
    await store.close();
    const figures = asked.map(({ id, latency }) => ({ id, p95: latency.p95, ...latency.latency }));
    const result = { history, written, bytesPerEvent, all: { p95: all.p95, ...all.latency }, figures };
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : text(result));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Question {
  readonly id: string;
  readonly query: KpiQuery;
}

/** What pages ask about so many days up to today: every figure, by day where it has steps, and of the period before. */
function questions(now: number, days: number): readonly Question[] {
  const looker: Looker = { view: { period: { days }, compare: true, filters: {} }, now, zone: 'UTC' };
  const question = (id: string, path: string | undefined): readonly Question[] => {
    const [place = '', parameters] = path?.split('?') ?? [];
    const kpi = place.split('/').at(-1);
    return kpi ? [{ id, query: kpiQueryFrom(kpi, new URLSearchParams(parameters), now) }] : [];
  };
  return kpis.flatMap((kpi) => [
    ...question(kpi.id, figurePath({ kpi: kpi.id }, looker)),
    ...question(`${kpi.id} before`, previousPath({ kpi: kpi.id }, looker)),
    ...(isComparable(kpi)
      ? question(`${kpi.id} by day`, figurePath({ kpi: kpi.id, bucket: 'day' }, looker))
      : []),
  ]);
}

interface Percentiles extends Latency {
  readonly p95: number;
}

interface Result {
  /** Events. */
  readonly history: number;
  readonly written: number;
  readonly bytesPerEvent: number;
  readonly all: Percentiles;
  readonly figures: readonly (Percentiles & { readonly id: string })[];
}

function text({ history, written, bytesPerEvent, all, figures }: Result): string {
  const round = (ms: number) => `${Math.round(ms)} ms`;
  const slowest = figures.toSorted((a, b) => b.p95 - a.p95);
  return `${table([
    ['figure', 'p50', 'p95', 'p99', 'max'],
    ...slowest.map(({ id, p50, p95, p99, max }) => [id, ...[p50, p95, p99, max].map(round)]),
    ['all', ...[all.p50, all.p95, all.p99, all.max].map(round)],
  ])}\n${history} events of history, ${bytesPerEvent.toFixed(0)} bytes each on disk; ${written} more came meanwhile.\n`;
}

/** Writes new invoices' events at a rate, ten at a time, until then. @returns how many */
async function write(
  store: Awaited<ReturnType<typeof openThreadedTimeSeries>>,
  eventsPerSecond: number,
  until: number,
): Promise<number> {
  const began = performance.now();
  const pending = new Set<Promise<unknown>>();
  let written = 0;
  while (performance.now() < until && eventsPerSecond > 0) {
    for (; written < ((performance.now() - began) * eventsPerSecond) / 1_000; written += 1) {
      const invoice = Math.floor(written / eventsPerInvoice);
      const facts = Array.from({ length: (written % eventsPerInvoice) + 1 }, (_, step) =>
        factOf(invoice, step),
      );
      const decided = decidedTimeline(facts);
      const last = facts.at(-1);
      const records = changedRecordsOf(decided, new Set(last ? [factKey(last)] : []));
      const writing = store.write(records, [snapshotOf(decided, headOf(decided))]);
      pending.add(writing);
      void writing.finally(() => pending.delete(writing));
    }
    await sleep(10);
  }
  await Promise.all(pending);
  return written;
}
