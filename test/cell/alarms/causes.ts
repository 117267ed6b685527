import type { Alarm, MetricAlarm, Query } from '../../../emulator/alarms/alarm.ts';
import { measuredFunctions } from '../../../emulator/metrics/function-metrics.ts';
import type { Metric } from '../../../emulator/metrics/metric.ts';
import { minuteMs } from '../../../emulator/metrics/metric-store.ts';
import { create as createAnomalyDetector } from '../../../functions/anomaly-detector/create.ts';
import { readAnomalySettings } from '../../../functions/core/analytics/anomaly/settings.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { names } from '../../../functions/core/names.ts';
import type { Ledger } from '../../../functions/core/ports.ts';
import { create as createRollup } from '../../../functions/invoice-rollup/create.ts';
import { create as createLettingGo } from '../../../functions/letting-go/create.ts';
import { create as createReconciler } from '../../../functions/reconciler/create.ts';
import { create as createDetector } from '../../../functions/stuck-invoices/create.ts';
import { timeoutSeconds } from '../../../infra/cells/timeouts.ts';
import { functionMetrics } from '../../../local/runtime/function-metrics.ts';
import { createAnomaly } from '../../../operations/anomalies/records.ts';
import { type Stage, type Status, stages } from '../../../schemas/stages.ts';
import { memoryBus } from '../../doubles/memory-bus.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { eventOf } from '../sample-events.ts';
import { type AlarmWorld, dated } from './alarm-world.ts';

/** How the condition of a kind of alarm comes about in a cell, and ends. */
export interface Cause {
  /** Makes the minute bad for the alarm. */
  readonly bad: (world: AlarmWorld, alarm: MetricAlarm) => Promise<unknown>;
  /** It takes so much of a minute that the alarms of the kind have to take turns. */
  readonly inTurns?: boolean;
  /** Puts right what the bad minutes left behind. */
  readonly mend?: (world: AlarmWorld, alarm: MetricAlarm) => Promise<unknown>;
}

const name = names();

/** The dimensions of the first metric that an alarm watches. */
function dimensionsOf(alarm: MetricAlarm): Metric['dimensions'] {
  return metricsOf(alarm.query)[0]?.dimensions ?? {};
}

function dimensionOf(alarm: MetricAlarm, dimension: string): string {
  return dimensionsOf(alarm)[dimension] ?? '';
}

function metricsOf(query: Query): readonly Metric[] {
  return query.kind === 'math' ? [...query.inputs.values()].flatMap(metricsOf) : [query.metric];
}

/** Letters and digits that no two calls share. */
let made = 0;
const unique = () => `${++made}`;

const stageNamed = (text: string): Stage => stages.find((stage) => text.includes(stage)) ?? 'ingestion';
const openStatus = {
  ingestion: 'received',
  reconciliation: 'matching',
  authorization: 'pending',
  posting: 'scheduled',
} as const satisfies Readonly<Record<Stage, Status>>;

/** Puts a message on a queue that no consumer can read. */
function sendGarbage(world: AlarmWorld, queueName: string) {
  const fifo = queueName.endsWith('.fifo') ? { groupId: unique(), deduplicationId: unique() } : {};
  world.queue(queueName).send({ body: 'not an event', ...fifo });
}

const emptyQueue: Cause['mend'] = (world, alarm) => world.empty(dimensionOf(alarm, 'QueueName'));

/** The service that would put a message there is AWS’s own, and in one process it cannot fail. */
const placed: Cause = {
  bad: async (world, alarm) => sendGarbage(world, dimensionOf(alarm, 'QueueName')),
  mend: emptyQueue,
};

/** A consumer gives up what it cannot read. */
const unreadable = (source: (partition: string) => string): Cause => ({
  bad: async (world, alarm) => sendGarbage(world, source(stageNamed(alarm.name))),
  mend: emptyQueue,
});

