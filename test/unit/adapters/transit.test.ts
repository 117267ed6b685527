import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Datapoint, MetricToRead } from '../../../functions/adapters/cloudwatch/metric-readings.ts';
import { sqsTransit } from '../../../functions/adapters/sqs/transit.ts';
import { timestreamShowsBy } from '../../../functions/adapters/timestream/holdings.ts';
import { type HeldEvent, heldEvent } from '../../../functions/core/conservation/held-event.ts';
import { MinuteDigests, minuteMs, minuteOf } from '../../../functions/core/conservation/minute-digest.ts';
import type { Look } from '../../../functions/core/conservation/ports.ts';
import type { ReconciledPartition } from '../../../functions/core/conservation/settings.ts';
import type { DeadLetter, DeadLetters } from '../../../functions/core/dead-letters.ts';
import { names } from '../../../functions/core/names.ts';
import { reconcile } from '../../../operations/reconcile/reconcile.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { factOf } from '../functions/harness.ts';

const name = names();
const partitions = [{ name: 'ingestion', stage: 'ingestion' }] as const;
const start = Date.UTC(2026, 2, 2, 9);

function eventAt(receivedAt: number, invoiceId = 'INV-1'): HeldEvent {
  const at = new Date(receivedAt).toISOString();
  return heldEvent(factOf({ receivedAt: at, event: { eventId: 'e-1', invoiceId } }));
}

/** Dead letters by queue, of which a walk sees the first ten of a group. */
function deadLettersOf(letters: Readonly<Record<string, readonly Partial<DeadLetter>[]>>): DeadLetters {
  const neverActs = () => Promise.reject(new Error('nothing is done to dead letters here'));
  return {
    queues: async () =>
      Object.entries(letters).map(([queue, { length: count }]) => ({
        name: queue,
        kind: 'processor',
        count,
      })),
    read: async (queue) => ({
      letters: (letters[queue] ?? []).slice(0, 10).map((letter, at) => ({
        ...{ queue, kind: 'processor', position: `${at}`, messageId: `${at}` },
        ...{ sentAt: new Date(start).toISOString(), body: '{}', attributes: {} },
        ...letter,
      })),
    }),
    redrive: neverActs,
    remove: neverActs,
    release: async () => {},
  };
}

/** What the queues of a cell tell, with nothing on them unless given. */
function transitAt(
  now: number,
  world: {
    readonly counts?: Readonly<Record<string, number>>;
    readonly metrics?: Readonly<Record<string, readonly Datapoint[]>>;
    readonly letters?: Parameters<typeof deadLettersOf>[0];
    readonly records?: ReturnType<typeof memoryRecords>;
    readonly partitions?: readonly ReconciledPartition[];
  } = {},
) {
  return sqsTransit({
    ...{
      prefix: '',
      partitions: world.partitions ?? partitions,
      clock: { now: () => now },
      records: world.records ?? memoryRecords(),
    },
    deadLetters: deadLettersOf(world.letters ?? {}),
    countMessages: async (queue) => world.counts?.[queue] ?? 0,
    readMetrics: async (metrics) =>
      metrics.map(
        ({ name: metric, dimensions }) =>
          world.metrics?.[Object.values(dimensions).join()] ?? world.metrics?.[metric] ?? [],
      ),
  });
}

const stateOf = async (transit: ReturnType<typeof transitAt>, event: HeldEvent) =>
  [...(await transit.whereabouts([event])).values()][0]?.state;

