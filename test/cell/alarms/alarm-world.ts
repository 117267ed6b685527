import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Alarm } from '../../../emulator/alarms/alarm.ts';
import { readAlarms } from '../../../emulator/alarms/definition/read-alarms.ts';
import { readingsOf } from '../../../emulator/alarms/readings.ts';
import { readRestApi } from '../../../emulator/gateway/definition/read-rest-api.ts';
import { createGateway } from '../../../emulator/gateway/gateway.ts';
import { accessLogMetricsOf } from '../../../emulator/metrics/access-log-metrics.ts';
import { measuredGateway } from '../../../emulator/metrics/api-metrics.ts';
import { MetricStore, minuteMs } from '../../../emulator/metrics/metric-store.ts';
import { loadTemplates } from '../../../emulator/template/load-templates.ts';
import { downstreamsText } from '../../../functions/core/downstream/settings.ts';
import type { InvoiceEvent } from '../../../functions/core/invoice/event.ts';
import { busDetailType, busSource, names } from '../../../functions/core/names.ts';
import { isJsonArray, isObject, parseJsonObject } from '../../../lib/json.ts';
import { AlarmFile } from '../../../local/alarms/alarm-file.ts';
import { projectRoot } from '../../../local/project-root.ts';
import { functionsOf } from '../../../local/runtime/cell-functions.ts';
import { openPath } from '../../../local/runtime/open-path.ts';
import { synthesizeCell } from '../../../local/synthesize-cell.ts';
import { eventually } from '../eventually.ts';
import { envelopeOf, eventOf, type StagedEvent } from '../sample-events.ts';

const name = names();
const demoKey = 'secret of demo';
/** Between two looks at what is under way, which is in this process. */
const maxPauseMs = 5;

/** For its alarms: no event of these days is passed on. */
const downstream = downstreamsText({
  ingestion: { url: 'https://erp.example.com/events', since: '2099-01-01T00:00:00Z', timeoutMs: 1_000 },
});

/**
 * A cell in this process under a clock of its own, from the API to both stores. Somebody asks
 * for an invoice and the detector looks each minute, unless a test has them stop.
 */
