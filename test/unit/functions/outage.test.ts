import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { randomLcg } from 'd3-random';
import { describe, expect, test } from 'vitest';
import { EventSource } from '../../../emulator/messaging/event-source.ts';
import { InvocationBudget } from '../../../emulator/messaging/invocation-budget.ts';
import { Queue } from '../../../emulator/messaging/queue.ts';
import { sqsEventOf } from '../../../emulator/messaging/sqs-event.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { queueMaxReceives } from '../../../functions/core/messaging/failures.ts';
import {
  create as createDownstreamCaller,
  type DownstreamCallerPorts,
} from '../../../functions/downstream-caller/create.ts';
import { create as createProcessor } from '../../../functions/ingestion/create.ts';
import type { ProcessorPorts } from '../../../functions/processor/create-processor.ts';
import { create as createRecordWriter } from '../../../functions/record-writer/create.ts';
import { create as createRelay, type RelayPorts } from '../../../functions/relay/create.ts';
import {
  type Consumer,
  catchUp,
  concurrentInvocations,
  downstreamCaller,
  processor,
  recordWriter,
  relay,
} from '../../../infra/cells/concurrency.ts';
import { inFlightInOutage } from '../../../infra/planner/outage.ts';
import { engineDueCalls, engineDueRecords, engineQueues } from '../../../local/runtime/engine-ports.ts';
import { memoryDownstream } from '../../doubles/memory-downstream.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryOnce } from '../../doubles/memory-once.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { memoryTimeSeries } from '../../doubles/memory-time-series.ts';
import { memoryTopics } from '../../doubles/memory-topics.ts';
import { factOf, memoryLog, memoryMetrics, throttled } from './harness.ts';
import { virtualTime } from './virtual-time.ts';

/** The grown peak of a cell, and the part of it that is simulated. */
const peakPerSecond = 1_400;
const simulatedPerSecond = peakPerSecond / 4_000;

const minute = 60_000;
const hour = 60 * minute;
/** The store is away from the first minute on. */
const outage = { from: minute, until: minute + 2 * hour };

/** In flight at most, per queue; SQS hands out nothing more beyond. */
const inFlightQuota = 120_000;

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** Four events in a row are of one invoice. */
function factOfNumber(number: number): Fact {
  return factOf({ event: { eventId: `evt-${number}`, invoiceId: `INV-${Math.floor(number / 4)}` } });
}

/** The fact as a queue carries it: the relay's has events of the bus. */
function bodyFor(queue: 'fifo' | 'relay', fact: Fact): string {
  const { entryId: id, digest: _, ...detail } = fact;
  return JSON.stringify(queue === 'fifo' ? fact : { id, detail });
}

/**
 * A cell's queues and consumers in simulated time. One environment stands for the share of the
 * planned ones that serves the share of the peak, so its invocations take that much longer.
 */
