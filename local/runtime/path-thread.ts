/**
 * The thread of the path: bus, queues, functions and both stores. An event stays in it from the moment
 * the API hands it over until it is visible.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../../functions/core/ports.ts';
import { openPath, type Path } from './open-path.ts';
import { Rpc } from './rpc.ts';
import type { HostApi, ThreadData } from './thread-api.ts';

if (!parentPort) throw new Error('path-thread.ts runs as a worker thread');
const data: ThreadData = workerData;
const host = new Rpc<HostApi>(parentPort);

/** Milliseconds the files are given to close after an error nobody caught. */
const closeTimeoutMs = 10_000;
let path: Path | undefined;
let failed = false;
// The thread ends only with its stores closed: torn down at work, DuckDB takes the whole process with it.
process.on('uncaughtException', async ({ message, stack = '' }) => {
  if (failed) return;
  failed = true;
  void host.call('failed', message, stack);
  host.flush();
  setTimeout(() => process.exit(1), closeTimeoutMs);
  await path?.abandon();
  process.exit(1);
});

const log: Log = {
  info: (message, fields = {}) => void host.call('log', 'info', message.code, message.text, fields),
  warn: (message, fields = {}) => void host.call('log', 'warn', message.code, message.text, fields),
  error: (message, fields = {}) => void host.call('log', 'error', message.code, message.text, fields),
};
const ahead = data.clockAhead && new Float64Array(data.clockAhead);
const clock = ahead ? { now: () => Date.now() + Math.trunc(ahead[0] ?? 0) } : { now: Date.now };

path = await openPath(data, {
  ...{ clock, log },
  apiMetrics: () => host.call('apiMetrics'),
  apiOrigin: () => host.call('apiOrigin'),
  onMigration: (done, total) => void host.call('converted', done, total),
});
host.offer(path.api);
await host.call('ready');
path.start();
