import { describe, expect, test } from 'vitest';
import { openConflictMarks } from '../../../functions/core/invoice/conflicts.ts';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { MeasureRecord } from '../../../functions/core/measures/measures.ts';
import { measureRecords } from '../../../functions/core/measures/records.ts';
import { metricNames } from '../../../functions/core/metric-names.ts';
import type { DueCalls, DueRecords, Ledger, TimeSeries } from '../../../functions/core/ports.ts';
import { create } from '../../../functions/ingestion/create.ts';
import { addDecision } from '../../../operations/conflicts/decisions.ts';
import { openConflicts } from '../../../operations/conflicts/open.ts';
import { memoryDueCalls } from '../../doubles/memory-due-calls.ts';
import { memoryDueRecords } from '../../doubles/memory-due-records.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryQueues } from '../../doubles/memory-queues.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { memoryTimeSeries } from '../../doubles/memory-time-series.ts';
import {
  factOf,
  factRecord,
  firstReceivedAt,
  invalid,
  memoryLog,
  memoryMetrics,
  sqsEvent,
  sqsRecord,
  throttled,
} from './harness.ts';

/** The ingestion processor on doubles; parts of the stores can be replaced. */
interface Replacements {
  readonly ledger?: Partial<Ledger>;
  readonly timeSeries?: Partial<TimeSeries>;
  readonly dueRecords?: DueRecords;
  readonly dueCalls?: DueCalls;
  readonly now?: string;
}

function setUp(replace: Replacements = {}) {
  const ledger = memoryLedger();
  const timeSeries = memoryTimeSeries();
  const dueRecords = memoryDueRecords();
  const records = memoryRecords();
  const queues = memoryQueues();
  const log = memoryLog();
  const metrics = memoryMetrics();
  const process = create({
    dueRecords: { ...dueRecords, ...replace.dueRecords },
    ...(replace.dueCalls && { dueCalls: { ingestion: replace.dueCalls } }),
    ledger: { ...ledger, ...replace.ledger },
    timeSeries: { ...timeSeries, ...replace.timeSeries },
    records,
    queues,
    log,
    metrics,
    clock: { now: () => Date.parse(replace.now ?? firstReceivedAt) },
    random: () => 0.5,
    wait: async () => {},
    stageDeadlines: usualStageDeadlines,
  });
  return { ledger, records, timeSeries, dueRecords, queues, log, metrics, process };
}

