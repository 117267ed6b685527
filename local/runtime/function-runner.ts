import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Ports } from '../../functions/core/ports.ts';
import { within } from '../../lib/within.ts';
import { projectRoot } from '../project-root.ts';
import type { CellFunction } from './cell-functions.ts';

type Handler = (event: unknown) => Promise<unknown>;

/** Runs a function by name. @throws what it threw, or that it took longer than its timeout */
export type RunFunction = (name: string, event: unknown) => Promise<unknown>;

/**
 * Loads the functions; each is made once and serves every invocation.
 * @param portsOf the ports of a function, by its name
 * @throws why one could not be loaded
 */
export async function loadFunctions(
  functions: readonly CellFunction[],
  portsOf: (name: string) => Ports,
): Promise<RunFunction> {
  const loaded = new Map<string, { readonly handler: Handler; readonly timeoutSeconds: number }>();
  for (const { name, entry, timeoutSeconds } of functions) {
    const module: { create: (ports: Ports) => Handler } = await import(
      pathToFileURL(join(projectRoot, entry, 'create.ts')).href
    );
    loaded.set(name, { handler: module.create(portsOf(name)), timeoutSeconds });
  }
  return (name, event) => {
    const found = loaded.get(name);
    if (!found) return Promise.reject(new Error(`the cell has no function ${name}`));
    const { handler, timeoutSeconds } = found;
    // Lambda's caller learns no more of what takes longer than the function's timeout.
    return within(
      timeoutSeconds * 1000,
      handler(event),
      () => new Error(`${name} timed out after ${timeoutSeconds} s`),
    );
  };
}
