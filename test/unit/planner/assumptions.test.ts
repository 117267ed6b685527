import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generate } from '../../../cli/demo/generate.ts';
import { ledgerTable } from '../../../functions/adapters/dynamodb/ledger-table.ts';
import { eventRow, snapshotRow } from '../../../functions/adapters/lake/rows.ts';
import { awaitsNothing } from '../../../functions/core/cold/awaits-nothing.ts';
import { packKey, packOf } from '../../../functions/core/cold/cold-copy.ts';
import { decidedTimeline } from '../../../functions/core/invoice/decided.ts';
import { digestOf } from '../../../functions/core/invoice/digest.ts';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { headOf, project } from '../../../functions/core/invoice/projection.ts';
import type { MeasureRecord } from '../../../functions/core/measures/measures.ts';
import { changedRecords } from '../../../functions/core/measures/records.ts';
import { snapshotOf } from '../../../functions/core/measures/snapshot-of.ts';
import { busDetailType, busSource } from '../../../functions/core/names.ts';
import { assumptions } from '../../../infra/estimates/assumptions.ts';
import { schemaVersion } from '../../../schemas/version.ts';

const count = 4_000;
const writtenAt = Date.UTC(2026, 0);
const uuid = 'ef4f4860-f0e1-4c95-b1e0-1c37c4c23047';

