import { join } from 'node:path';
import type { HistoryLoading } from '../dashboards/console-api.ts';
import type { FigureSettings } from '../dashboards/figure-settings.ts';
import { readAlarms } from '../emulator/alarms/definition/read-alarms.ts';
import { readingsOf } from '../emulator/alarms/readings.ts';
import { readRestApi } from '../emulator/gateway/definition/read-rest-api.ts';
import { createGateway } from '../emulator/gateway/gateway.ts';
import { accessLogMetricsOf } from '../emulator/metrics/access-log-metrics.ts';
import { measuredGateway } from '../emulator/metrics/api-metrics.ts';
import { MetricStore } from '../emulator/metrics/metric-store.ts';
import { refuseUnknownTypes } from '../emulator/resource-types.ts';
import { loadTemplates } from '../emulator/template/load-templates.ts';
import { names } from '../functions/core/names.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/message-of.ts';
import type { ReconcileService } from '../operations/reconcile/service.ts';
import { openApiDocument } from '../schemas/openapi.ts';
import { loadAccessKeys } from './access-keys.ts';
import { cellLog } from './cell-log.ts';
import { cellNameOf } from './cell-name.ts';
import { claimDataFolder, loadApiKeys } from './data-folder.ts';
import { cashFlowForecaster } from './forecast/cash-flow-forecaster.ts';
import { volumeForecaster } from './forecast/volume-forecaster.ts';
import { discardedFile } from './letter-export.ts';
import { loadOperatorKey } from './operator-key.ts';
import { projectRoot } from './project-root.ts';
import { functionsOf } from './runtime/cell-functions.ts';
import { PathThread } from './runtime/path.ts';
import type { ThreadData } from './runtime/thread-api.ts';
import { threadedDeadLetters } from './runtime/threaded-dead-letters.ts';
import { threadedRecords } from './runtime/threaded-records.ts';
import { buildConsole } from './server/build-console.ts';
import { consoleRoutes } from './server/console-routes.ts';
import { startHttpServer } from './server/http-server.ts';
import { operatorTable } from './server/operator-table.ts';
import type { ReplayQueries } from './server/replay-table.ts';
import { synthesizeCell } from './synthesize-cell.ts';
import type { PayablesReader } from './time-series/payables.ts';

export interface CellOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Everything the cell keeps: journal, archive, stores, keys, log. */
  readonly dataDir: string;
  /** Where announcements of alerts are POSTed beside the file. */
  readonly alertWebhook?: string | undefined;
  /** The downstreams of the stages, as JSON; none without it. */
  readonly downstream?: string | undefined;
  /** What the console shows figures by; nothing of its own without it. */
  readonly figures?: FigureSettings | undefined;
  /** Told how many rows of a data folder of a former layout have been converted, of how many. */
  readonly onConversion?: (done: number, total: number) => void;
  /** What the path's thread is started with instead of the functions of the templates and the machine's clock. */
  readonly thread?: Partial<Pick<ThreadData, 'functions' | 'clockAhead'>>;
}

export interface RunningCell {
  /** Origin of the API, without a slash at the end. */
  readonly api: string;
  /** Secret of the first producer's key. */
  readonly apiKey: string;
  /** Every key's secret, by the producer's name. */
  readonly apiKeys: Readonly<Record<string, string>>;
  /** The key of whoever operates the cell. */
  readonly operatorKey: string;
  /** Address of the console, with a slash at the end. */
  readonly console: string;
  /** Has the status say that a history is being loaded, or, without one, that none is any more. */
  sayLoading(loading: HistoryLoading | undefined): void;
  /** Answers what has come in, lets what is under way finish, and leaves nothing running. */
  close(): Promise<void>;
}

/**
 * Starts a whole cell from the infrastructure definition and whatever its data folder holds.
 * @throws {DataFolderInUse} while another cell has the folder; any error of the definition, named
 */
