import { describe, expect, test } from 'vitest';
import { type ConflictDecision, openConflictMarks } from '../../../functions/core/invoice/conflicts.ts';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { MeasureRecord } from '../../../functions/core/measures/measures.ts';
import { measureRecords } from '../../../functions/core/measures/records.ts';
import { metricNames } from '../../../functions/core/metric-names.ts';
import type { TimeSeries } from '../../../functions/core/ports.ts';
import { create } from '../../../functions/record-writer/create.ts';
import { addDecision, readDecisions } from '../../../operations/conflicts/decisions.ts';
import { markOpen } from '../../../operations/conflicts/open.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryQueues } from '../../doubles/memory-queues.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { memoryTimeSeries } from '../../doubles/memory-time-series.ts';
import {
  factOf,
  firstReceivedAt,
  memoryLog,
  memoryMetrics,
  sqsEvent,
  sqsRecord,
  throttled,
} from './harness.ts';

function setUp(replace: Partial<TimeSeries> = {}) {
  const ledger = memoryLedger();
  const timeSeries = memoryTimeSeries();
  const queues = memoryQueues();
  const metrics = memoryMetrics();
  const log = memoryLog();
  const time = { ms: Date.parse(firstReceivedAt), waited: 0 };
  const records = memoryRecords();
  const write = create({
    ...{ ledger, records, stageDeadlines: usualStageDeadlines },
    timeSeries: { ...timeSeries, ...replace },
    queues,
    metrics,
    log,
    clock: { now: () => time.ms },
    random: () => 0.5,
    wait: async (ms) => {
      time.ms += ms;
      time.waited += ms;
    },
  });
  return { write, ledger, records, timeSeries, queues, metrics, log, time };
}

function dueRecord(fact: Fact, isNew = true, messageId?: string) {
  const { invoiceId, eventId } = fact.event;
  const { digest, entryId } = fact;
  const body = JSON.stringify({ event: { invoiceId, eventId }, digest, entryId, isNew });
  return sqsRecord(body, { ...(messageId && { messageId }) });
}

const received = factOf();
const validated = factOf({
  event: { eventId: 'evt-2', status: 'validated', occurredAt: '2026-03-02T09:25:00Z' },
});

describe('Given events in the ledger whose records were put off', () => {
  test('When written, Then each has the record of all that the ledger knows', async () => {
    const { write, ledger, timeSeries, metrics } = setUp();
    await ledger.append(received);
    await ledger.append(validated);

    const result = await write(sqsEvent(dueRecord(validated), dueRecord(received, false)));

    expect(result.batchItemFailures).toEqual([]);
    const records = timeSeries.records();
    expect(records.map(({ dimensions }) => dimensions.eventKey).sort()).toEqual(
      [received, validated].map(factKey).sort(),
    );
    expect(records.map(({ version }) => version)).toEqual([records[0]?.version, records[0]?.version]);
    expect(metrics.total(metricNames.processed)).toBe(2);
    // Only the new one counts: the other was visible before.
    expect(metrics.reports(metricNames.visibilityLatency)).toEqual([
      [[expect.any(Number)], { stage: 'ingestion' }],
    ]);
  });

  test('When one is written twice, Then nothing changes', async () => {
    const { write, ledger, timeSeries } = setUp();
    await ledger.append(received);
    await write(sqsEvent(dueRecord(received)));
    const once = timeSeries.records();
    await write(sqsEvent(dueRecord(received)));
    expect(timeSeries.records()).toEqual(once);
  });
});

describe('Given messages that nobody can act on', () => {
  test('When read, Then each is dead-lettered and the others are written', async () => {
    const { write, ledger, queues, timeSeries } = setUp();
    await ledger.append(received);
    const unknown = factOf({ event: { eventId: 'evt-lost' } });

    const result = await write(
      sqsEvent(sqsRecord('not JSON'), sqsRecord('{"event":{}}'), dueRecord(unknown), dueRecord(received)),
    );

    expect(result.batchItemFailures).toEqual([]);
    const codes = queues.takeDeadLetters().map(({ attributes }) => attributes.code);
    expect(codes.sort()).toEqual(['DUE_RECORD_MALFORMED', 'DUE_RECORD_MALFORMED', 'FACT_MISSING']);
    expect(timeSeries.records()).toHaveLength(1);
  });
});

describe('Given the time series is away', () => {
  const away = {
    write: async () => {
      throw throttled();
    },
  };

  test('When batches keep coming, Then they are held and come back, none is given up', async () => {
    const { write, ledger, queues, log, time } = setUp(away);
    await ledger.append(received);
    for (let batch = 0; batch < 12; batch++) {
      const result = await write(sqsEvent(dueRecord(received, true, `m${batch}`)));
      expect(result.batchItemFailures).toEqual([{ itemIdentifier: `m${batch}` }]);
    }
    expect(queues.takeDeadLetters()).toEqual([]);
    expect(log.codes.filter((code) => code === 'STORE_AWAY')).toHaveLength(1);
    // Five fail at once; the seven that follow wait for up to ten seconds each, ever longer.
    expect(time.waited).toBeGreaterThan(20_000);
    expect(time.waited).toBeLessThan(7 * 10_000);
  });
});

describe('Given a conflict that is settled', () => {
  const altered = factOf({ event: { amount: '9.99' } });
  const counts = (fact: Fact): ConflictDecision => ({
    ...{ invoiceId: 'INV-1', eventId: 'evt-1', digests: [received.digest, altered.digest].sort() },
    ...{ choice: 'one', counts: fact.digest, reason: 'said so', by: 'ada', at: firstReceivedAt },
  });

  test('When projected anew, Then head and all records obey, also a changed mind', async () => {
    const { write, ledger, records, timeSeries } = setUp();
    const facts = [received, altered, validated];
    for (const fact of facts) await ledger.append(fact);
    await ledger.saveHead(project(facts));
    await timeSeries.write(measureRecords(facts));
    await markOpen(facts, [], records);

    for (const [before, fact] of [altered, received].entries()) {
      await addDecision(records, counts(fact), before);
      expect(await write(sqsEvent(dueRecord(received, false)))).toEqual({ batchItemFailures: [] });
      const decisions = await readDecisions(records, 'INV-1');
      expect(await ledger.head('INV-1')).toEqual(project(facts, undefined, decisions));
      expect(byKey(timeSeries.records())).toEqual(byKey(measureRecords(facts, undefined, decisions)));
    }
    expect(await records.list(openConflictMarks, { limit: 10 })).toEqual([]);
  });

  test('When nothing is decided, Then the head is left alone', async () => {
    const { write, ledger } = setUp();
    for (const fact of [received, altered]) await ledger.append(fact);
    await write(sqsEvent(dueRecord(received, false)));
    expect(await ledger.head('INV-1')).toBeUndefined();
  });

  function byKey(of: readonly MeasureRecord[]) {
    return Object.fromEntries(of.map((record) => [record.dimensions.eventKey, record]));
  }
});
