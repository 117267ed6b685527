import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that lasts as long as the run: for what the files of a worker share. */
    readonly runFolder: string;
  }
}

/** Has a process ended after the last test: one that the files of a worker share. */
export function endAfterRun(runFolder: string, pid: number): void {
  appendFileSync(join(runFolder, shared), `${pid}\n`);
}

/** The file with the processes that last as long as the run. */
const shared = 'processes';

function endShared(runFolder: string): void {
  const file = join(runFolder, shared);
  const pids = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  for (const pid of pids)
    try {
      process.kill(Number(pid));
    } catch {
      // It has ended by itself.
    }
}

/** Makes the folder of a run before its first test, and removes it after its last. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  provide('runFolder', folder);
  return () => {
    endShared(folder);
    rmSync(folder, { recursive: true, force: true });
  };
}