describe('Given an event that no store has, received half an hour ago', () => {
  const now = start + 30 * minuteMs;
  const event = eventAt(start);

  test('When the queues are empty, Then it is on none', async () => {
    expect(await stateOf(transitAt(now), event)).toBeUndefined();
  });

  test.each([
    ['as old as the event', 28 * 60, 'under-way'],
    ['younger than the event', 15 * 60, undefined],
  ])('When the oldest message of its queue is %s, Then that decides', async (_, value, state) => {
    const metrics = { [name.queue('ingestion')]: [{ at: now - 2 * minuteMs, value }] };
    expect(await stateOf(transitAt(now, { metrics }), event)).toBe(state);
  });

  test('When CloudWatch has not heard of messages on a queue, Then it may be there', async () => {
    const counts = { [name.relayQueue('ingestion')]: 1 };
    expect(await stateOf(transitAt(now, { counts }), event)).toBe('under-way');
  });

  test.each([name.relayFunction(), 'MessagesRetried', name.recordQueue])(
    'When %s tells of retries, Then a standard queue hides how old its messages are',
    async (metric) => {
      const metrics = { [metric]: [{ at: now - 5 * minuteMs, value: 1 }] };
      expect(await stateOf(transitAt(now, { metrics }), event)).toBe('under-way');
      const old = eventAt(now - 13 * 60 * minuteMs);
      expect(await stateOf(transitAt(now, { metrics }), old)).toBeUndefined();
    },
  );

  test('When the relay of another group fails, Then no queue here hides anything', async () => {
    const grouped = [{ name: 'ingestion', stage: 'ingestion', group: 'a' }] as const;
    const failing = (relay: string) => ({ [relay]: [{ at: now - 5 * minuteMs, value: 1 }] });
    const state = (group: string) =>
      stateOf(transitAt(now, { partitions: grouped, metrics: failing(name.relayFunction(group)) }), event);
    expect([await state('a'), await state('b')]).toEqual(['under-way', undefined]);
  });

  test('When its record goes to the magnetic store, Then it may show six hours later', () => {
    const shows = timestreamShowsBy(24);
    const days = (count: number) => event.receivedAt - count * 24 * 60 * minuteMs;
    expect(shows({ ...event, occurredAt: days(0.5) }, now)).toBe(now);
    expect(shows({ ...event, occurredAt: days(2) }, now)).toBe(now + 6 * 60 * minuteMs);
  });

  test('When it was redriven or put back lately, Then it is on its way again', async () => {
    const redriven = memoryRecords();
    const at = new Date(now - 5 * minuteMs).toISOString();
    await redriven.create('audit', `${at}#redrive#q`, { what: 'redrive' });
    expect(await stateOf(transitAt(now, { records: redriven }), event)).toBe('under-way');
    const putBack = memoryRecords();
    const key = `minute#${new Date(minuteOf(start)).toISOString()}`;
    await putBack.create('reconciliation', key, { putBackAt: now - 5 * minuteMs });
    expect(await stateOf(transitAt(now, { records: putBack }), event)).toBe('under-way');
    expect(await stateOf(transitAt(now + 20 * minuteMs, { records: putBack }), event)).toBeUndefined();
  });

  test('When it is a dead letter, or behind ten of its group, Then it counts as one', async () => {
    const body = JSON.stringify(factOf({ event: { eventId: 'e-1', invoiceId: 'INV-1' } }));
    const one = { [name.deadLetters('ingestion')]: [{ body }] };
    expect(await stateOf(transitAt(now, { letters: one }), event)).toBe('dead-lettered');
    const ten = { [name.deadLetters('ingestion')]: Array.from({ length: 11 }, () => ({ groupId: 'INV-1' })) };
    expect(await stateOf(transitAt(now, { letters: ten }), event)).toBe('dead-lettered');
    expect(await stateOf(transitAt(now, { letters: ten }), eventAt(start, 'INV-2'))).toBeUndefined();
  });
});

/**
 * A cell in which one event moves on while a run looks at it. CloudWatch hears of a queue's minute some minutes
 * later, the time series shows a record some seconds after it was written, and the ledger's first reads may be
 * a second old.
 */
interface Course {
  /** ms after its receipt at which the event leaves the relay queue, the FIFO queue, and for good. */
  readonly leavesRelay: number;
  readonly stored: number;
  readonly shown: number;
  /** ms after its receipt at which the run begins, and how long each look takes. */
  readonly runs: number;
  readonly steps: readonly number[];
  readonly metricsLag: number;
  readonly seriesLag: number;
}

