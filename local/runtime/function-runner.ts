import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Ports } from '../../functions/core/ports.ts';
import { projectRoot } from '../project-root.ts';
import type { CellFunction } from './cell-functions.ts';

type Handler = (event: unknown) => Promise<unknown>;

/** Runs a function by name. @throws what it threw, or that it took longer than its timeout */
export type RunFunction = (name: string, event: unknown) => Promise<unknown>;

/** Loads the functions; each is made once and serves every invocation. @throws why one could not be loaded */
export async function loadFunctions(functions: readonly CellFunction[], ports: Ports): Promise<RunFunction> {
  const loaded = new Map<string, { readonly handler: Handler; readonly timeoutSeconds: number }>();
  for (const { name, entry, timeoutSeconds } of functions) {
    const module: { create: (ports: Ports) => Handler } = await import(
      pathToFileURL(join(projectRoot, entry, 'create.ts')).href
    );
    loaded.set(name, { handler: module.create(ports), timeoutSeconds });
  }
  return (name, event) => {
    const found = loaded.get(name);
    if (!found) return Promise.reject(new Error(`the cell has no function ${name}`));
    return within(found.timeoutSeconds, name, found.handler(event));
  };
}

/** What takes longer than the function's timeout has failed, as far as its caller is concerned. */
function within(seconds: number, name: string, result: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} timed out after ${seconds} s`)), seconds * 1000);
    result.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
