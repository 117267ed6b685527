import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive } from '../../emulator/messaging/archive/archive.ts';
import { Engine } from '../../emulator/messaging/engine.ts';
import { archiveOf } from '../../emulator/messaging/resources.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { envNames } from '../../functions/adapters/lambda/env.ts';
import { type Downstreams, downstreamsText } from '../../functions/core/downstream/settings.ts';
import type { Log } from '../../functions/core/ports.ts';
import { projectRoot } from '../../local/project-root.ts';
import { type CellFunction, functionsOf } from '../../local/runtime/cell-functions.ts';
import { openPath } from '../../local/runtime/open-path.ts';
import { PathThread } from '../../local/runtime/path.ts';
import { synthesizeCell } from '../../local/synthesize-cell.ts';

const assemblies = new Map<string | undefined, Promise<string>>();

/** Looked up once for all files that a worker runs: to read all that a cell is made from takes longer than to open it. */
function assemblyOfCell(downstream?: string): Promise<string> {
  const cacheDir = join(projectRoot, '.bems', 'cache', 'cdk');
  const known = assemblies.get(downstream) ?? synthesizeCell('local', { cacheDir, downstream });
  assemblies.set(downstream, known);
  return known;
}

/** Opens the messaging of a data folder that no cell is using; nothing is delivered from its queues. */
export async function openEngine(
  dataFolder: string,
): Promise<Pick<Engine, 'queues' | 'bus' | 'synced' | 'close'>> {
  const template = loadTemplates(await assemblyOfCell());
  mkdirSync(dataFolder, { recursive: true });
  const clock = { now: Date.now };
  const nobody = async () => {
    throw new Error('these queues have no consumers');
  };
  const archive = await openArchive({ folder: join(dataFolder, 'archive'), clock, ...archiveOf(template) });
  const engine = Engine.open({ template, dataFolder, archive, clock, deliver: nobody, invoke: nobody });
  return {
    ...{ queues: engine.queues, bus: engine.bus, synced: () => engine.synced() },
    async close() {
      await engine.close();
      await archive.close();
    },
  };
}

/**
 * Opens a cell's path in this thread: everything but its HTTP server.
 * @param clock its `aheadMs` may be set at any time
 * @param more of what the thread is started with
 */
export async function openPathHere(
  dataFolder: string,
  clock = { aheadMs: 0 },
  {
    downstreams,
    apiOrigin,
    assembly: other,
    gone = [],
    ...more
  }: {
    readonly alertWebhook?: string;
    readonly apiOrigin?: string;
    readonly downstreams?: Downstreams;
    /** The folder of a cloud assembly; that of the local cell without one. */
    readonly assembly?: string;
    /** Functions that fail whenever they are called. */
    readonly gone?: readonly string[];
  } = {},
) {
  const assembly = other ?? (await assemblyOfCell(downstreams && downstreamsText(nowhere(downstreams))));
  const template = loadTemplates(assembly);
  mkdirSync(dataFolder, { recursive: true });
  const codes: string[] = [];
  const note: Log['info'] = ({ code }) => void codes.push(code);
  const path = await openPath(
    {
      ...{ assembly, dataFolder, startedAt: Date.now(), afterCrash: false, ...more },
      functions: functionsOf(template)
        .filter(({ name }) => !gone.includes(name))
        .map((one) => withDownstreams(one, downstreams)),
    },
    {
      ...{ clock: { now: () => Date.now() + clock.aheadMs }, log: { info: note, warn: note, error: note } },
      apiOrigin: async () => apiOrigin,
    },
  );
  path.start();
  return { ...path, template, codes };
}

/** A port of its own for each test would be a synthesis of its own. */
function nowhere(downstreams: Downstreams): Downstreams {
  return Object.fromEntries(
    Object.entries(downstreams).map(([stage, settings]) => [
      stage,
      { ...settings, url: 'http://127.0.0.1:1/' },
    ]),
  );
}

function withDownstreams(one: CellFunction, downstreams: Downstreams | undefined): CellFunction {
  if (!downstreams || one.environment[envNames.downstreams] === undefined) return one;
  return {
    ...one,
    environment: { ...one.environment, [envNames.downstreams]: downstreamsText(downstreams) },
  };
}

/**
 * Starts a cell's path in a thread of its own, as the cell does.
 * @param more functions the cell has besides its own
 */
export async function startPathThread(dataFolder: string, more: readonly CellFunction[]) {
  const assembly = await assemblyOfCell();
  mkdirSync(dataFolder, { recursive: true });
  const codes: string[] = [];
  const clockAhead = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const functions = [...functionsOf(loadTemplates(assembly)), ...more];
  const path = new PathThread(
    { assembly, dataFolder, functions, startedAt: Date.now(), clockAhead },
    {
      log: (_, code) => void codes.push(code),
      converted: () => {},
      apiMetrics: () => [],
      apiOrigin: () => undefined,
    },
  );
  await path.ready();
  return {
    path,
    /** Codes of what the cell logged. */
    codes,
    /** Puts the path's clock ahead. */
    advance(ms: number) {
      const ahead = new Float64Array(clockAhead);
      ahead[0] = (ahead[0] ?? 0) + ms;
    },
  };
}
