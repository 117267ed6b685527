import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** How long a server may take to get ready, the first installing and synthesizing included; and to end. */
const readyWithinMs = 180_000;
const endsWithinMs = 20_000;
/** Characters of what the server wrote last, shown when it does not start. */
const keptOutput = 4000;

/** A server under test: a process of its own with a data folder of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** Where its API is; the path ends with a slash. */
  readonly api: URL;
  readonly apiKey: string;
  /** Where its console is, if it has one; the path ends with a slash. */
  readonly console: URL;
  /** Ends the process and removes its data folder. */
  stop(): Promise<void>;
}

/** Starts a whole cell, as `npm start` does. */
export function startCell(): Promise<ServerProcess> {
  return start((dataFolder) => [
    join(root, 'scripts', 'bems.mjs'),
    ...['up', '--no-demo', '--json', '--port', '0', '--data-dir', dataFolder],
  ]);
}

/** Starts the floor: the least that accepting an event durably takes. */
export function startFloor(): Promise<ServerProcess> {
  return start((dataFolder) => [join(root, 'bench', 'floor-server.ts'), dataFolder]);
}

/** Runs a script whose first line of output is JSON that names `api`, `apiKey` and `console`. */
async function start(commandIn: (dataFolder: string) => string[]): Promise<ServerProcess> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'bems-bench-'));
  const child = spawn(process.execPath, commandIn(dataFolder), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for the benchmark, which may have something left to ask.
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptOutput);
  });
  const killNow = () => {
    child.kill('SIGKILL');
    rmSync(dataFolder, { recursive: true, force: true });
  };
  process.once('exit', killNow);
  const stop = async () => {
    await end(child);
    process.off('exit', killNow);
    await rm(dataFolder, { recursive: true, force: true });
  };

  try {
    const ready: unknown = JSON.parse(await firstLine(child));
    const { api, apiKey, console } = { api: '', apiKey: '', console: '', ...Object(ready) };
    return {
      pid: child.pid ?? 0,
      api: folderUrl(api),
      apiKey,
      console: folderUrl(console || api),
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`The server under test did not start.\n${said}`, { cause: error });
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`It ${why}.`));
    const timer = setTimeout(() => fail('was not ready in time'), readyWithinMs);
    child.once('error', reject);
    child.once('exit', (code) => fail(`ended with code ${code} before it was ready`));
    if (!child.stdout) return fail('has no output');
    createInterface(child.stdout).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
  });
}

function folderUrl(address: string): URL {
  return new URL(address.endsWith('/') ? address : `${address}/`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(endsWithinMs, undefined, { ref: false })]);
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await ended;
  }
}