/** A consumer took messages and does nothing with them, nor gives them back. */
async function hold(world: AlarmWorld, queueName: string, messages = 1) {
  const queue = world.queue(queueName);
  const held = queue.length;
  for (let number = held; number < messages; number++) sendGarbage(world, queueName);
  queue.receive(messages, 12 * 3_600);
}

/** The oldest message of a queue gets no further. */
const late: Cause = {
  bad: (world, alarm) => hold(world, dimensionOf(alarm, 'QueueName')),
  mend: emptyQueue,
};

/** An invocation takes most of its function's timeout. */
/** A consumer retries or gives up all that it gets. */
const failing: Cause = {
  bad: async (world, alarm) => sendGarbage(world, queueOf(dimensionOf(alarm, 'service'))),
};

const slow: Cause = {
  inTurns: true,
  bad: async (world, alarm) => {
    const functionName = dimensionOf(alarm, 'FunctionName');
    const timeoutSeconds = world.functions.find((one) => one.name === functionName)?.timeoutSeconds ?? 0;
    // Its minutes would be over before the run is: what Lambda would report is reported.
    const waits: readonly string[] = [name.rollupFunction, name.lettingGoFunction, name.anomalyFunction];
    if (waits.includes(functionName)) return report(world, alarm, timeoutSeconds * 900);
    const running = world.path.api.invoke(functionName, {
      Records: [],
      pathParameters: null,
      requestContext: {},
    });
    world.clock.ms += timeoutSeconds * 900;
    await running;
  },
};

