// npm run bench:forecast: what a forecast of payments takes, with as many invoices as asked.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pastQuestion } from '../../dashboards/cash-flow-forecast.ts';
import { cashFlowForecaster } from '../../local/forecast/cash-flow-forecaster.ts';
import { openThreadedTimeSeries } from '../../local/time-series/threaded-time-series.ts';
import { fillStoreOfInvoices } from './store.ts';

const usage = `npm run bench:forecast -- [options]
  --invoices <n>   of 13 months (4000000)
  --open <share>   of them that are open, from 0 to 1 (0.25)
`;

const { values } = parseArgs({
  options: {
    invoices: { type: 'string', default: '4000000' },
    open: { type: 'string', default: '0.25' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [invoices, openShare] = [Number(values.invoices), Number(values.open)];

if (values.help) process.stdout.write(usage);
else if (!Number.isSafeInteger(invoices) || invoices < 1 || !(openShare >= 0 && openShare <= 1)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else await measure();

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bems-forecast-'));
  try {
    const path = join(folder, 'time-series.duckdb');
    const now = Date.now();
    process.stderr.write('Filling the store …\n');
    await fillStoreOfInvoices(path, { invoices, now, openShare });
    const store = await openThreadedTimeSeries(path);
    const today = new Date(now).toISOString().slice(0, 10);
    const read = await taken(() => store.payables(pastQuestion(today)));
    const made = await taken(cashFlowForecaster(store, { now: () => now }));
    await store.close();
    process.stdout.write(`${invoices} invoices\nread:     ${read}\nforecast: ${made} (reads included)\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds that something takes, by the clock and of processors, and the most memory of the process meanwhile. */
async function taken(what: () => Promise<unknown>): Promise<string> {
  let most = 0;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const [began, used] = [performance.now(), process.cpuUsage()];
  await what();
  clearInterval(watching);
  const { user, system } = process.cpuUsage(used);
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return `${seconds(performance.now() - began)}, ${seconds((user + system) / 1_000)} of processors, ${Math.round(most / 2 ** 20)} MiB at most`;
}
