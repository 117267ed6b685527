import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const writer = fileURLToPath(new URL('./embedded-writer.ts', import.meta.url));

/**
 * Lets a process of its own write the workload to a store and kills it, without warning, once it
 * has said of so many positions that they are durable.
 * @returns the positions it said so of
 */
export async function writeUntilKilled(
  store: 'ledger' | 'time-series',
  path: string,
  acknowledgements: number,
): Promise<readonly number[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', writer, store, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const durable: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    durable.push(Number(line));
    if (durable.length === acknowledgements) child.kill('SIGKILL');
  }
  await ended;
  return durable;
}