export const causes: Readonly<Record<string, Cause>> = {
  'api-errors': {
    bad: async (world) => {
      world.faults.bus = 'failing';
      await world.post();
      world.faults.bus = 'well';
    },
  },
  'api-refusals': { bad: (world) => world.post('nobody’s key') },
  'api-latency': {
    bad: async (world) => {
      world.faults.bus = 'slow';
      await world.post();
      world.faults.bus = 'well';
    },
  },
  'api-throttled': {
    bad: (world) => Promise.all(Array.from({ length: 20 }, () => world.post('secret of limited'))),
  },
  'api-silent': {
    bad: async (world) => {
      world.habits.producers = false;
    },
    mend: async (world) => {
      world.habits.producers = true;
    },
  },
  'put-events-throttled': {
    bad: async (world) => {
      // As many messages as the path works on at once, none of which gets any further.
      await hold(world, name.queue('ingestion'), 3_000);
      const refused = world.put(eventOf('ingestion', 'received', `INV-${unique()}`));
      world.clock.ms += 3_000;
      await refused.catch(() => {});
      await world.empty(name.queue('ingestion'));
    },
  },
  'queue-age': late,
  'records-late': late,
  'relay-dead-letters': unreadable(name.relayQueue),
  'dead-letters': unreadable(name.queue),
  'record-dead-letters': unreadable(() => name.recordQueue),
  'downstream-dead-letters': unreadable(() => name.downstreamQueue('ingestion')),
  undelivered: placed,
  'rule-dead-letters': placed,
  'bus-dead-letters': placed,
  'archive-dead-letters': placed,
  'detector-dead-letters': placed,
  'alert-dead-letters': placed,
  unrouted: {
    bad: (world) => world.put(eventOf('ingestion', 'received', `INV-${unique()}`), 0, 'somebody.else'),
    mend: emptyQueue,
  },
  'function-errors': {
    // Functions die of an event that they cannot even read, those that read none of a store that is away.
    bad: async (world, alarm) => {
      const functionName = dimensionOf(alarm, 'FunctionName');
      if (functionName === name.stuckInvoiceFunction) return runDetector(world, ledgerThatIsAway);
      if (functionName === name.rollupFunction) return runRollup(world);
      if (functionName === name.lettingGoFunction) return runLettingGo(world);
      if (functionName === name.anomalyFunction) return runAnomalyDetector(world);
      return world.path.api.invoke(functionName, null);
    },
  },
  'function-slow': slow,
  'failing-messages': failing,
  'failing-calls': failing,
  latency: {
    bad: async (world, alarm) => {
      const stage = stageNamed(alarm.name);
      const overdue = dated(eventOf(stage, openStatus[stage], `INV-${unique()}`), world.clock.ms);
      await world.put(overdue, 200_000);
    },
  },
  conflicts: {
    bad: async (world, alarm) => {
      const stage = stageNamed(alarm.name);
      const event = dated(eventOf(stage, openStatus[stage], `INV-${unique()}`), world.clock.ms);
      await world.put(event);
      await world.put({ ...event, event: { ...event.event, amount: '99.00' } });
    },
  },
  'stuck-invoices': {
    bad: async (world, alarm) => {
      const stage = stageNamed(alarm.name);
      const forgotten = eventOf(stage, openStatus[stage], `INV-STUCK-${stage}`);
      await world.put(dated(forgotten, world.clock.ms - 365 * 24 * 60 * minuteMs));
    },
    mend: async (world, alarm) => {
      const paid = eventOf('posting', 'paid', `INV-STUCK-${stageNamed(alarm.name)}`);
      await world.put(dated(paid, world.clock.ms));
    },
  },
  'detector-silent': {
    bad: async (world) => {
      world.habits.detector = false;
    },
    mend: async (world) => {
      world.habits.detector = true;
    },
  },
  'events-unaccounted': { bad: (world) => runReconciler(world, { differences: 1 }) },
  'events-unproved': {
    bad: (world) => runReconciler(world, { differences: 0, receivedMsAgo: 41 * minuteMs }),
  },
  'unusual-counts': {
    bad: async ({ path, clock }) => {
      const hour = (ms: number) => new Date(ms - (ms % 3_600_000)).toISOString();
      const [from, until] = [hour(clock.ms - 3_600_000), hour(clock.ms)];
      await createAnomaly(
        { create: (...args) => path.api.createRecord(...args) },
        {
          ...{ metric: 'posting', bucket: 'hour', from, until, state: 'growing', direction: 'less' },
          ...{ actual: 0, expected: 40, deviation: -2.7, explanation: null },
        },
      );
      await path.api.invoke(name.anomalyFunction, {});
    },
    mend: async ({ path }) => {
      const { anomalies } = await path.api.anomalies(true);
      for (const { id } of anomalies) await path.api.actOnAnomaly({ id, act: 'ack', by: 'somebody' });
    },
  },
  'reconciler-dead-letters': placed,
  'reconciler-errors': { bad: (world) => world.path.api.invoke(name.reconcilerFunction, null) },
  'reconciler-slow': {
    // As for the rollup.
    bad: async (world, alarm) => report(world, alarm, timeoutSeconds.reconciler * 900),
  },
  'reconciler-silent': {
    bad: async (world) => {
      world.habits.reconciler = false;
    },
    mend: async (world) => {
      world.habits.reconciler = true;
    },
  },
  'rollup-late': {
    bad: async (world) => {
      world.habits.rollup = false;
    },
    mend: async (world) => {
      world.habits.rollup = true;
    },
  },
  'alert-router-dead-letters': placed,
  'alert-router-errors': {
    bad: (world) => world.path.api.invoke(name.alertRouterFunction, { Records: 'of nobody' }),
  },
  'alert-router-slow': slow,
  'alert-links-errors': {
    bad: (world) => world.path.api.invoke(name.alertLinksFunction, {}),
  },
  'alert-links-slow': slow,
  'alert-router-silent': {
    bad: async (world) => {
      world.habits.router = false;
    },
    mend: async (world) => {
      world.habits.router = true;
    },
  },
};

