import { join } from 'node:path';
import { createGateway } from '../emulator/gateway/gateway.ts';
import { restApiFrom } from '../emulator/gateway/rest-api.ts';
import { openArchive } from '../emulator/messaging/archive/archive.ts';
import { Engine } from '../emulator/messaging/engine.ts';
import { archiveOf } from '../emulator/messaging/resources.ts';
import type { CellTemplate } from '../emulator/template/cell-template.ts';
import { loadTemplates } from '../emulator/template/load-templates.ts';
import { cellMetadata, names } from '../functions/core/names.ts';
import { listStuckInvoices } from '../operations/stuck-invoices.ts';
import { openApiDocument } from '../schemas/openapi.ts';
import { cellLog } from './cell-log.ts';
import { claimDataFolder, loadApiKeys } from './data-folder.ts';
import { projectRoot } from './project-root.ts';
import { functionsOf } from './runtime/cell-functions.ts';
import { engineApi } from './runtime/engine-api.ts';
import { Functions } from './runtime/functions.ts';
import { buildConsole } from './server/build-console.ts';
import { consoleRoutes } from './server/console-routes.ts';
import { startHttpServer } from './server/http-server.ts';
import { statusOf } from './status.ts';
import { synthesizeCell } from './synthesize-cell.ts';

export interface CellOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Everything the cell keeps: journal, archive, stores, keys, log. */
  readonly dataDir: string;
}

export interface RunningCell {
  /** Origin of the API, without a slash at the end. */
  readonly api: string;
  /** Secret of the first producer's key. */
  readonly apiKey: string;
  /** Every key's secret, by the producer's name. */
  readonly apiKeys: Readonly<Record<string, string>>;
  /** Address of the console, with a slash at the end. */
  readonly console: string;
  /** Answers what has come in, lets what is under way finish, and leaves nothing running. */
  close(): Promise<void>;
}

/**
 * Starts a whole cell from the infrastructure definition and whatever its data folder holds.
 * @throws {DataFolderInUse} while another cell has the folder; any error of the definition, named
 */
export async function startCell({ port, dataDir }: CellOptions): Promise<RunningCell> {
  const release = claimDataFolder(dataDir);
  try {
    return await openCell(port, dataDir, release);
  } catch (error) {
    release();
    throw error;
  }
}

/** @throws {Error} when the templates do not say which cell they are of */
function cellNameOf({ metadata }: CellTemplate): string {
  const name = metadata[cellMetadata];
  if (typeof name !== 'string')
    throw new Error(`The templates do not say in ${cellMetadata} which cell they are of`);
  return name;
}

async function openCell(port: number, dataFolder: string, release: () => void): Promise<RunningCell> {
  const clock = { now: Date.now };
  const startedAt = clock.now();
  const cache = join(projectRoot, '.bems', 'cache');
  const [assembly, consoleFolder] = await Promise.all([
    synthesizeCell('local', { cacheDir: join(cache, 'cdk') }),
    buildConsole(join(cache, 'console')),
  ]);
  const template = loadTemplates(assembly);

  const log = cellLog(dataFolder);
  const archive = await openArchive({ folder: join(dataFolder, 'archive'), clock, ...archiveOf(template) });
  const engine = Engine.open({
    template,
    dataFolder,
    archive,
    clock,
    deliver: (name, batch) => functions.deliver(name, batch),
    invoke: (name, event) => functions.invoke(name, event),
  });
  const { loaded, timeouts } = functionsOf(template);
  const functions = new Functions({ dataFolder, functions: loaded }, { ...engineApi(engine), log }, timeouts);
  await functions.ready();
  const closeInside = async () => {
    await engine.close();
    await functions.close();
    await archive.close();
  };

  const api = restApiFrom(template);
  const apiKeys = loadApiKeys(dataFolder, api.apiKeys);
  const onFault = (cause: unknown, fields: Readonly<Record<string, unknown>> = {}) =>
    log('error', 'REQUEST_FAILED', cause instanceof Error ? cause.message : String(cause), fields);
  const gateway = createGateway({
    api,
    apiKeys: new Map(apiKeys.map(({ id, secret }) => [id, secret])),
    integrations: {
      putEvents: (entries) => engine.bus.putEvents(entries),
      invokeFunction: (name, event) => functions.invoke(name, event),
    },
    clock,
    onFault: ({ cause, route, requestId }) => onFault(cause, { route, requestId }),
  });
  const server = await startHttpServer({
    port,
    gateway,
    onFault,
    routes: consoleRoutes({
      folder: consoleFolder,
      openApi: (serverUrl) => openApiDocument({ serverUrl, cell: cellNameOf(template) }),
      clock,
      onFault,
      queries: {
        status: async () =>
          statusOf(
            { cell: cellNameOf(template), region: template.region },
            engine,
            await functions.call('storeStatus'),
            clock,
            startedAt,
          ),
        kpis: {
          read: (query) => functions.call('read', query),
          events: (query) => functions.call('events', query),
        },
        stuck: (selection) =>
          listStuckInvoices(
            { ledger: { overdue: (now, limit) => functions.call('overdue', now, limit) }, clock },
            selection,
          ),
        invoice: (event) => functions.invoke(names().historyFunction, event),
      },
    }),
  }).catch(async (error: unknown) => {
    // The thread of the functions would keep the process alive although it cannot be reached.
    await closeInside();
    throw error;
  });
  engine.start();

  return {
    api: server.origin,
    apiKey: apiKeys[0]?.secret ?? '',
    apiKeys: Object.fromEntries(apiKeys.map(({ name, secret }) => [name, secret])),
    console: `${server.origin}/console/`,
    async close() {
      await server.close();
      await closeInside();
      release();
    },
  };
}
