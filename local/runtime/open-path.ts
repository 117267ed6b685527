import { join } from 'node:path';
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
import type { Log } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { listingOf } from '../alarms/alarm-listing.ts';
import { CellAlarms } from '../alarms/cell-alarms.ts';
import { cellNameOf, cellPrefixOf } from '../cell-name.ts';
import type { MigrationProgress } from '../ledger/migration.ts';
import { openSqliteLedger } from '../ledger/sqlite-ledger.ts';
import { statusOf } from '../status.ts';
import { openThreadedTimeSeries } from '../time-series/threaded-time-series.ts';
import { EngineDeadLetters } from './dead-letters.ts';
import { engineQueues, engineTopics } from './engine-ports.ts';
import { Freshness } from './freshness.ts';
import { functionMetrics } from './function-metrics.ts';
import { loadFunctions, type RunFunction } from './function-runner.ts';
import { StuckInvoiceLevels } from './stuck-invoices.ts';
import type { PathApi, ThreadData } from './thread-api.ts';
import { deadLetterApi } from './threaded-dead-letters.ts';

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** Told how far the conversion of a ledger of the former layout is. */
  readonly onMigration?: MigrationProgress;
  /** What the API reported since it was last asked. */
  readonly apiMetrics?: () => Promise<readonly MinuteOfMetric[]>;
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
  const stores = await openStores(data.dataFolder, template, around);
  try {
    const { archive, ledger, timeSeries } = stores;
    const definitions = readAlarms(template);
    const store = new MetricStore(clock, readingsOf(definitions));
    let run: RunFunction = () => Promise.reject(new Error('the functions are not loaded yet'));
    const engine = Engine.open({
      ...{ template, archive, clock, dataFolder: data.dataFolder, afterCrash: data.afterCrash },
      deliver: (name, batch) => run(name, sqsEventOf(batch)),
      invoke: (name, event) => run(name, event),
      onUndelivered: (topic, protocol) => around.log.info(logMessages.notDelivered, { topic, protocol }),
    });
    const stuckInvoices = new StuckInvoiceLevels();
    const ports = {
      ...{ ledger, records: ledger.records, timeSeries, clock, log: around.log, random: Math.random },
      topics: engineTopics(engine, ledger),
      queues: engineQueues(engine),
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
    const prefix = cellPrefixOf(data.functions);
    const deadLetters = new EngineDeadLetters({
      ...{ ledger, prefix, queues: engine.queues, bus: engine.bus },
      synced: () => engine.synced(),
    });
    const place = { cell: cellNameOf(template), region: template.region, prefix };
    const storeStatus = (since?: number) => ({
      ...stores.status(since),
      stuckInvoices: stuckInvoices.summary(),
    });
    return {
      engine,
      alarms,
      start() {
        engine.start();
        alarms.start();
      },
      async abandon() {
        alarms.stop();
        await engine.abandon();
        await stores.close();
      },
      api: {
        putEvents,
        invoke: (name, event) => run(name, event),
        status: (since) => statusOf(place, engine, storeStatus(since), clock, data.startedAt),
        read: timeSeries.read,
        events: timeSeries.events,
        overdue: ledger.overdue,
        alarms: () => listingOf(alarms.standings, clock.now()),
        ...deadLetterApi(deadLetters),
        async close() {
          alarms.stop();
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

async function openStores(dataFolder: string, template: CellTemplate, { clock, onMigration }: Surroundings) {
  const freshness = new Freshness(clock);
  const archive = await openArchive({ folder: join(dataFolder, 'archive'), clock, ...archiveOf(template) });
  const ledger = openSqliteLedger({
    path: join(dataFolder, 'ledger.sqlite'),
    clock,
    onMigration,
  });
  const timeSeries = await openThreadedTimeSeries({
    path: join(dataFolder, 'time-series.duckdb'),
    onVisible: (receivedAt) => freshness.record(receivedAt),
  });
  return {
    archive,
    ledger,
    timeSeries,
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