/** A queue that a function consumes. */
function queueOf(functionName: string): string {
  if (functionName === name.recordFunction) return name.recordQueue;
  if (functionName === name.downstreamFunction) return name.downstreamQueue('ingestion');
  if (functionName === name.relayFunction()) return name.relayQueue('ingestion');
  return name.queue(stages.find((one) => name.processorFunction(one) === functionName) ?? 'ingestion');
}

/** Runs the detector on another ledger, with its metrics and those that Lambda would report. */
function runDetector(world: AlarmWorld, overdue: Ledger['overdue']): Promise<unknown> {
  const { clock, outside } = world;
  const detect = createDetector({
    ledger: { ...otherwiseEmpty, overdue },
    records: memoryRecords(clock),
    bus: memoryBus(),
    stageDeadlines: usualStageDeadlines,
    clock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    metrics: functionMetrics(name.stuckInvoiceFunction, outside),
  });
  return measuredFunctions(detect, outside, clock)(name.stuckInvoiceFunction, {});
}

/** Runs the rollup on a store that is away. */
function runRollup({ clock, outside }: AlarmWorld): Promise<unknown> {
  const bringUpToDate = async () => {
    throw new Error('the time series is away');
  };
  const metrics = functionMetrics(name.rollupFunction, outside);
  const rollUp = createRollup({ rollups: { bringUpToDate }, clock, metrics });
  return measuredFunctions(rollUp, outside, clock)(name.rollupFunction, {});
}

/** Runs what lets settled invoices go on a ledger that is away. */
function runLettingGo({ clock, outside }: AlarmWorld): Promise<unknown> {
  const away = async () => {
    throw new Error('the ledger is away');
  };
  const letGo = createLettingGo({
    shelf: { settled: away, read: away, copy: away, clear: away },
    records: memoryRecords(clock),
    ...{ clock, hotDays: 90, metrics: functionMetrics(name.lettingGoFunction, outside) },
  });
  return measuredFunctions(letGo, outside, clock)(name.lettingGoFunction, {});
}

/** Runs the detector of unusual counts on a store that is away. */
function runAnomalyDetector({ clock, outside }: AlarmWorld): Promise<unknown> {
  const away = async () => {
    throw new Error('the time series is away');
  };
  const detect = createAnomalyDetector({
    ...{ records: memoryRecords(clock), clock, wait: async () => {} },
    eventCounts: { version: away, completeUntil: away, between: away },
    anomalyScores: { replace: away },
    anomalySettings: readAnomalySettings('UTC 15'),
    metrics: functionMetrics(name.anomalyFunction, outside),
  });
  return measuredFunctions(detect, outside, clock)(name.anomalyFunction, {});
}

/** Reports what an alarm reads, in the place of a service. */
function report({ outside }: AlarmWorld, { query }: MetricAlarm, value: number): void {
  for (const metric of metricsOf(query)) outside.recorder(metric)(value);
}

/** Runs the reconciler on records that tell of a minute in which events were missing, or not at an end. */
async function runReconciler(
  { clock, outside }: AlarmWorld,
  { differences, receivedMsAgo = 0 }: { readonly differences: number; readonly receivedMsAgo?: number },
): Promise<unknown> {
  const records = memoryRecords(clock);
  const now = new Date(clock.ms).toISOString();
  const minute = new Date(clock.ms - receivedMsAgo).toISOString();
  await records.create('reconciliation', 'through', { to: now, lookedAt: now });
  await records.create('reconciliation', `minute#${minute}`, { differences, lookedAt: clock.ms });
  const notAsked = () => Promise.reject(new Error('the next round is not due yet'));
  const reconcile = createReconciler({
    conservation: {
      archive: { digests: notAsked, events: notAsked, texts: notAsked, span: notAsked },
      ledger: { digests: notAsked, events: notAsked, receivedAt: notAsked },
      timeSeries: { digests: notAsked, events: notAsked },
      ...{ transit: { whereabouts: notAsked }, putBack: { resend: notAsked } },
    },
    reconciler: {
      ...{ prefix: '', partitions: [] },
      pace: { intervalMs: 5 * minuteMs, maxMinutes: 1, maxAgain: 1, budgetMs: minuteMs },
    },
    ...{ records, clock, log: { info: () => {}, warn: () => {}, error: () => {} } },
    metrics: functionMetrics(name.reconcilerFunction, outside),
  });
  return reconcile({});
}