export async function startCell(options: CellOptions): Promise<RunningCell> {
  const release = claimDataFolder(options.dataDir);
  try {
    return await openCell(options, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function openCell(
  {
    port,
    dataDir: dataFolder,
    alertWebhook,
    downstream,
    figures = {},
    onConversion = () => {},
    thread = {},
  }: CellOptions,
  release: () => void,
): Promise<RunningCell> {
  const clock = { now: Date.now };
  const cache = join(projectRoot, '.bems', 'cache');
  const [assembly, consoleFolder] = await Promise.all([
    synthesizeCell('local', { cacheDir: join(cache, 'cdk'), downstream }),
    buildConsole(join(cache, 'console')),
  ]);
  const template = loadTemplates(assembly);
  refuseUnknownTypes(template);
  const api = readRestApi(template);

  const log = cellLog(dataFolder);
  const apiMetrics = new MetricStore(clock, readingsOf(readAlarms(template)));
  let origin: string | undefined;
  let loading: HistoryLoading | undefined;
  const path = new PathThread(
    {
      ...{ assembly, dataFolder, functions: functionsOf(template), startedAt: clock.now(), alertWebhook },
      ...thread,
    },
    { log, converted: onConversion, apiMetrics: () => apiMetrics.drain(), apiOrigin: () => origin },
  );
  await path.ready();

  const apiKeys = loadApiKeys(dataFolder, api.apiKeys);
  const operatorKey = loadOperatorKey(dataFolder);
  const onFault = (cause: unknown, fields: Readonly<Record<string, unknown>> = {}) =>
    log('error', 'REQUEST_FAILED', messageOf(cause), fields);
  const plainGateway = createGateway({
    api,
    apiKeys: new Map(apiKeys.map(({ id, secret }) => [id, secret])),
    accessKeys: loadAccessKeys(dataFolder, api),
    integrations: {
      putEvents: (entries) => path.putEvents(entries),
      isThrottled: () => path.isSaturated,
      invokeFunction: (name, event) => path.call('invoke', name, event),
    },
    clock,
    onFault: ({ cause, route, requestId }) => onFault(cause, { route, requestId }),
  });
  const gateway = measuredGateway(plainGateway, api, accessLogMetricsOf(template), apiMetrics, clock);
  const knownPast: PayablesReader['knownPast'] = (before, receivedSince) =>
    path.call('knownPast', before, receivedSince);
  const server = await startHttpServer({
    port,
    gateway,
    onFault,
    routes: consoleRoutes({
      folder: consoleFolder,
      openApi: (serverUrl) => openApiDocument({ serverUrl, cell: cellNameOf(template) }),
      clock,
      onFault,
      operator: {
        key: operatorKey,
        ...operatorTable({
          cell: cellNameOf(template),
          deadLetters: threadedDeadLetters(path),
          records: threadedRecords(path),
          clock,
          exportFile: join(dataFolder, discardedFile),
          actOnAlert: (request) => path.call('actOnAlert', request),
          actOnAnomaly: (request) => path.call('actOnAnomaly', request),
          settleConflict: (request) => path.call('settleConflict', request),
          ...replayPorts(path, clock),
        }),
      },
      queries: {
        status: async (since) => ({ ...(await path.call('status', since)), ...(loading && { loading }) }),
        alarms: () => path.call('alarms'),
        kpis: {
          read: (query) => path.call('read', query),
          events: (query) => path.call('events', query),
          invoices: (query) => path.call('invoices', query),
        },
        figureSettings: figures,
        finder: {
          find: (query) => path.call('find', query),
          vendor: (vendorId) => path.call('vendor', vendorId),
          vendorNames: (vendorIds) => path.call('vendorNames', vendorIds),
        },
        cashFlowForecast: cashFlowForecaster(
          {
            payables: (question) => path.call('payables', question),
            knownPast,
          },
          clock,
          figures.rates,
        ),
        volumeForecast: volumeForecaster(
          { volumes: (from, until) => path.call('volumes', from, until), knownPast },
          clock,
        ),
        stuck: (selection) => path.call('stuck', selection),
        openConflicts: (limit) => path.call('openConflicts', limit),
        alerts: (all) => path.call('alerts', all),
        anomalies: (all) => path.call('anomalies', all),
        anomaly: (id) => path.call('anomaly', id),
        invoice: (event) => path.call('invoke', names().historyFunction, event),
      },
    }),
  }).catch(async (error: unknown) => {
    // The thread of the path would keep the process alive although it cannot be reached.
    await path.close();
    throw error;
  });
  origin = server.origin;

  return {
    api: server.origin,
    apiKey: apiKeys[0]?.secret ?? '',
    apiKeys: Object.fromEntries(apiKeys.map(({ name, secret }) => [name, secret])),
    operatorKey,
    console: `${server.origin}/console/`,
    sayLoading(next) {
      loading = next;
    },
    async close() {
      await server.close();
      await path.close();
      release();
    },
  };
}

/** What replaying and reconciling run on. */
function replayPorts(path: PathThread, clock: Clock) {
  const replay: ReplayQueries = {
    replays: {
      start: (name, selection) => path.call('startReplay', name, selection),
      find: (name) => path.call('findReplay', name),
      cancel: (name) => path.call('cancelReplay', name),
      count: (selection) => path.call('countReplay', selection),
    },
    clock,
    parts: () => path.call('parts'),
    replayInvoice: (minutes, invoiceId) => path.call('replayInvoice', minutes, invoiceId),
  };
  const reconcile: ReconcileService = {
    span: () => path.call('reconcileSpan'),
    reconcile: (minutes, options) => path.call('reconcile', minutes, options),
  };
  return { replay, reconcile };
}
