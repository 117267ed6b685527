import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { endAfterRun } from '../run-folder.ts';

/** A running `moto_server`: AWS over HTTP, in memory. */
export interface Moto {
  /** What an SDK client is made with to talk to it. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  stop(): Promise<void>;
}

let found: boolean | undefined;

function installed(): boolean {
  found ??= spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status === 0;
  return found;
}

/**
 * Whether the suites that need moto can run here. Where it is missing they are skipped with a line
 * that says how to get it; in CI a missing moto is a failure.
 */
export function motoAvailable(): boolean {
  if (installed()) return true;
  const hint = "moto_server is not on the PATH. Get it with: pip install 'moto[server]'";
  if (process.env.CI) throw new Error(hint);
  console.warn(`Skipped: the suites of the AWS adapters. ${hint}`);
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return address.port;
}

/** Servers that no file uses now. */
const idle: string[] = [];

/**
 * An empty server, which nobody else uses until it is stopped. The files of a worker share it, one after the
 * other: what moto loads for a service takes it seconds.
 */
export async function startMoto(): Promise<Moto> {
  const endpoint = idle.pop() ?? (await startServer());
  return {
    client: {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    async stop() {
      const { ok, status } = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
      if (!ok) throw new Error(`moto_server at ${endpoint} was not emptied: HTTP ${status}`);
      idle.push(endpoint);
    },
  };
}

/** Starts a server on a free loopback port and waits until it answers; it lasts as long as the run. */
async function startServer(): Promise<string> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, PYTHONPATH: fileURLToPath(new URL('./moto', import.meta.url)) },
  });
  server.unref();
  if (server.pid !== undefined) endAfterRun(inject('runFolder'), server.pid);
  const answers = () =>
    fetch(`${endpoint}/moto-api/`).then(
      (response) => response.ok,
      () => false,
    );
  for (let attempt = 0; !(await answers()); attempt++) {
    if (attempt === 300 || server.exitCode !== null)
      throw new Error(`moto_server did not answer at ${endpoint}: exit code ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return endpoint;
}
