import { saysWhenDue } from '../invoice/agreement.ts';
import { type Fact, factKey } from '../invoice/fact.ts';
import { kindOf } from '../invoice/lifecycle.ts';
import { type TimelineEntry, timeline } from '../invoice/order.ts';
import { statesDocumentType } from '../invoice/settlement.ts';
import { documentMeasures, isPayment, paidStateOf } from './document-measures.ts';
import { type MeasureRecord, recordVersion } from './measures.ts';
import { stageMeasures, usesDueDates } from './stage-measures.ts';

const nsPerMs = 1_000_000n;

/**
 * The time-series records of an invoice's facts.
 * @param facts every known fact of one invoice, in any order, repetitions allowed
 * @param onlyKeys fact keys (`factKey`) to restrict the result to
 * @returns one record per distinct fact, in the order things happened
 */
export function measureRecords(facts: readonly Fact[], onlyKeys?: ReadonlySet<string>): MeasureRecord[] {
  const entries = timeline(facts);
  return entries.flatMap((entry, index) =>
    onlyKeys === undefined || onlyKeys.has(factKey(entry.fact)) ? [recordAt(entries, index)] : [],
  );
}

/**
 * The records to write because of new facts: theirs, and those of every other fact whose measures
 * rest on one of them.
 *
 * What counts is what a record rests on, not whether its measures differ without the new facts: two
 * processors that append at the same time might each find that the other's fact alone explains the
 * difference, and neither would write the neighbour. Of all the facts a record rests on, and its
 * own, one is read back last, and whoever reads it writes the record correctly.
 * @param facts every known fact of one invoice, the new ones included
 * @param newKeys fact keys (`factKey`) of the new facts
 */
export function changedRecords(facts: readonly Fact[], newKeys: ReadonlySet<string>): MeasureRecord[] {
  return changedRecordsOf(timeline(facts), newKeys);
}

/** `changedRecords`, for callers that have the timeline already. */
export function changedRecordsOf(
  entries: readonly TimelineEntry[],
  newKeys: ReadonlySet<string>,
): MeasureRecord[] {
  const newcomers: TimelineEntry[] = [];
  const records: MeasureRecord[] = [];
  entries.forEach((entry, index) => {
    const isNew = newKeys.has(factKey(entry.fact));
    if (isNew || newcomers.some((newcomer) => restsOn(entries, index, newcomer))) {
      records.push(recordAt(entries, index));
    }
    if (isNew) newcomers.push(entry);
  });
  return records;
}

/** Whether the measures of a fact rest on an earlier one. */
function restsOn(entries: readonly TimelineEntry[], index: number, earlier: TimelineEntry): boolean {
  const fact = entries[index]?.fact;
  if (!fact || earlier === entries[0] || earlier.fact.stage === fact.stage) return true;
  if (statesDocumentType(earlier)) return true;
  const isPaid = entries.slice(0, index + 1).some(isPayment);
  return (
    (isPaid && earlier.fact.stage === 'posting') || ((isPaid || usesDueDates(fact)) && saysWhenDue(earlier))
  );
}

/** The record of one fact. It rests on the facts up to that one, never on later ones. */
function recordAt(entries: readonly TimelineEntry[], index: number): MeasureRecord {
  const past = entries.slice(0, index + 1);
  const entry = past[index];
  if (!entry) throw new RangeError(`There is no fact number ${index}`);
  const { fact, at } = entry;
  const { event } = fact;
  const paid = paidStateOf(past);
  return {
    dimensions: {
      invoiceId: event.invoiceId,
      eventKey: factKey(fact),
      stage: fact.stage,
      status: event.status,
      kind: kindOf(fact.stage, event.status),
      currency: event.currency,
      vendorId: event.vendor.id,
      producer: fact.producer,
      cell: fact.cell,
      region: fact.region,
    },
    timeNs: BigInt(at) * nsPerMs + BigInt(tieBreak(fact.digest)),
    version: recordVersion(entries.length),
    measures: {
      amount: event.amount,
      receivedAt: `${entry.receivedAt}`,
      ...(entry.skewed && { skewed: 'true' }),
      ...(event.source?.actor !== undefined && { actorType: event.source.actor }),
      ...(event.vendor.country !== undefined && { vendorCountry: event.vendor.country }),
      ...elapsed(past, entry),
      ...stageMeasures[fact.stage](past, entry, paid),
      ...documentMeasures(past, paid),
    },
  };
}

/**
 * Nanoseconds below the millisecond, derived from the content so that facts of the same millisecond
 * differ.
 */
function tieBreak(digest: string): number {
  return Number.parseInt(digest.slice(0, 8), 16) % Number(nsPerMs);
}

function elapsed(past: readonly TimelineEntry[], { fact, at }: TimelineEntry) {
  const first = past[0]?.at ?? at;
  const entered = past.find((earlier) => earlier.fact.stage === fact.stage)?.at ?? at;
  return { stageElapsedMs: `${at - entered}`, invoiceElapsedMs: `${at - first}` };
}
