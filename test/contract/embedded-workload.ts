/**
 * What the kill tests write, as a function of a position: the child that is killed and the parent
 * that goes on agree on it.
 */
import type { Fact } from '../../functions/core/invoice/fact.ts';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';
import { sampleFact, sampleRecord, sampleSnapshot, sampleTimeNs } from './samples.ts';

/** Steps of one workload. */
export const workloadSize = 2_000;
const invoices = 300;

/** How a fact reaches the ledger. */
export interface Delivery {
  readonly fact: Fact;
  /** The topic dropped the publication as a duplicate, so only the repeat is noted. */
  readonly dropped: boolean;
}

/**
 * Every fifth delivery repeats the event before it with another entry, every tenth of them dropped
 * by the topic.
 */
export function delivery(position: number): Delivery {
  const repeats = position % 5 === 4;
  const event = repeats ? position - 1 : position;
  return {
    dropped: position % 10 === 9,
    fact: sampleFact({
      entryId: `entry-${position}`,
      event: { eventId: `evt-${event}`, invoiceId: `INV-${event % invoices}` },
    }),
  };
}

/** Every fourth record is the next version of the one before it. */
export function record(position: number): MeasureRecord {
  const event = position % 4 === 3 ? position - 1 : position;
  const stage = stages[event % stages.length] ?? 'ingestion';
  return sampleRecord({
    timeNs: sampleTimeNs + BigInt(event) * 7_000_000n,
    version: position % 4 === 3 ? 2 : 1,
    dimensions: {
      invoiceId: `INV-${event % invoices}`,
      eventKey: `evt-${event}#0a`,
      stage,
      status: stageStatuses[stage][event % 2] ?? 'received',
      currency: event % 3 === 0 ? 'USD' : 'EUR',
    },
    measures: {
      amount: `${position % 977}.${(position % 8) + 1}`,
      receivedAt: String(1_772_442_901_200 + event * 400),
      ...(position % 12 === 11 && { disregarded: 'true' }),
    },
  });
}

/** The snapshot that goes with a record: its version grows with the positions of its invoice. */
export function snapshot(position: number): InvoiceSnapshot {
  const { invoiceId } = record(position).dimensions;
  return sampleSnapshot({
    ...{ invoiceId, version: position + 1 },
    fields: { amount: `${position}.25`, state: position % 3 === 0 ? 'settled' : 'open' },
  });
}

/** Runs `step` for every position, so many at once, in order of their start. */
export async function runWorkload(atOnce: number, step: (position: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < workloadSize) {
      const position = next;
      next += 1;
      await step(position);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