export async function openAlarmWorld(dataFolder: string) {
  const assembly = await synthesizeCell('local', {
    cacheDir: join(projectRoot, '.bems', 'cache', 'cdk'),
    downstream,
  });
  const template = loadTemplates(assembly);
  const definitions = readAlarms(template);
  mkdirSync(dataFolder, { recursive: true });
  const clock = { ms: Math.ceil(Date.now() / minuteMs) * minuteMs, now: () => clock.ms };
  // A cell that has been well: the first OK of every alarm at once would be an event of its own.
  const well = { state: 'OK', since: clock.ms, reason: 'It was well.' } as const;
  new AlarmFile(dataFolder).save(
    new Map(definitions.filter(({ kind }) => kind !== 'band').map((alarm) => [alarm.name, well])),
  );
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  // What comes from outside of the path: the API, and what only an account has.
  const outside = new MetricStore(clock, readingsOf(definitions));
  const functions = functionsOf(template);
  const path = await openPath(
    { assembly, dataFolder, functions, startedAt: clock.ms, afterCrash: false },
    { clock, log, apiMetrics: async () => outside.drain() },
  );
  // The minutes are the test's.
  path.start();
  path.alarms.stop();

  const announced: { readonly topic: string; readonly alarm: string; readonly state: string }[] = [];
  for (const [arn, topic] of path.engine.topics)
    if (!topic.settings.fifo)
      topic.listen({
        arn: `${arn}:test`,
        matches: () => true,
        call: (event) => announced.push({ topic: arn, ...changeIn(event) }),
      });

  const api = readRestApi(template);
  const faults = { bus: 'well' as 'well' | 'failing' | 'slow' };
  const gateway = measuredGateway(
    createGateway({
      api,
      apiKeys: new Map(api.apiKeys.map((key) => [key.id, `secret of ${key.name}`])),
      integrations: {
        invokeFunction: (functionName, event) => path.api.invoke(functionName, event),
        putEvents: async (entries) => {
          if (faults.bus === 'failing') throw new Error('the bus is away');
          if (faults.bus === 'slow') clock.ms += 2_000;
          return path.api.putEvents(entries);
        },
      },
      clock,
    }),
    api,
    accessLogMetricsOf(template),
    outside,
    clock,
  );

  const request = async (method: string, at: string, key: string, body = ''): Promise<number> => {
    const { status } = await gateway.handle({
      ...{ method, path: at, query: '', sourceIp: '127.0.0.1', bodyTooLarge: false },
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: Buffer.from(body),
    });
    return status;
  };

  let sent = 0;
  const world = {
    ...{ clock, template, definitions, functions, outside, announced, faults, path },
    /** Whether requests come, and the functions that schedules call run, each minute. */
    habits: {
      producers: true,
      detector: true,
      router: true,
      reconciler: true,
      rollup: true,
      anomalies: true,
    },
    /** Every state that each alarm has been in. */
    statesSeen: new Map<string, Set<string>>(),

    /** POSTs an event that ends its invoice. @returns the status of the reply */
    async post(key = demoKey): Promise<number> {
      const { event } = eventOf('posting', 'paid', `INV-POSTED-${++sent}`);
      const body = JSON.stringify({ ...event, occurredAt: new Date(clock.ms).toISOString() });
      return request('POST', '/invoices/posting', key, body);
    },

    /** Puts an event on the bus as the API would. */
    async put(staged: StagedEvent, receivedMsAgo = 0, source = busSource) {
      const receivedAt = new Date(clock.ms - receivedMsAgo).toISOString();
      const Detail = JSON.stringify({ ...envelopeOf(staged), receivedAt });
      await path.api.putEvents([{ Source: source, DetailType: busDetailType, Detail }]);
    },

    queue(queueName: string) {
      const queue = path.engine.queues.get(queueName);
      if (!queue) throw new Error(`there is no queue ${queueName}`);
      return queue;
    },

    /** Takes everything off a queue. */
    async empty(queueName: string) {
      const queue = world.queue(queueName);
      for (const message of queue.messages()) if (queue.holds(message)) queue.delete([message]);
      queue.delete(queue.receive(100_000, 3_600));
    },

    /** Lets a minute pass, after these things happened in it; returns what changed. */
    async minute(happens: () => Promise<unknown> = async () => {}) {
      const end = (Math.floor(clock.ms / minuteMs) + 1) * minuteMs;
      if (world.habits.detector) await path.api.invoke(name.stuckInvoiceFunction, {});
      if (world.habits.router) await path.api.invoke(name.alertRouterFunction, {});
      if (world.habits.reconciler) await path.api.invoke(name.reconcilerFunction, {});
      if (world.habits.rollup) await path.api.invoke(name.rollupFunction, {});
      if (world.habits.anomalies) await path.api.invoke(name.anomalyFunction, {});
      if (world.habits.producers) await request('GET', '/invoices/INV-POSTED-1', demoKey);
      await happens();
      await settled();
      const before = announced.length;
      clock.ms = Math.max(end, clock.ms);
      await path.alarms.evaluate();
      for (const [{ name: alarm }, { state }] of path.alarms.standings)
        world.statesSeen.set(alarm, (world.statesSeen.get(alarm) ?? new Set()).add(state));
      return announced.slice(before);
    },

    stateOf: (alarm: Alarm) => path.alarms.standings.find(([one]) => one.name === alarm.name)?.[1].state,
  };

  /** What is on its way has arrived, whatever nobody takes apart. */
  async function settled() {
    await eventually(
      async () =>
        [...path.engine.eventSources.keys()].map((queue) => path.engine.queues.get(queue)?.deliverable ?? 0),
      (waiting) => waiting.every((count) => count === 0),
      { lookAt: 'the queues of the path', maxPauseMs },
    );
    await eventually(
      async () => [...path.engine.eventSources.values()].map(({ active }) => active),
      (active) => active.every((count) => count === 0),
      { lookAt: 'the functions of the path', maxPauseMs },
    );
  }
  await world.post();
  await settled();
  return world;
}

export type AlarmWorld = Awaited<ReturnType<typeof openAlarmWorld>>;

/** The alarm and its state in an event that SNS would send to a function. */
function changeIn(event: unknown): { readonly alarm: string; readonly state: string } {
  const [record] = isObject(event) && isJsonArray(event.Records) ? event.Records : [];
  const sns = isObject(record) ? record.Sns : undefined;
  const message = parseJsonObject(isObject(sns) ? String(sns.Message) : '');
  return { alarm: String(message?.AlarmName), state: String(message?.NewStateValue) };
}

/** An event with this id, dated at the clock of the world. */
export function dated(staged: StagedEvent, ms: number, changes: Partial<InvoiceEvent> = {}): StagedEvent {
  return { ...staged, event: { ...staged.event, occurredAt: new Date(ms).toISOString(), ...changes } };
}