const ledgerThatIsAway: Ledger['overdue'] = async () => {
  throw new Error('the ledger is away');
};

const otherwiseEmpty: Omit<Ledger, 'overdue'> = {
  append: async () => 'appended',
  facts: async () => [],
  saveHead: async () => {},
  head: async () => undefined,
};

/** Alarms whose condition comes about in an account alone; the test gives them the metric, and says why. */
export const onlyInAnAccount: Readonly<Record<string, string>> = {
  'bus-throttled': 'A Region’s quota for deliveries from a bus; one process has none.',
  'rule-failures': 'A rule’s target is a queue in the same process, which takes everything.',
  'rule-losses': 'A rule’s target is a queue in the same process, which takes everything.',
  'topic-failures': 'A topic’s subscribers are queues in the same process, which take everything.',
  'alerts-undelivered': 'Mail is not sent from one machine, so none can fail.',
  'function-throttled': 'An account’s quota of concurrent invocations; one process has none.',
  'queue-depth': 'More than two million messages: a minute of the peak that the local cell declares.',
  'calls-waiting': 'More than two million calls: a minute of the peak that the local cell declares.',
  'reconciler-throttled': 'An account’s quota of concurrent invocations; one process has none.',
  'alert-router-throttled': 'An account’s quota of concurrent invocations; one process has none.',
  'alert-links-throttled': 'An account’s quota of concurrent invocations; one process has none.',
  'detector-capped': 'More than a hundred thousand stuck invoices, which take minutes to make and to settle.',
  'ledger-throttled': 'DynamoDB throttles; SQLite does not.',
  'operations-throttled': 'DynamoDB throttles; SQLite does not.',
  'figures-late': 'Firehose delivers rows; DuckDB has them at once.',
  'figures-undelivered': 'Firehose delivers rows; DuckDB has them at once.',
  'figures-failing': 'Firehose delivers rows; DuckDB has them at once.',
  'figures-throttled': 'A stream’s throughput; DuckDB has none.',
  'figures-queries-failing': 'Athena runs queries; DuckDB answers those of one machine.',
  'archive-late': 'Firehose delivers the auditors’ archive; here the bus’s own archive has every event.',
  'archive-failing': 'Firehose delivers the auditors’ archive; here the bus’s own archive has every event.',
  'archive-throttled': 'Firehose delivers the auditors’ archive; here the bus’s own archive has every event.',
};

/** Alarms that nothing but CloudWatch can evaluate. */
export const onlyInCloudWatch: Readonly<Record<string, string>> = {
  traffic:
    'The band of expected traffic is a model that CloudWatch trains on two weeks of an account’s data.',
};

/** Gives an alarm the metric that an account would report. */
export function feed(world: AlarmWorld, { query, comparison, threshold }: MetricAlarm): void {
  const [metric] = metricsOf(query);
  if (!metric) throw new Error('the alarm has no metric');
  // A query over all operations finds the metric with a dimension more.
  const dimensions = query.kind === 'sum' ? { ...metric.dimensions, Operation: 'test' } : metric.dimensions;
  const value = comparison.startsWith('Greater') ? threshold + 1 : threshold - 1;
  world.outside.recorder({ ...metric, dimensions })(value);
}

/** The kind of an alarm: the longest one that its name begins with. */
export function kindOf({ name: alarm }: Alarm, kinds: readonly string[]): string | undefined {
  return kinds
    .filter((kind) => alarm === name.alarm(kind) || alarm.startsWith(`${name.alarm(kind)}-`))
    .sort((a, b) => b.length - a.length)[0];
}
