#!/usr/bin/env node
// The `bems` command: starts the TypeScript command line on Node 24, from any folder.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node24, nodeEnvironment, nodeFlags, root } from './node24.mjs';

ensureInstalled();

// Garbage is collected on the thread that made it, in a young generation large enough for most
// events to die in: on few cores, helper threads only get in the way. The thread pool is large
// enough to sync journal, ledger and time series at the same time.
//
// Nothing is allocated in the old generation from the start: after a moment in which all of a kind
// survived, V8 does so with the kind for good, and whatever these objects hold then outlives them
// until the next full collection.
const cellFlags = ['--max-semi-space-size=32', '--single-threaded-gc', '--no-allocation-site-pretenuring'];
const env = { UV_THREADPOOL_SIZE: '8', ...nodeEnvironment };

// The channel tells the child when this process is gone (even by SIGKILL), so that no cell stays
// behind holding its port and data folder.
const script = join(root, 'cli', 'main.ts');
const child = spawn(node24(), [...nodeFlags, ...cellFlags, script, ...process.argv.slice(2)], {
  env,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
// A terminal sends Ctrl-C to the whole group, a plain kill only to this process. Both are passed on
// over the channel, where the child can tell a repeat from a second press.
process.on('SIGINT', () => child.send('SIGINT', () => {}));
process.on('SIGTERM', () => child.kill('SIGTERM'));
