import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readAlarms } from '../../emulator/alarms/definition/read-alarms.ts';
import { readingsOf } from '../../emulator/alarms/readings.ts';
import { openArchive } from '../../emulator/messaging/archive/archive.ts';
import { Engine } from '../../emulator/messaging/engine.ts';
import { archiveOf } from '../../emulator/messaging/resources.ts';
import { sqsEventOf } from '../../emulator/messaging/sqs-event.ts';
import { measuredBus } from '../../emulator/metrics/bus-metrics.ts';
import { measuredFunctions } from '../../emulator/metrics/function-metrics.ts';
import { MetricStore } from '../../emulator/metrics/metric-store.ts';
import type { MinuteOfMetric } from '../../emulator/metrics/series.ts';
import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { logMessages } from '../../functions/core/log-messages.ts';
import { stageOfDownstreamQueue } from '../../functions/core/names.ts';
import type { DueRecords, Log } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { actOnAlert, openAlerts } from '../../operations/alerts/acts.ts';
import { actOnAnomaly } from '../../operations/anomalies/act.ts';
import { listAnomalies } from '../../operations/anomalies/list.ts';
import { anomalySeries } from '../../operations/anomalies/series.ts';
import { openConflicts } from '../../operations/conflicts/open.ts';
import { settleConflict } from '../../operations/conflicts/settle.ts';
import { reconcileService } from '../../operations/reconcile/service.ts';
import { replayInvoice } from '../../operations/replay/replay-invoice.ts';
import { listStuckInvoices } from '../../operations/stuck-invoices.ts';
import { listingOf, ringingIn } from '../alarms/alarm-listing.ts';
import { CellAlarms } from '../alarms/cell-alarms.ts';
import { localAlerts } from '../alerts/alert-ports.ts';
import { cellNameOf, cellPrefixOf } from '../cell-name.ts';
import { localMinutesPerCall, localPace, localReconciliation } from '../conservation/reconciler.ts';
import { localDownstream } from '../downstream.ts';
import type { MigrationProgress } from '../ledger/migration.ts';
import { openSqliteLedger, type SqliteLedgerOptions } from '../ledger/sqlite-ledger.ts';
import { partitionsOf, statusOf } from '../status.ts';
import { openThreadedTimeSeries } from '../time-series/threaded-time-series.ts';
import { EngineDeadLetters } from './dead-letters.ts';
import { engineBus, engineDueCalls, engineDueRecords, engineQueues, engineTopics } from './engine-ports.ts';
import { Freshness } from './freshness.ts';
import { functionMetrics } from './function-metrics.ts';
import { loadFunctions, type RunFunction } from './function-runner.ts';
import { anomalySettingsOf, hotDaysOf, stageDeadlinesOf } from './function-settings.ts';
import { openConflictStatus } from './open-conflicts.ts';
import { ownRollups } from './own-rollups.ts';
import { engineReplays } from './replays.ts';
import { StuckInvoiceLevels } from './stuck-invoices.ts';
import type { PathApi, ThreadData } from './thread-api.ts';
import { deadLetterApi } from './threaded-dead-letters.ts';
import { recordsApi } from './threaded-records.ts';

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** Told how far the conversion of a ledger of the former layout is. */
  readonly onMigration?: MigrationProgress;
  /** What the API reported since it was last asked. */
  readonly apiMetrics?: () => Promise<readonly MinuteOfMetric[]>;
  /** Origin of the API, as soon as it has one. */
  readonly apiOrigin?: () => Promise<string | undefined>;
}

/** Everything between the API and what is visible. */
export interface Path {
  readonly api: PathApi;
  readonly engine: Engine;
  readonly alarms: CellAlarms;
  /** Begins to deliver. */
  start(): void;
  /** Closes the files at once, after an error that nobody caught: what was under way comes back. */
  abandon(): Promise<void>;
}

