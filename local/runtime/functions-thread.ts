/** The thread in which the cell's functions run, beside the ledger and the time series they write. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { sqsEventOf } from '../../emulator/messaging/sqs-event.ts';
import type { Log, Ports } from '../../functions/core/ports.ts';
import { openSqliteLedger } from '../ledger/sqlite-ledger.ts';
import { projectRoot } from '../project-root.ts';
import { openDuckDbTimeSeries } from '../time-series/duckdb-time-series.ts';
import { engineQueues, engineTopics } from './engine-ports.ts';
import { Freshness } from './freshness.ts';
import { Rpc } from './rpc.ts';
import { StuckInvoiceLevels } from './stuck-invoices.ts';
import type { EngineApi, FunctionsApi, ThreadData } from './thread-api.ts';

type Handler = (event: unknown) => Promise<unknown>;

if (!parentPort) throw new Error('functions-thread.ts runs as a worker thread');
const { dataFolder, functions }: ThreadData = workerData;

const clock = { now: Date.now };
const freshness = new Freshness(clock);
const stuckInvoices = new StuckInvoiceLevels();
const ledger = openSqliteLedger({ path: join(dataFolder, 'ledger.sqlite') });
const timeSeries = await openDuckDbTimeSeries({
  path: join(dataFolder, 'time-series.duckdb'),
  onVisible: (receivedAt) => freshness.record(receivedAt),
});

const handlers = new Map<string, Handler>();
const handlerOf = (functionName: string): Handler => {
  const handler = handlers.get(functionName);
  if (!handler) throw new Error(`the cell has no function ${functionName}`);
  return handler;
};
const api: FunctionsApi = {
  invoke: async (functionName, event) => handlerOf(functionName)(event),
  deliver: async (functionName, batch) => handlerOf(functionName)(sqsEventOf(batch)),
  async storeStatus() {
    return {
      ...ledger.counts(),
      visible: timeSeries.visible(),
      visibleByStage: timeSeries.visibleByStage(),
      newestReceivedAt: timeSeries.newestReceivedAt(),
      freshness: freshness.summary(),
      stuckInvoices: stuckInvoices.summary(),
    };
  },
  read: timeSeries.read,
  events: timeSeries.events,
  overdue: ledger.overdue,
  async close() {
    await ledger.close();
    await timeSeries.close();
  },
};

const engine = new Rpc<EngineApi>(parentPort, api);

/** Milliseconds the stores are given to close after an error nobody caught. */
const closeTimeoutMs = 10_000;
let failed = false;
// The thread ends only with its stores closed: torn down at work, DuckDB takes the whole process with it.
process.on('uncaughtException', async ({ message, stack = '' }) => {
  if (failed) return;
  failed = true;
  void engine.call('failed', message, stack);
  setTimeout(() => process.exit(1), closeTimeoutMs);
  await api.close();
  process.exit(1);
});

const log: Log = {
  info: (message, fields = {}) => void engine.call('log', 'info', message.code, message.text, fields),
  warn: (message, fields = {}) => void engine.call('log', 'warn', message.code, message.text, fields),
  error: (message, fields = {}) => void engine.call('log', 'error', message.code, message.text, fields),
};
const ports: Ports = {
  ledger,
  timeSeries,
  topics: engineTopics(engine, ledger),
  queues: engineQueues(engine),
  clock,
  random: Math.random,
  log,
  metrics: stuckInvoices,
};

for (const { name, entry } of functions) {
  const module: { create: (ports: Ports) => Handler } = await import(
    pathToFileURL(join(projectRoot, entry, 'create.ts')).href
  );
  handlers.set(name, module.create(ports));
}
await engine.call('ready');