function failedIds({ batchItemFailures }: { batchItemFailures: readonly { itemIdentifier: string }[] }) {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

function eventIds(facts: readonly { event: { eventId: string } }[]) {
  return facts.map(({ event }) => event.eventId).sort();
}

describe('A stage’s processor', () => {
  describe('Given a batch of several invoices', () => {
    test('When processed, Then facts, heads and records are stored and nothing returns', async () => {
      const { process, ledger, timeSeries, metrics } = setUp();
      const received = factOf();
      const validated = factOf({
        event: { eventId: 'evt-2', status: 'validated', occurredAt: '2026-03-02T09:25:00Z' },
      });
      const other = factOf({ event: { invoiceId: 'INV-2' } });

      const result = await process(sqsEvent(...[received, validated, other].map((fact) => factRecord(fact))));

      expect(result).toEqual({ batchItemFailures: [] });
      expect(await ledger.head('INV-1')).toEqual(project([received, validated]));
      expect(await ledger.head('INV-2')).toEqual(project([other]));
      expect(
        timeSeries
          .records()
          .map(({ dimensions }) => dimensions.eventKey)
          .sort(),
      ).toEqual([received, validated, other].map(factKey).sort());
      expect(metrics.total(metricNames.processed)).toBe(3);
    });
  });

  describe('Given events received at different times', () => {
    test('When processed, Then all their latencies are reported at once', async () => {
      const { process, metrics } = setUp({ now: '2026-03-02T09:15:05.000Z' });
      const early = factOf({ receivedAt: '2026-03-02T09:15:01.200Z' });
      const late = factOf({ receivedAt: '2026-03-02T09:13:00.000Z', event: { invoiceId: 'INV-2' } });
      const ahead = factOf({ receivedAt: '2026-03-02T09:15:05.040Z', event: { invoiceId: 'INV-3' } });
      const unreadable = sqsRecord('not a fact');
      await process(sqsEvent(...[early, late, ahead].map((fact) => factRecord(fact)), unreadable));
      expect(metrics.reports(metricNames.visibilityLatency)).toEqual([
        [[3_800, 125_000, 0], { stage: 'ingestion' }],
      ]);
    });
  });

  describe('Given a visible event', () => {
    test('When it comes again, Then no latency is reported', async () => {
      const { process, metrics } = setUp({ now: '2027-03-02T09:15:05.000Z' });
      const fact = factOf();
      await process(sqsEvent(factRecord(fact)));
      await process(sqsEvent(factRecord({ ...fact, entryId: 'entry-replayed' })));
      expect(metrics.reports(metricNames.visibilityLatency)).toHaveLength(1);
    });
  });

  describe('Given a fact that was lost, and a conflict that stands', () => {
    test('When a replay brings them, Then all is stored and nothing is reported', async () => {
      const { process, ledger, queues, metrics } = setUp();
      const replayed = (fact: Fact) => {
        const record = factRecord(fact);
        const replay = { dataType: 'String', stringValue: 'again' };
        return { ...record, messageAttributes: { replay } };
      };
      const other = factOf({ event: { amount: '999.00' } });
      await ledger.append(other);
      await process(sqsEvent(replayed(factOf()), replayed(other)));

      expect(await ledger.facts('INV-1')).toHaveLength(2);
      expect(metrics.reports(metricNames.visibilityLatency)).toEqual([]);
      expect(metrics.total(metricNames.conflicts)).toBe(0);
      expect(queues.takeDeadLetters()).toEqual([]);
    });
  });

  describe('Given a fact stored by an attempt that died', () => {
    test('When its message is tried again, Then its latency is reported', async () => {
      const { process, ledger, metrics } = setUp({ now: '2026-03-02T09:16:01.200Z' });
      const fact = factOf();
      await ledger.append(fact);
      await process(sqsEvent(factRecord(fact, { receiveCount: 2 })));
      expect(metrics.reports(metricNames.visibilityLatency)).toEqual([[[60_000], { stage: 'ingestion' }]]);
    });
  });

  describe('Given the time series is down', () => {
    test('When an event is tried, Then it is not visible and has no latency', async () => {
      const { process, metrics } = setUp({ timeSeries: { write: () => Promise.reject(throttled()) } });
      await process(sqsEvent(factRecord(factOf())));
      expect(metrics.reports(metricNames.visibilityLatency)).toEqual([]);
    });
  });

  describe('Given a batch of many invoices', () => {
    test('When processed, Then the time series is called once', async () => {
      let calls = 0;
      const store = memoryTimeSeries();
      const { process } = setUp({
        timeSeries: {
          write(records) {
            calls += 1;
            return store.write(records);
          },
        },
      });

      await process(
        sqsEvent(
          ...Array.from({ length: 10 }, (_, i) => factRecord(factOf({ event: { invoiceId: `INV-${i}` } }))),
        ),
      );

      expect(calls).toBe(1);
      expect(store.records()).toHaveLength(10);
    });
  });

  describe('Given a message twice in a batch and once more later', () => {
    test('When processed, Then it has one effect', async () => {
      const { process, ledger, timeSeries } = setUp();
      const fact = factOf();

      await process(sqsEvent(factRecord(fact), factRecord(fact)));
      await process(
        sqsEvent(factRecord({ ...fact, entryId: 'entry-later', receivedAt: '2026-03-02T11:00:00.000Z' })),
      );

      expect(await ledger.facts('INV-1')).toEqual([fact]);
      expect(timeSeries.records()).toHaveLength(1);
    });
  });

  describe('Given an event older than what is there', () => {
    test('When processed, Then the head stays and the later record is corrected', async () => {
      const { process, ledger, timeSeries } = setUp();
      const later = factOf({
        event: { eventId: 'evt-2', status: 'validated', occurredAt: '2026-03-02T09:25:00Z' },
      });
      await process(sqsEvent(factRecord(later)));

      await process(sqsEvent(factRecord(factOf())));

      expect(await ledger.head('INV-1')).toMatchObject({ status: 'validated', eventCount: 2 });
      const corrected = timeSeries.records().find(({ dimensions }) => dimensions.status === 'validated');
      expect(corrected?.measures.invoiceElapsedMs).toBe('600000');
    });
  });

  describe('Given two processors that store neighbours of a fact', () => {
    test('When they race, Then the fact’s record is right', async () => {
      const ledger = memoryLedger();
      const timeSeries = memoryTimeSeries();
      const at = (eventId: string, occurredAt: string) => factOf({ event: { eventId, occurredAt } });
      const neighbour = at('evt-3', '2026-03-02T09:25:00Z');
      await setUp({ ledger, timeSeries }).process(sqsEvent(factRecord(neighbour)));
      const { promise: bothStored, resolve } = Promise.withResolvers<void>();
      let stored = 0;
      const { process } = setUp({
        timeSeries,
        ledger: {
          ...ledger,
          append: async (fact) => {
            const result = await ledger.append(fact);
            stored += 1;
            if (stored === 2) resolve();
            await bothStored;
            return result;
          },
        },
      });

      await Promise.all(
        ['evt-1', 'evt-2'].map((id) => process(sqsEvent(factRecord(at(id, '2026-03-02T09:15:00Z'))))),
      );

      const record = timeSeries
        .records()
        .find(({ dimensions }) => dimensions.eventKey === factKey(neighbour));
      expect(record?.measures.invoiceElapsedMs).toBe('600000');
    });
  });

  describe('Given a malformed message among others of its group', () => {
    test('When processed, Then it alone is dead-lettered, with its diagnosis', async () => {
      const { process, ledger, queues } = setUp();
      const [first, second] = [factOf(), factOf({ event: { eventId: 'evt-2', status: 'validated' } })];

      const result = await process(
        sqsEvent(
          factRecord(first),
          sqsRecord('{"not":"a fact"}', { groupId: 'INV-1', messageId: 'poison' }),
          factRecord(second),
        ),
      );

      expect(result.batchItemFailures).toEqual([]);
      expect(eventIds(await ledger.facts('INV-1'))).toEqual(['evt-1', 'evt-2']);
      const [letter] = queues.takeDeadLetters();
      expect(letter).toMatchObject({
        messageId: 'poison',
        body: '{"not":"a fact"}',
        groupId: 'INV-1',
        attributes: {
          class: 'permanent',
          code: 'FACT_MALFORMED',
          firstSeen: firstReceivedAt,
          receiveCount: '1',
        },
      });
      expect(letter?.attributes.reason).not.toBe('');
      expect(letter?.attributes.stack).toContain('at ');
    });
  });

  describe('Given an event of another stage', () => {
    test('When processed, Then it is dead-lettered and not stored', async () => {
      const { process, ledger, queues } = setUp();

      await process(sqsEvent(factRecord(factOf({ stage: 'posting', event: { status: 'paid' } }))));

      expect(await ledger.facts('INV-1')).toEqual([]);
      expect(queues.takeDeadLetters()[0]?.attributes.code).toBe('WRONG_STAGE');
    });
  });

  describe('Given a fact that cannot be stored now', () => {
    test('When processed, Then it and what is behind it return after one delay', async () => {
      const ledger = memoryLedger();
      const { process, queues, timeSeries } = setUp({
        ledger: {
          ...ledger,
          append: async (fact) => {
            if (fact.event.eventId === 'evt-2') throw throttled();
            return ledger.append(fact);
          },
        },
      });
      const fact = (eventId: string, invoiceId = 'INV-1') => factOf({ event: { eventId, invoiceId } });

      const result = await process(
        sqsEvent(
          factRecord(fact('evt-1'), { messageId: 'm1' }),
          factRecord(fact('evt-2'), { messageId: 'm2', receiveCount: 3 }),
          factRecord(fact('evt-1', 'INV-2'), { messageId: 'other' }),
          factRecord(fact('evt-3'), { messageId: 'm3' }),
        ),
      );

      expect(failedIds(result)).toEqual(['m2', 'm3']);
      expect([...queues.delays.keys()]).toEqual(['m2', 'm3']);
      expect(queues.delays.get('m3')).toBe(queues.delays.get('m2'));
      expect(queues.takeDeadLetters()).toEqual([]);
      expect(timeSeries.records().map(({ dimensions }) => dimensions.invoiceId)).toContain('INV-2');
      expect(eventIds(await ledger.facts('INV-1'))).toEqual(['evt-1', 'evt-3']);
    });
  });

  describe('Given a stage with a downstream', () => {
    const named = ({ handedOver }: ReturnType<typeof memoryDueCalls>) =>
      handedOver.map(({ event, digest }) => ({ event, digest }));
    const name = ({ event: { invoiceId, eventId }, digest }: Fact) => ({
      event: { invoiceId, eventId },
      digest,
    });

    test('When events are stored, Then each is handed over, a conflict and a repeat too', async () => {
      const dueCalls = memoryDueCalls();
      const { process, queues } = setUp({ dueCalls });
      const [one, another] = [factOf(), factOf({ event: { amount: '9.99' } })];
      await process(sqsEvent(factRecord(one), factRecord(another)));
      await process(sqsEvent(factRecord(one)));
      expect(named(dueCalls)).toEqual([one, another, one].map(name));
      expect(queues.takeDeadLetters().map(({ attributes }) => attributes.code)).toContain('EVENT_CONFLICT');
    });

    test('When one cannot be handed over, Then its message returns, and it is visible', async () => {
      const { process, timeSeries, metrics, queues } = setUp({
        dueCalls: { since: 0, add: () => Promise.reject(throttled()) },
      });
      const conflicting = factOf({ event: { amount: '9.99' } });
      const result = await process(
        sqsEvent(factRecord(factOf(), { messageId: 'm1' }), factRecord(conflicting, { messageId: 'm2' })),
      );
      expect(failedIds(result)).toEqual(['m1', 'm2']);
      expect(timeSeries.records()).toHaveLength(2);
      expect(metrics.reports(metricNames.visibilityLatency)).toHaveLength(1);
      expect(queues.takeDeadLetters()).toEqual([]);
    });

    test('When its record is refused for good, Then it is handed over all the same', async () => {
      const dueCalls = memoryDueCalls();
      const { process } = setUp({
        dueCalls,
        timeSeries: { write: async () => [{ index: 0, reason: 'no' }] },
      });
      await process(sqsEvent(factRecord(factOf())));
      expect(named(dueCalls)).toEqual([name(factOf())]);
    });

    test('When it cannot be stored, Then it is not handed over', async () => {
      const dueCalls = memoryDueCalls();
      const { process } = setUp({ dueCalls, ledger: { append: () => Promise.reject(throttled()) } });
      await process(sqsEvent(factRecord(factOf())));
      expect(named(dueCalls)).toEqual([]);
    });

    test('When it was received before there was one, Then it is not handed over', async () => {
      const fact = factOf();
      const dueCalls = memoryDueCalls(Date.parse(fact.receivedAt));
      const { process } = setUp({ dueCalls });
      const before = new Date(Date.parse(fact.receivedAt) - 1).toISOString();
      await process(sqsEvent(factRecord({ ...factOf({ event: { eventId: 'old' } }), receivedAt: before })));
      await process(sqsEvent(factRecord(fact)));
      expect(named(dueCalls)).toEqual([name(fact)]);
    });
  });

  describe('Given a message that has failed for twelve hours', () => {
    test('When it fails again, Then it is dead-lettered as transient', async () => {
      const { process, queues } = setUp({
        ledger: {
          append: async () => {
            throw throttled();
          },
        },
        now: '2026-03-02T21:15:02.000Z',
      });

      const result = await process(sqsEvent(factRecord(factOf(), { receiveCount: 10 })));

      expect(result.batchItemFailures).toEqual([]);
      expect(queues.takeDeadLetters()[0]?.attributes).toMatchObject({
        class: 'transient',
        code: 'ThrottlingException',
        receiveCount: '10',
      });
    });
  });

  describe('Given a message that cannot be dead-lettered', () => {
    test('When processed, Then it and those behind it return', async () => {
      const { ledger, timeSeries, log, metrics } = setUp();
      const queues = memoryQueues();
      const process = create({
        ledger,
        timeSeries,
        log,
        metrics,
        queues: {
          ...queues,
          deadLetter: async () => {
            throw throttled();
          },
        },
        clock: { now: () => Date.parse(firstReceivedAt) },
        random: () => 0.5,
        wait: async () => {},
        dueRecords: memoryDueRecords(),
        records: memoryRecords(),
        stageDeadlines: usualStageDeadlines,
      });

      const result = await process(
        sqsEvent(
          sqsRecord('not JSON', { groupId: 'INV-1', messageId: 'poison' }),
          factRecord(factOf(), { messageId: 'behind' }),
        ),
      );

      expect(failedIds(result)).toEqual(['poison', 'behind']);
    });
  });

  describe('Given a message that cannot be hidden', () => {
    test('When processed, Then it is reported all the same', async () => {
      const { ledger, timeSeries, log, metrics } = setUp();
      const process = create({
        ledger: {
          ...ledger,
          facts: async () => {
            throw throttled();
          },
        },
        timeSeries,
        log,
        metrics,
        queues: {
          ...memoryQueues(),
          retryLater: async () => {
            throw throttled();
          },
        },
        clock: { now: () => Date.parse(firstReceivedAt) },
        random: () => 0.5,
        wait: async () => {},
        dueRecords: memoryDueRecords(),
        records: memoryRecords(),
        stageDeadlines: usualStageDeadlines,
      });

      expect(failedIds(await process(sqsEvent(factRecord(factOf(), { messageId: 'm1' }))))).toEqual(['m1']);
    });
  });

  describe('Given one invoice that cannot be read back', () => {
    test('When processed, Then only its messages come back', async () => {
      const ledger = memoryLedger();
      const { process } = setUp({
        ledger: {
          ...ledger,
          facts: async (invoiceId) => {
            if (invoiceId === 'INV-1') throw throttled();
            return ledger.facts(invoiceId);
          },
        },
      });

      const result = await process(
        sqsEvent(
          factRecord(factOf(), { messageId: 'm1' }),
          factRecord(factOf({ event: { invoiceId: 'INV-2' } }), { messageId: 'm2' }),
        ),
      );

      expect(failedIds(result)).toEqual(['m1']);
      expect(await ledger.head('INV-2')).toBeDefined();
    });
  });

  describe('Given the time series is away', () => {
    const away: Partial<TimeSeries> = {
      write: async () => {
        throw throttled();
      },
    };
    const twoInvoices = () =>
      sqsEvent(
        factRecord(factOf(), { messageId: 'm1' }),
        factRecord(factOf({ event: { invoiceId: 'INV-2' } }), { messageId: 'm2' }),
      );

    test('When processed, Then the ledger is complete and the records are put off', async () => {
      const { process, ledger, dueRecords, metrics } = setUp({ timeSeries: away });

      const result = await process(twoInvoices());

      expect(result.batchItemFailures).toEqual([]);
      expect((await ledger.head('INV-1'))?.eventCount).toBe(1);
      expect((await ledger.head('INV-2'))?.eventCount).toBe(1);
      expect(dueRecords.take().map(({ event, isNew }) => [event.invoiceId, isNew])).toEqual([
        ['INV-1', true],
        ['INV-2', true],
      ]);
      expect(metrics.total(metricNames.processed)).toBe(0);
      expect(metrics.total(metricNames.putOff)).toBe(2);
      expect(metrics.reports(metricNames.visibilityLatency)).toEqual([]);
    });

    test('When an event is repeated, Then its record is put off as one that is no news', async () => {
      const { process, dueRecords } = setUp({ timeSeries: away });
      await process(sqsEvent(factRecord(factOf())));
      await process(sqsEvent(factRecord(factOf())));
      expect(dueRecords.take().map(({ isNew }) => isNew)).toEqual([true, false]);
    });

    test('When it stays away, Then it is no longer asked at every batch', async () => {
      let calls = 0;
      const { process, dueRecords } = setUp({
        timeSeries: {
          write: async () => {
            calls += 1;
            throw throttled();
          },
        },
      });
      for (let batch = 0; batch < 20; batch++) await process(twoInvoices());
      expect(calls).toBe(3);
      expect(dueRecords.take()).toHaveLength(40);
    });

    test('When records cannot be put off either, Then the messages return', async () => {
      const { process, queues } = setUp({
        timeSeries: away,
        dueRecords: {
          add: async () => {
            throw throttled();
          },
        },
      });

      expect(failedIds(await process(twoInvoices())).sort()).toEqual(['m1', 'm2']);
      expect(queues.takeDeadLetters()).toEqual([]);
    });
  });

  describe('Given one record makes the time series refuse the call', () => {
    test('When processed, Then only its invoice is dead-lettered', async () => {
      const store = memoryTimeSeries();
      const { process, queues } = setUp({
        timeSeries: {
          write: async (records) => {
            if (records.some(({ dimensions }) => dimensions.invoiceId === 'INV-bad')) throw invalid();
            return store.write(records);
          },
        },
      });

      const result = await process(
        sqsEvent(
          factRecord(factOf({ event: { invoiceId: 'INV-bad' } }), { messageId: 'bad' }),
          factRecord(factOf(), { messageId: 'good' }),
        ),
      );

      expect(result.batchItemFailures).toEqual([]);
      expect(queues.takeDeadLetters().map(({ messageId }) => messageId)).toEqual(['bad']);
      expect(store.records().map(({ dimensions }) => dimensions.invoiceId)).toEqual(['INV-1']);
    });
  });

  describe('Given a record that is rejected', () => {
    test('When processed, Then its message is dead-lettered and its fact kept', async () => {
      const { process, queues, ledger } = setUp({
        timeSeries: {
          write: async (records) =>
            records.flatMap(({ dimensions }, index) =>
              dimensions.eventKey.startsWith('evt-2#') ? [{ index, reason: 'outside the retention' }] : [],
            ),
        },
      });

      const result = await process(
        sqsEvent(
          factRecord(factOf(), { messageId: 'm1' }),
          factRecord(factOf({ event: { eventId: 'evt-2', status: 'validated' } }), { messageId: 'm2' }),
        ),
      );

      expect(result.batchItemFailures).toEqual([]);
      const letters = queues.takeDeadLetters();
      expect(letters.map(({ messageId }) => messageId)).toEqual(['m2']);
      expect(letters[0]?.attributes).toMatchObject({ class: 'permanent', code: 'RECORD_REJECTED' });
      expect(letters[0]?.attributes.reason).toContain('outside the retention');
      expect(eventIds(await ledger.facts('INV-1'))).toEqual(['evt-1', 'evt-2']);
    });
  });

  describe('Given a neighbour’s record that is rejected', () => {
    test('When processed, Then the message that changed it is dead-lettered', async () => {
      const store = memoryTimeSeries();
      let refuse = false;
      const { process, queues } = setUp({
        timeSeries: {
          write: async (records) =>
            refuse
              ? records.flatMap(({ dimensions }, index) =>
                  dimensions.status === 'validated' ? [{ index, reason: 'no' }] : [],
                )
              : store.write(records),
        },
      });
      await process(
        sqsEvent(
          factRecord(
            factOf({ event: { eventId: 'evt-2', status: 'validated', occurredAt: '2026-03-02T09:25:00Z' } }),
          ),
        ),
      );
      refuse = true;

      await process(sqsEvent(factRecord(factOf(), { messageId: 'earlier' })));

      expect(queues.takeDeadLetters().map(({ messageId }) => messageId)).toEqual(['earlier']);
    });

    test('When another came first, Then redriving the dead message mends the record', async () => {
      const store = memoryTimeSeries();
      let away = true;
      const isRefused = ({ dimensions }: MeasureRecord) => away && dimensions.stage === 'posting';
      const { process, queues, ledger } = setUp({
        timeSeries: {
          write: async (records) => {
            await store.write(records.filter((record) => !isRefused(record)));
            return records.flatMap((record, index) => (isRefused(record) ? [{ index, reason: 'no' }] : []));
          },
        },
      });
      const at = (eventId: string, time: string) =>
        factOf({ event: { eventId, occurredAt: `2026-03-02T${time}Z` } });
      const scheduled = factOf({
        stage: 'posting',
        event: { eventId: 'evt-9', status: 'scheduled', occurredAt: '2026-03-02T09:30:00Z' },
      });
      await store.write(measureRecords([scheduled]));
      await ledger.append(scheduled, JSON.stringify(scheduled));
      const batch = {
        later: factRecord(at('evt-2', '09:25:00'), { messageId: 'later' }),
        first: factRecord(at('evt-1', '09:15:00'), { messageId: 'first' }),
      };
      await process(sqsEvent(batch.later, batch.first));
      const letters = queues.takeDeadLetters().map(({ messageId }) => messageId);
      away = false;

      await process(sqsEvent(...Object.values(batch).filter(({ messageId }) => letters.includes(messageId))));

      expect(letters).toEqual(['first']);
      const standing = store.records().find(({ dimensions }) => dimensions.stage === 'posting');
      expect(standing?.measures.invoiceElapsedMs).toBe(`${15 * 60_000}`);
    });
  });
});

describe('Conflicting content under one event id', () => {
  const [original, altered] = [factOf(), factOf({ event: { amount: '9.99' } })];

  describe('Given the other content comes later', () => {
    test('When processed, Then both are kept and a copy of the later is dead-lettered', async () => {
      const { process, ledger, timeSeries, queues, metrics } = setUp();
      await process(sqsEvent(factRecord(original)));
      expect(queues.takeDeadLetters()).toEqual([]);

      const result = await process(sqsEvent(factRecord(altered, { messageId: 'altered' })));

      expect(result.batchItemFailures).toEqual([]);
      expect((await ledger.facts('INV-1')).map(factKey).sort()).toEqual(
        [original, altered].map(factKey).sort(),
      );
      expect((await ledger.head('INV-1'))?.conflicts).toEqual(['evt-1']);
      expect(timeSeries.records()).toHaveLength(2);
      expect(metrics.total(metricNames.conflicts)).toBe(1);
      expect(queues.takeDeadLetters()).toMatchObject([
        { messageId: 'altered', attributes: { class: 'permanent', code: 'EVENT_CONFLICT' } },
      ]);
    });
  });

  describe('Given it is settled that one of them counts', () => {
    async function settled() {
      const made = setUp();
      await made.process(sqsEvent(factRecord(original), factRecord(altered)));
      made.queues.takeDeadLetters();
      const digests = [original.digest, altered.digest].sort();
      const decision = { choice: 'one', counts: altered.digest, reason: 'said so', by: 'ada' } as const;
      const about = { invoiceId: 'INV-1', eventId: 'evt-1', digests, at: firstReceivedAt };
      await addDecision(made.records, { ...about, ...decision }, 0);
      return made;
    }

    test('When the other comes again, Then it is a repeat and no figure counts it', async () => {
      const { process, queues, ledger, timeSeries } = await settled();
      expect(await process(sqsEvent(factRecord(original)))).toEqual({ batchItemFailures: [] });
      expect(queues.takeDeadLetters()).toEqual([]);
      expect(await ledger.head('INV-1')).toMatchObject({ amount: '9.99', conflicts: [] });
      const disregarded = timeSeries.records().filter(({ measures }) => measures.disregarded === 'true');
      expect(disregarded.map(({ dimensions }) => dimensions.eventKey)).toEqual([factKey(original)]);
    });

    test('When a third content comes, Then that is dead-lettered and named as open', async () => {
      const { process, queues, ledger, records } = await settled();
      await process(sqsEvent(factRecord(factOf({ event: { amount: '7.77' } }), { messageId: 'third' })));
      expect(queues.takeDeadLetters()).toMatchObject([{ messageId: 'third' }]);
      const listed = await openConflicts({ ledger, records }, 10);
      expect(listed).toMatchObject({ conflicts: [{ invoiceId: 'INV-1', eventId: 'evt-1' }], capped: false });
    });

    test('When nothing else comes, Then it is not named as open', async () => {
      const { ledger, records } = await settled();
      expect(await records.list(openConflictMarks, { limit: 10 })).toHaveLength(2);
      expect(await openConflicts({ ledger, records }, 10)).toEqual({ conflicts: [], capped: false });
    });
  });

  describe('Given both come in one batch', () => {
    test('When processed, Then only the second is dead-lettered', async () => {
      const { process, queues } = setUp();

      await process(
        sqsEvent(factRecord(original, { messageId: 'first' }), factRecord(altered, { messageId: 'second' })),
      );

      expect(queues.takeDeadLetters().map(({ messageId }) => messageId)).toEqual(['second']);
    });
  });

  describe('Given an invoice with an old conflict', () => {
    test('When another event comes, Then that one is not dead-lettered', async () => {
      const { process, queues } = setUp();
      await process(sqsEvent(factRecord(original), factRecord(altered)));
      queues.takeDeadLetters();

      await process(sqsEvent(factRecord(factOf({ event: { eventId: 'evt-2', status: 'validated' } }))));

      expect(queues.takeDeadLetters()).toEqual([]);
    });
  });

  describe('Given the head could not be saved', () => {
    test('When processed, Then the conflict waits for the retry', async () => {
      const { process, queues } = setUp({
        ledger: {
          saveHead: async () => {
            throw throttled();
          },
        },
      });

      const result = await process(sqsEvent(factRecord(original), factRecord(altered)));

      expect(result.batchItemFailures).toHaveLength(2);
      expect(queues.takeDeadLetters()).toEqual([]);
    });
  });
});
