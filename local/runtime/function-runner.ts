import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Ports } from '../../functions/core/ports.ts';
import { machineTimers, type Timers } from '../../lib/timers.ts';
import { within } from '../../lib/within.ts';
import { projectRoot } from '../project-root.ts';
import type { CellFunction } from './cell-functions.ts';

type Handler = (event: unknown) => Promise<unknown>;

/** Runs a function by name. @throws what it threw, or that it took longer than its timeout */
export type RunFunction = (name: string, event: unknown) => Promise<unknown>;

/** A function with its code. */
export interface LoadedFunction extends Omit<CellFunction, 'entry'> {
  readonly create: (ports: Ports) => Handler;
}

/** Loads the functions; each is made once and serves every invocation. @throws why one could not be loaded */
export async function loadFunctions(functions: readonly CellFunction[], ports: Ports): Promise<RunFunction> {
  return makeFunctions(await importFunctions(functions), ports);
}

/** Loads the code of the functions. @throws why that of one could not be loaded */
export async function importFunctions(functions: readonly CellFunction[]): Promise<LoadedFunction[]> {
  const loaded: LoadedFunction[] = [];
  for (const { entry, ...rest } of functions) {
    const module: Pick<LoadedFunction, 'create'> = await import(
      pathToFileURL(join(projectRoot, entry, 'create.ts')).href
    );
    loaded.push({ ...rest, create: module.create });
  }
  return loaded;
}

/** Makes each function once, to serve every invocation. */
export function makeFunctions(
  functions: readonly LoadedFunction[],
  ports: Ports,
  timers: Timers = machineTimers,
): RunFunction {
  const made = new Map(
    functions.map(({ name, timeoutSeconds, create }) => [name, { handler: create(ports), timeoutSeconds }]),
  );
  return (name, event) => {
    const found = made.get(name);
    if (!found) return Promise.reject(new Error(`the cell has no function ${name}`));
    const { handler, timeoutSeconds } = found;
    // Lambda's caller learns no more of what takes longer than the function's timeout.
    return within(
      timeoutSeconds * 1000,
      handler(event),
      () => new Error(`${name} timed out after ${timeoutSeconds} s`),
      timers,
    );
  };
}