function sizeOf(value: unknown): number {
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Events as the demo sends them in life's own time, in the forms they take on their way. */
const settings = { seed: 1, startMs: Date.UTC(2026, 0), eventsPerSecond: 1e-3, timeScale: 1 };
const demo = generate({ ...settings, arrival: 'calendar' });

type DemoEvent = ReturnType<ReturnType<typeof generate>['toArray']>[number];

function envelopeOf({ stage, event, dueAtMs }: DemoEvent) {
  return {
    ...{ schemaVersion, stage, receivedAt: new Date(dueAtMs).toISOString(), requestId: uuid },
    ...{ producer: 'a1b2c3d4e5', cell: 'us-1', region: 'us-east-1', accountId: '000000000000', event },
  };
}

function factOf(sent: DemoEvent): Fact {
  return { ...envelopeOf(sent), entryId: uuid, digest: digestOf(sent.event) };
}

function never(): never {
  throw new Error('there are thousands');
}

const samples = Array.from(demo.take(count), (sent) => {
  const { event } = sent;
  const envelope = envelopeOf(sent);
  const onBus = {
    ...{ version: '0', id: uuid, 'detail-type': busDetailType, source: busSource, account: '000000000000' },
    ...{ time: '2026-01-01T00:00:00Z', region: 'us-east-1', resources: [], detail: envelope },
  };
  return { event, onBus, fact: factOf(sent) };
});

/** Of a DynamoDB item: names and values of its attributes. */
function itemSize(invoiceId: string, sortKey: string, body: unknown): number {
  return (
    sizeOf(ledgerTable.partitionKey + invoiceId + ledgerTable.sortKey + sortKey + ledgerTable.body) +
    sizeOf(body)
  );
}

/**
 * Of a Timestream record: its time, and names and values of its dimensions and measures as text,
 * which is rather more than they take.
 */
function recordSize({ dimensions, measures }: MeasureRecord): number {
  return [...Object.entries(dimensions), ...Object.entries(measures)].reduce(
    (sum, [name, value]) => sum + sizeOf(name) + sizeOf(value),
    8,
  );
}

/** Facts in the order they come, with those of their invoice before them. */
const arrivals = [...Map.groupBy(samples, ({ event }) => event.invoiceId).values()].flatMap((ofInvoice) =>
  ofInvoice.map(({ fact }, index) => ({
    fact,
    known: ofInvoice.slice(0, index + 1).map((sample) => sample.fact),
  })),
);

describe('Given the demo’s events', () => {
  const heads = arrivals.map(({ known }) => headOf(decidedTimeline(known)));
  const snapshots = arrivals.map(({ known }) => {
    const timeline = decidedTimeline(known);
    return snapshotOf(timeline, headOf(timeline));
  });
  const written = arrivals.map(({ fact, known }) => changedRecords(known, new Set([factKey(fact)])));

  it.each([
    ['posted', mean(samples.map(({ event }) => sizeOf(event)))],
    ['onBus', mean(samples.map(({ onBus }) => sizeOf(onBus)))],
    ['fact', mean(samples.map(({ fact }) => sizeOf(fact)))],
    ['ledgerFact', mean(samples.map(({ fact }) => itemSize(fact.event.invoiceId, factKey(fact), fact)))],
    ['ledgerHead', mean(heads.map((head) => itemSize(head.invoiceId, ledgerTable.headKey, head)))],
    ['record', mean(written.flat().map(recordSize))],
    ['streamedRecord', mean(written.flat().map((record) => sizeOf(eventRow(record, writtenAt))))],
    ['streamedSnapshot', mean(snapshots.map((snapshot) => sizeOf(snapshotRow(snapshot, writtenAt))))],
  ] as const)(
    'When their size as %s is measured, Then the plan assumes that or a little more',
    (form, measured) => {
      expect(assumptions.bytes[form]).toBeGreaterThan(measured * 0.95);
      expect(assumptions.bytes[form]).toBeLessThan(measured * 1.15);
    },
  );

  it('When what their processing writes is counted, Then the plan assumes as much', () => {
    expect(mean(written.map((records) => records.length))).toBeCloseTo(assumptions.recordsPerEvent, 1);
  });

  it('When changes of deadlines are counted, Then the plan assumes as many writes', () => {
    const writes = arrivals.map(({ known }, index) => {
      const before = known.length > 1 ? headOf(decidedTimeline(known.slice(0, -1))) : undefined;
      const after = heads[index];
      if (before?.deadline === after?.deadline && before?.stage === after?.stage) return 0;
      return Number(before?.deadline !== undefined) + Number(after?.deadline !== undefined);
    });
    expect(mean(writes)).toBeGreaterThan(assumptions.indexWritesPerEvent * 0.85);
    expect(mean(writes)).toBeLessThan(assumptions.indexWritesPerEvent * 1.15);
  });

  it('When invoices are let go, Then the plan assumes their copies and their age', () => {
    const days = 24 * 3_600_000;
    const received = (fact: Fact) => Date.parse(fact.receivedAt);
    const yearLong = generate({ ...settings, arrival: 'calendar', seed: 2 });
    const facts = Array.from(yearLong.take(12_000), factOf);
    const end = received(facts.at(-1) ?? never());
    // Those that had time to be settled.
    const through = [...Map.groupBy(facts, ({ event }) => event.invoiceId)].filter(
      ([, [first]]) => end - received(first ?? never()) > 80 * days,
    );
    const settled = through.filter(([, ofInvoice]) => awaitsNothing(project(ofInvoice)));
    const ages = settled.flatMap(([, ofInvoice]) => {
      const last = Math.max(...ofInvoice.map(received));
      return ofInvoice.map((fact) => (last - received(fact)) / days);
    });
    const events = (of: typeof through) => of.flatMap(([, ofInvoice]) => ofInvoice).length;
    const { bytes, copies } = packOf(
      settled.map(([invoiceId, ofInvoice]) => ({ invoiceId, facts: ofInvoice })),
    );
    const marks = copies.map(({ invoiceId, ...copy }) =>
      itemSize(invoiceId, ledgerTable.markKey, { ...copy, pack: packKey(bytes, end) }),
    );
    expect(settled.length).toBeGreaterThan(200);
    expect(mean(ages)).toBeLessThan(assumptions.daysToSettle * 1.1);
    expect(mean(ages)).toBeGreaterThan(assumptions.daysToSettle * 0.8);
    expect(1 - events(settled) / events(through)).toBeLessThan(2 * assumptions.unsettledShare);
    for (const [assumed, measured] of [
      [assumptions.bytes.coldCopy, bytes.length / settled.length],
      [assumptions.bytes.ledgerMark, mean(marks)],
    ] as const) {
      expect(assumed).toBeGreaterThan(measured * 0.95);
      expect(assumed).toBeLessThan(measured * 1.15);
    }
  });

  it('When they are packed like the archive, Then the plan assumes no smaller a share', () => {
    const lines = samples.map(({ onBus }) => JSON.stringify(onBus)).join('\n');
    expect(gzipSync(lines).length / lines.length).toBeLessThan(assumptions.gzipShare);
  });
});