/** Opens the path over a cell's data folder. @throws any error of the definition or the files, named */
export async function openPath(data: ThreadData, around: Surroundings): Promise<Path> {
  const { clock } = around;
  const template = loadTemplates(data.assembly);
  const stageDeadlines = stageDeadlinesOf(data.functions);
  const hotDays = hotDaysOf(data.functions);
  const ledgerSettings = { stageDeadlines, letsGo: hotDays !== undefined };
  const stores = await openStores(data.dataFolder, template, ledgerSettings, around);
  try {
    const { archive, ledger, timeSeries } = stores;
    const definitions = readAlarms(template);
    const store = new MetricStore(clock, readingsOf(definitions));
    let run: RunFunction = () => Promise.reject(new Error('the functions are not loaded yet'));
    const engine = Engine.open({
      ...{ template, archive, clock, dataFolder: data.dataFolder, afterCrash: data.afterCrash },
      deliver: (name, batch) => run(name, sqsEventOf(batch)),
      invoke: (name, event) => run(name, event),
      isBeside: (queue) => stageOfDownstreamQueue(queue) !== undefined,
      onUndelivered: (topic, protocol) => around.log.info(logMessages.notDelivered, { topic, protocol }),
    });
    const stuckInvoices = new StuckInvoiceLevels(stores.freshness);
    const alerts = localAlerts({
      ...{ ...data, records: ledger.records, clock, webhook: data.alertWebhook },
      origin: around.apiOrigin ?? (async () => undefined),
    });
    const alertActs = { records: ledger.records, clock, policy: alerts.alertSettings.policy };
    const downstream = localDownstream({ ...data, records: ledger.records, clock });
    const prefix = cellPrefixOf(data.functions);
    const partitions = partitionsOf(engine.eventSources).map(({ name, stage }) => ({ name, stage }));
    const reconciliation = localReconciliation({
      ...{ engine, ledger, records: ledger.records, timeSeries, clock, log: around.log, prefix },
      ...{ dataFolder: data.dataFolder, retentionDays: archiveOf(template).retentionDays },
    });
    const { conservation } = reconciliation;
    const reconciling = { ...conservation, records: ledger.records, clock };
    const reconciles = reconcileService(reconciling, { prefix, partitions }, localMinutesPerCall);
    const ports = {
      ...{ conservation, reconciler: { prefix, partitions, pace: localPace } },
      ...{ ledger, records: ledger.records, timeSeries, rollups: ownRollups, stageDeadlines },
      ...{ eventCounts: timeSeries.eventCounts, anomalyScores: timeSeries.anomalyScores },
      anomalySettings: anomalySettingsOf(data.functions),
      ...{ shelf: ledger.shelf, hotDays: hotDays ?? Number.POSITIVE_INFINITY },
      ...{ clock, log: around.log, random: Math.random },
      elapsed: () => performance.now(),
      wait: (ms: number) => setTimeout(ms),
      ...alerts,
      topics: engineTopics(engine, ledger),
      bus: engineBus(engine),
      queues: engineQueues(engine),
      dueRecords: engineDueRecords(engine),
      ...downstream,
      dueCalls: engineDueCalls(engine, downstream.downstreams),
    };
    // An operator is told that a conflict is settled once nothing of it can be lost any more.
    const durableDueRecords: DueRecords = {
      async add(due) {
        await ports.dueRecords.add(due);
        await engine.synced();
      },
    };
    const loaded = await loadFunctions(data.functions, (name) => ({
      ...ports,
      metrics: stuckInvoices.listening(functionMetrics(name, store)),
    })).catch(async (error: unknown) => {
      await engine.abandon();
      throw error;
    });
    run = measuredFunctions(loaded, store, clock);
    const putEvents = measuredBus((entries) => engine.bus.putEvents(entries), store);
    const alarms = new CellAlarms({
      ...{ alarms: definitions, store, engine, clock, place: template },
      ...{ dataFolder: data.dataFolder, log: around.log },
      apiMetrics: around.apiMetrics ?? (async () => []),
    });
    const deadLetters = new EngineDeadLetters({
      ...{ ledger, prefix, queues: engine.queues, bus: engine.bus },
      synced: () => engine.synced(),
    });
    const place = { cell: cellNameOf(template), region: template.region, prefix };
    const replays = engineReplays(engine, archive);
    const conflicts = openConflictStatus(ledger, clock);
    const partStatus = async (since?: number) => ({
      ...stores.status(since),
      stuckInvoices: stuckInvoices.summary(),
      ringing: ringingIn(alarms.standings),
      ...(await conflicts()),
    });
    return {
      engine,
      alarms,
      start() {
        engine.start();
        alarms.start();
        reconciliation.start();
      },
      async abandon() {
        alarms.stop();
        await reconciliation.close();
        await engine.abandon();
        await stores.close();
      },
      api: {
        putEvents,
        invoke: (name, event) => run(name, event),
        status: async (since) => statusOf(place, engine, await partStatus(since), clock, data.startedAt),
        read: timeSeries.read,
        events: timeSeries.events,
        invoices: timeSeries.invoices,
        find: timeSeries.find,
        vendor: timeSeries.vendor,
        vendorNames: timeSeries.vendorNames,
        payables: timeSeries.payables,
        knownPast: timeSeries.knownPast,
        volumes: timeSeries.volumes,
        alarms: () => listingOf(alarms.standings, clock.now()),
        stuck: (selection) =>
          listStuckInvoices({ ledger, records: ledger.records, clock, stageDeadlines }, selection),
        ...deadLetterApi(deadLetters),
        ...recordsApi(ledger.records),
        parts: () => ({ prefix, partitions }),
        startReplay: replays.start,
        findReplay: replays.find,
        cancelReplay: replays.cancel,
        countReplay: replays.count,
        alerts: (all) => openAlerts(alertActs, { all }),
        actOnAlert: (request) => actOnAlert(alertActs, request),
        anomalies: (all) => listAnomalies({ records: ledger.records, clock }, { all }),
        anomaly: (id) =>
          anomalySeries({ records: ledger.records, anomalyScores: timeSeries.anomalyScores }, id),
        actOnAnomaly: (request) => actOnAnomaly({ records: ledger.records, clock }, request),
        settleConflict: (request) =>
          settleConflict({ ...ports, deadLetters, dueRecords: durableDueRecords }, request),
        openConflicts: (limit) => openConflicts({ ledger, records: ledger.records }, limit),
        reconcile: reconciles.reconcile,
        reconcileSpan: reconciles.span,
        replayInvoice: (minutes, invoiceId) =>
          replayInvoice(reconciling, { prefix, partitions }, minutes, invoiceId),
        async close() {
          alarms.stop();
          await reconciliation.close();
          await engine.close();
          await stores.close();
        },
      },
    };
  } catch (error) {
    // DuckDB takes the whole process with it when its thread ends before it is closed.
    await stores.close();
    throw error;
  }
}

async function openStores(
  dataFolder: string,
  template: CellTemplate,
  ledgerSettings: Pick<SqliteLedgerOptions, 'stageDeadlines' | 'letsGo'>,
  { clock, onMigration }: Surroundings,
) {
  const freshness = new Freshness(clock);
  const archive = await openArchive({ folder: join(dataFolder, 'archive'), clock, ...archiveOf(template) });
  const ledger = openSqliteLedger({
    path: join(dataFolder, 'ledger.sqlite'),
    clock,
    onMigration,
    ...ledgerSettings,
  });
  const timeSeries = await openThreadedTimeSeries(join(dataFolder, 'time-series.duckdb'));
  return {
    archive,
    ledger,
    timeSeries,
    freshness,
    status: (since?: number) => ({
      ...ledger.counts(),
      visible: timeSeries.visible(),
      visibleByStage: timeSeries.visibleByStage(),
      newestReceivedAt: timeSeries.newestReceivedAt(),
      freshness: freshness.summary(since),
    }),
    async close() {
      await ledger.close();
      await timeSeries.close();
      await archive.close();
    },
  };
}