function simulate(away: 'ledger' | 'timeSeries' | 'topics' | 'downstream') {
  const time = virtualTime();
  const { clock } = time;
  const random = randomLcg(0.5);
  let sequence = 0;
  const context = {
    clock,
    log: { sent() {}, received() {}, deleted() {}, hidden() {}, moved() {}, copied() {} },
    nextSequence: () => ++sequence,
    newId: () => `m${sequence}`,
  };
  const queueOf = (name: string, more: { fifo?: boolean; consumed?: boolean } = {}) =>
    new Queue(
      {
        name,
        arn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
        fifo: more.fifo ?? false,
        contentBasedDeduplication: true,
        deduplicationScope: 'messageGroup',
        visibilityTimeoutSeconds: 180,
        ...(more.consumed && { maxReceiveCount: queueMaxReceives }),
      },
      context,
    );
  const deadLetters = queueOf('dead-letters');
  const consumed = (name: string, fifo: boolean) => {
    const queue = queueOf(name, { fifo, consumed: true });
    queue.deadLetterQueue = deadLetters;
    return queue;
  };
  const queues = {
    relay: consumed('invoice-ingestion-relay', false),
    fifo: consumed('invoice-ingestion.fifo', true),
    records: consumed('invoice-records', false),
    calls: consumed('invoice-ingestion-downstream', false),
  };
  const byName = new Map(Object.values(queues).map((queue) => [queue.settings.name, queue]));
  const engine = {
    queues: byName,
    queueByArn: (arn: string) => byName.get(arn.split(':').at(-1) ?? '') ?? deadLetters,
  };

  const isAway = (store: typeof away) =>
    store === away && clock.now() >= outage.from && clock.now() < outage.until;
  const ledger = memoryLedger();
  const timeSeries = memoryTimeSeries();
  const topics = memoryTopics();
  const guarded =
    <Args extends readonly unknown[], Result>(store: typeof away, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (isAway(store)) throw throttled();
      return call(...args);
    };
  const records = memoryRecords(clock);
  const downstream = memoryDownstream(() => ({ status: isAway('downstream') ? 503 : 200 }));
  const downstreams = {
    ingestion: { url: 'https://erp.example.com', since: '1970-01-01T00:00:00Z', timeoutMs: 1_000 },
  };
  const ports: ProcessorPorts & RelayPorts & DownstreamCallerPorts = {
    ...{ records, downstreams, downstreamCalls: downstream },
    onceCalled: memoryOnce(records, clock, 120_000),
    secretHeaders: { of: async () => ({}), forget() {} },
    dueCalls: away === 'downstream' ? engineDueCalls(engine, downstreams) : {},
    stageDeadlines: usualStageDeadlines,
    ledger: {
      ...ledger,
      append: guarded('ledger', ledger.append),
      facts: guarded('ledger', ledger.facts),
      saveHead: guarded('ledger', ledger.saveHead),
    },
    records: memoryRecords(),
    timeSeries: { write: guarded('timeSeries', timeSeries.write) },
    topics: { publish: guarded('topics', topics.publish) },
    queues: engineQueues(engine),
    dueRecords: engineDueRecords(engine),
    clock,
    random,
    elapsed: clock.now,
    wait: time.wait,
    log: memoryLog(),
    metrics: memoryMetrics(),
  };

  const shared = (consumer: Consumer) =>
    (consumer.fullBatchSeconds * 1_000) / (concurrentInvocations(consumer, simulatedPerSecond) * catchUp);

  /** Lets an environment take messages; by default at twice the simulated rate. */
  const consume = (queue: Queue, consumer: Consumer, handler: Handler, invocationMs = shared(consumer)) =>
    new EventSource(
      queue,
      {
        functionName: queue.settings.name,
        region: 'eu-west-1',
        batchSize: consumer.batchSize,
        batchingWindowSeconds: consumer.windowSeconds,
        maximumConcurrency: 1,
        reportsItemFailures: true,
      },
      {
        later: time.later,
        budget: new InvocationBudget(Number.POSITIVE_INFINITY),
        synced: async () => {},
        async deliver(_, batch) {
          await time.wait((invocationMs * batch.messages.length) / consumer.batchSize);
          return handler(sqsEventOf(batch));
        },
      },
    ).start();
  const sendFact = (number: number): void => {
    const fact = factOfNumber(number);
    const groupId = fact.event.invoiceId;
    queues.fifo.send({ body: JSON.stringify(fact), groupId, deduplicationId: fact.digest });
  };
  return { time, ports, queues, deadLetters, timeSeries, topics, downstream, consume, sendFact };
}

/** Runs a queue through the outage at the peak and says what it was like. */
async function pass(
  cell: ReturnType<typeof simulate>,
  send: (number: number) => void,
  watched: readonly Queue[],
  usual: number,
) {
  const { time } = cell;
  const until = outage.until + 3 * hour;
  let sent = 0;
  let backlog = 0;
  let backInTime = Number.POSITIVE_INFINITY;
  const waiting = () => watched.reduce((sum, queue) => sum + queue.length, 0);
  for (let second = 1; second * 1_000 <= until; second++) {
    for (; sent < second * simulatedPerSecond; sent++) send(sent);
    for (const queue of Object.values(cell.queues)) queue.expire();
    await time.passUntil(second * 1_000);
    const now = second * 1_000;
    if (now === outage.until) backlog = waiting();
    // Back to what is always under way.
    if (now > outage.until && waiting() <= usual) {
      backInTime = now - outage.until;
      break;
    }
  }
  for (let second = 1; second <= 600; second++) {
    for (const queue of Object.values(cell.queues)) queue.expire();
    await time.passUntil(time.clock.now() + 1_000);
  }
  return { sent, backlog, backInTime };
}

const twoHoursWorth = 0.99 * 2 * 3_600 * simulatedPerSecond;
/** At twice the peak, two hours take two hours, and up to five minutes for what was hidden. */
const inTime = 2 * hour + 5 * minute;

describe('Given the ledger is away for two hours at the peak', () => {
  test('When it is back, Then nothing is lost and the backlog goes at twice the peak', async () => {
    const cell = simulate('ledger');
    const { fifo } = cell.queues;
    cell.consume(fifo, processor, createProcessor(cell.ports));
    const { sent, backlog, backInTime } = await pass(cell, cell.sendFact, [fifo], processor.batchSize);

    expect(backlog).toBeGreaterThan(twoHoursWorth);
    expect(backInTime).toBeLessThan(inTime);
    expect(cell.deadLetters.length).toBe(0);
    expect(cell.timeSeries.records()).toHaveLength(sent);
  }, 60_000);
});

