#!/usr/bin/env node
// The `bems` command: starts the TypeScript command line on Node 24, from whatever folder it is called.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node24, nodeFlags, root } from './node24.mjs';

ensureInstalled();

// What a request leaves behind is collected on the thread that made it, in a space that outlives
// most events' way: helper threads only get in the way on few cores. Enough threads for journal, ledger and time series to be synced side by side.
const cellFlags = ['--max-semi-space-size=32', '--single-threaded-gc'];
const env = { UV_THREADPOOL_SIZE: '8', ...process.env };

// The channel tells the child when this process is gone (even by SIGKILL), so that no cell is left behind
// holding its port and its data folder.
const script = join(root, 'cli', 'main.ts');
const child = spawn(node24(), [...nodeFlags, ...cellFlags, script, ...process.argv.slice(2)], {
  env,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
// A terminal sends Ctrl-C to the whole group, a plain kill reaches this process only: passed on over the channel,
// where the child can tell a repetition from a second press.
process.on('SIGINT', () => child.send('SIGINT', () => {}));
process.on('SIGTERM', () => child.kill('SIGTERM'));
