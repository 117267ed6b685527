import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive } from '../../emulator/messaging/archive/archive.ts';
import { Engine, type EngineOptions } from '../../emulator/messaging/engine.ts';
import { archiveOf } from '../../emulator/messaging/resources.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import type { Clock } from '../../lib/clock.ts';
import { projectRoot } from '../../local/project-root.ts';
import { functionsOf } from '../../local/runtime/cell-functions.ts';
import { engineApi } from '../../local/runtime/engine-api.ts';
import { Functions } from '../../local/runtime/functions.ts';
import type { ThreadData } from '../../local/runtime/thread-api.ts';
import { synthesizeCell } from '../../local/synthesize-cell.ts';

const templateOfCell = async () =>
  loadTemplates(await synthesizeCell('local', { cacheDir: join(projectRoot, '.bems', 'cache', 'cdk') }));

/** Opens the queues of a data folder that no cell is using; nothing is delivered from them. */
export async function openQueues(dataFolder: string): Promise<Pick<Engine, 'queues' | 'close'>> {
  const nobody = async () => {
    throw new Error('these queues have no consumers');
  };
  const { engine, close } = await openEngine(dataFolder, {
    clock: { now: Date.now },
    deliver: nobody,
    invoke: nobody,
  });
  return { queues: engine.queues, close };
}

/**
 * Starts the inside of a cell in this process: everything but its HTTP server.
 * @param more functions the cell has besides its own
 */
export async function startInside(
  dataFolder: string,
  { clock, more }: { readonly clock: Clock; readonly more: ThreadData['functions'] },
) {
  const { engine, template, close } = await openEngine(dataFolder, {
    clock,
    deliver: (name, batch) => functions.deliver(name, batch),
    invoke: (name, event) => functions.invoke(name, event),
  });
  const { loaded, timeouts } = functionsOf(template);
  const log: string[] = [];
  const functions = new Functions(
    { dataFolder, functions: [...loaded, ...more] },
    { ...engineApi(engine), log: (_, code) => void log.push(code) },
    timeouts,
  );
  await functions.ready();
  engine.start();
  return {
    engine,
    template,
    functions,
    /** Codes of what the cell logged. */
    log,
    async close() {
      await close();
      await functions.close();
    },
  };
}

async function openEngine(
  dataFolder: string,
  { clock, ...consumers }: Pick<EngineOptions, 'clock' | 'deliver' | 'invoke'>,
) {
  const template = await templateOfCell();
  mkdirSync(dataFolder, { recursive: true });
  const archive = await openArchive({ folder: join(dataFolder, 'archive'), clock, ...archiveOf(template) });
  const engine = Engine.open({ template, dataFolder, archive, clock, ...consumers });
  return {
    engine,
    template,
    async close() {
      await engine.close();
      await archive.close();
    },
  };
}