describe('Given the time series is away for two hours at the peak', () => {
  test('When it is away, Then the ledger goes on; when it is back, so do the records', async () => {
    const cell = simulate('timeSeries');
    const { fifo, records } = cell.queues;
    cell.consume(fifo, processor, createProcessor(cell.ports));
    cell.consume(records, recordWriter, createRecordWriter(cell.ports));
    let longest = 0;
    const send = (number: number) => {
      cell.sendFact(number);
      longest = Math.max(longest, fifo.length);
    };
    const { sent, backlog, backInTime } = await pass(cell, send, [records], recordWriter.batchSize);

    // The ledger is at most two batches behind: what is with the processor, and what came meanwhile.
    expect(longest).toBeLessThanOrEqual(2 * processor.batchSize);
    expect(backlog).toBeGreaterThan(twoHoursWorth);
    expect(backInTime).toBeLessThan(inTime);
    expect(cell.deadLetters.length).toBe(0);
    expect(cell.timeSeries.records()).toHaveLength(sent);
  }, 60_000);
});

describe('Given SNS is away for two hours at the peak', () => {
  test('When it is back, Then every event is published once and the backlog is gone', async () => {
    const cell = simulate('topics');
    const queue = cell.queues.relay;
    cell.consume(queue, relay, createRelay(cell.ports));
    const send = (number: number) => {
      queue.send({ body: bodyFor('relay', factOfNumber(number)) });
    };
    const { sent, backlog, backInTime } = await pass(cell, send, [queue], relay.batchSize);

    expect(backlog).toBeGreaterThan(twoHoursWorth);
    expect(backInTime).toBeLessThan(inTime);
    expect(cell.deadLetters.length).toBe(0);
    expect(cell.topics.take()).toHaveLength(sent);
  }, 60_000);
});

describe('Given a downstream is away for two hours at the peak', () => {
  test('When it is away, Then events stay visible in time; when it is back, each is told', async () => {
    const cell = simulate('downstream');
    const { fifo, calls } = cell.queues;
    cell.consume(fifo, processor, createProcessor(cell.ports));
    cell.consume(calls, downstreamCaller, createDownstreamCaller(cell.ports));
    let longest = 0;
    const send = (number: number) => {
      cell.sendFact(number);
      longest = Math.max(longest, fifo.length);
    };
    const { sent, backlog, backInTime } = await pass(cell, send, [calls], downstreamCaller.batchSize);

    expect(longest).toBeLessThanOrEqual(2 * processor.batchSize);
    expect(backlog).toBeGreaterThan(twoHoursWorth);
    expect(backInTime).toBeLessThan(inTime);
    expect(cell.deadLetters.length).toBe(0);
    expect(cell.timeSeries.records()).toHaveLength(sent);
    expect(cell.downstream.taken().size).toBe(sent);
    expect(new Set(cell.downstream.taken().values())).toEqual(new Set([1]));
  }, 60_000);
});

describe('Given a store is away and an endless backlog waits', () => {
  test.each([
    ['ledger', 'fifo', processor, createProcessor],
    ['topics', 'relay', relay, createRelay],
  ] as const)(
    'When an hour passes without the %s, Then few are in flight',
    async (away, name, consumer, create) => {
      const cell = simulate(away);
      const queue = cell.queues[name];
      const bodies = Array.from({ length: 20 }, (_, number) => bodyFor(name, factOfNumber(4 * number)));
      for (let number = 0; number < 60_000; number++)
        queue.send({ body: bodies[number % 20] ?? '', groupId: `${number}`, deduplicationId: `${number}` });
      await cell.time.passUntil(outage.from);
      cell.consume(queue, consumer, create(cell.ports), consumer.fullBatchSeconds * 1_000);
      let inFlight = 0;
      for (let second = 1; second <= 3_600; second++) {
        queue.expire();
        await cell.time.passUntil(outage.from + second * 1_000);
        inFlight = Math.max(inFlight, queue.inFlight);
      }
      const environments = concurrentInvocations(consumer, peakPerSecond) * catchUp;
      expect(inFlight * environments).toBeLessThan(inFlightQuota);
      expect(inFlight * environments).toBeLessThan(1.5 * inFlightInOutage(consumer, peakPerSecond));
    },
  );
});