async function runOver(course: Course) {
  const event = eventAt(start + 1_000);
  const { receivedAt } = event;
  let now = receivedAt + course.runs;
  let step = 0;
  /** Something takes a while. */
  const passes = () => {
    now += course.steps[step % course.steps.length] ?? 0;
    step += 1;
  };
  const held = async (isThere: (look: Look) => boolean, look: Look = 'first') => {
    passes();
    return isThere(look) ? [event] : [];
  };
  const since = (ms: number) => now - receivedAt >= ms;
  const stores = {
    archive: () => true,
    ledger: (look: Look) => since(course.stored + (look === 'first' ? 1_000 : 0)),
    timeSeries: () => since(course.shown + course.seriesLag),
  };
  const holdings = (isThere: (look: Look) => boolean) => ({
    async digests() {
      const digests = new MinuteDigests();
      for (const each of await held(isThere)) digests.add(each);
      return digests.list();
    },
    events: (_: number, look?: Look) => held(isThere, look),
  });
  const waits = {
    [name.relayQueue('ingestion')]: [0, course.leavesRelay],
    [name.queue('ingestion')]: [course.leavesRelay, course.shown],
  } as const;
  const agesOf = ({ dimensions }: MetricToRead, from: number): Datapoint[] => {
    const [arrives, leaves] = waits[Object.values(dimensions).join()] ?? [0, 0];
    const points: Datapoint[] = [];
    for (let at = minuteOf(from); at + minuteMs + course.metricsLag <= now; at += minuteMs) {
      const last = Math.min(at + minuteMs, receivedAt + leaves);
      if (last > at && last > receivedAt + arrives)
        points.push({ at, value: (last - (receivedAt + arrives)) / 1_000 });
    }
    return points;
  };
  const sentAt = new Map(Object.entries(waits).map(([queue, [arrives]]) => [queue, receivedAt + arrives]));
  const records = memoryRecords();
  const transit = sqsTransit({
    ...{ prefix: '', partitions, clock: { now: () => now }, records, deadLetters: deadLettersOf({}) },
    countMessages: async (queue) => {
      const [arrives, leaves] = waits[queue] ?? [0, 0];
      return now >= (sentAt.get(queue) ?? 0) && since(arrives) && !since(leaves) ? 1 : 0;
    },
    readMetrics: async (metrics, from) => {
      passes();
      return metrics.map((metric) => agesOf(metric, from));
    },
  });
  const minutes = { from: minuteOf(receivedAt), to: minuteOf(receivedAt) + minuteMs };
  return reconcile(
    {
      archive: { ...holdings(stores.archive), span: () => minutes, texts: async () => [] },
      ledger: { ...holdings(stores.ledger), receivedAt: async () => undefined },
      timeSeries: holdings(stores.timeSeries),
      ...{ transit, records },
    },
    minutes,
  );
}

const minutesMs = (min: number, max: number) => fc.integer({ min: min * minuteMs, max: max * minuteMs });

describe('Given an event that moves on while a run looks at it', () => {
  test('When looks and moves interleave in any way, Then it is never named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          // When the run looks, the event has just moved on, or is about to.
          runs: minutesMs(20, 240),
          moves: fc.tuple(minutesMs(-3, 5), minutesMs(0, 5), fc.integer({ min: 0, max: 30_000 })),
          steps: fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 5 }),
          metricsLag: minutesMs(0, 3),
          seriesLag: fc.integer({ min: 0, max: 30_000 }),
        }),
        async ({ runs, moves: [relay, fifo, processor], steps, metricsLag, seriesLag }) => {
          const leavesRelay = Math.max(1, runs + relay);
          const stored = leavesRelay + fifo;
          const course = { leavesRelay, stored, shown: stored + processor };
          const found = await runOver({ ...course, runs, steps, metricsLag, seriesLag });
          expect(found.differences).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('When it left its queue and reached nothing, Then it is named', async () => {
    const lost = { stored: Number.POSITIVE_INFINITY, shown: 60_000, leavesRelay: 1_000 };
    const calm = {
      runs: 25 * minuteMs,
      steps: [1_000],
      metricsLag: minuteMs,
      seriesLag: Number.POSITIVE_INFINITY,
    };
    expect((await runOver({ ...lost, ...calm })).differences).toMatchObject([{ reached: 'archive' }]);
  });
});
