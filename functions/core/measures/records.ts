import { saysWhenDue } from '../invoice/agreement.ts';
import type { ConflictDecision } from '../invoice/conflicts.ts';
import { type DecidedTimeline, decidedTimeline } from '../invoice/decided.ts';
import { type Fact, factKey } from '../invoice/fact.ts';
import { kindOf } from '../invoice/lifecycle.ts';
import type { TimelineEntry } from '../invoice/order.ts';
import { statesDocumentType } from '../invoice/settlement.ts';
import { documentMeasures, isPayment, paidStateIn } from './document-measures.ts';
import { type MeasureRecord, recordVersion } from './measures.ts';
import { stageMeasures, usesDueDates } from './stage-measures.ts';

const nsPerMs = 1_000_000n;

/**
 * The time-series records of an invoice's facts.
 * @param facts every known fact of one invoice, in any order, repetitions allowed
 * @param onlyKeys fact keys (`factKey`) to restrict the result to
 * @param decisions about the invoice's conflicts, in their order
 * @returns one record per distinct fact, in the order things happened, those that do not count last
 */
export function measureRecords(
  facts: readonly Fact[],
  onlyKeys?: ReadonlySet<string>,
  decisions: readonly ConflictDecision[] = [],
): MeasureRecord[] {
  const isWanted = ({ fact }: TimelineEntry) => onlyKeys === undefined || onlyKeys.has(factKey(fact));
  return recordsWhere(decidedTimeline(facts, decisions), isWanted);
}

/**
 * The records to write because of new facts: theirs, and those of every other fact whose measures
 * rest on one of them.
 *
 * What counts is what a record rests on, not whether its measures differ without the new facts: two
 * processors that append at the same time might each find that the other's fact alone explains the
 * difference, and neither would write the neighbour. Of all the facts a record rests on, and its
 * own, one is read back last, and whoever reads it writes the record correctly.
 *
 * A decision may change any record, and whoever missed one must not be the last to write: so
 * everybody who knows of a decision writes all of them.
 * @param facts every known fact of one invoice, the new ones included
 * @param newKeys fact keys (`factKey`) of the new facts
 */
export function changedRecords(facts: readonly Fact[], newKeys: ReadonlySet<string>): MeasureRecord[] {
  return changedRecordsOf(decidedTimeline(facts), newKeys);
}

/** `changedRecords`, for callers that have the timeline already. */
export function changedRecordsOf(decided: DecidedTimeline, newKeys: ReadonlySet<string>): MeasureRecord[] {
  if (decided.decisionCount > 0) return recordsWhere(decided, () => true);
  const newcomers: TimelineEntry[] = [];
  return recordsWhere(decided, (entry, index) => {
    const isNew = newKeys.has(factKey(entry.fact));
    const isChanged = newcomers.some((newcomer) => restsOn(decided.entries, index, newcomer));
    if (isNew) newcomers.push(entry);
    return isNew || isChanged;
  });
}

function recordsWhere(
  { entries, disregarded, eventCount, decisionCount }: DecidedTimeline,
  isWanted: (entry: TimelineEntry, index: number) => boolean,
): MeasureRecord[] {
  const version = recordVersion(eventCount, decisionCount);
  const undisregarded = decisionCount > 0 ? { disregarded: 'false' } : {};
  return [
    ...entries.flatMap((entry, index) =>
      isWanted(entry, index)
        ? [{ ...identityOf(entry), version, measures: { ...measuresAt(entries, index), ...undisregarded } }]
        : [],
    ),
    ...disregarded
      .filter((entry) => isWanted(entry, entries.length))
      .map((entry) => ({ ...identityOf(entry), version, measures: disregardedMeasures(entry) })),
  ];
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

/** What tells the record of a fact from every other one. */
function identityOf({ fact, at }: TimelineEntry): Pick<MeasureRecord, 'dimensions' | 'timeNs'> {
  const { event } = fact;
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
  };
}

/** The measures of one fact. They rest on the facts up to that one, never on later ones. */
function measuresAt(entries: readonly TimelineEntry[], index: number): MeasureRecord['measures'] {
  const past = entries.slice(0, index + 1);
  const entry = past[index];
  if (!entry) throw new RangeError(`There is no fact number ${index}`);
  const { event } = entry.fact;
  const paid = paidStateIn(past);
  return {
    ...ownMeasures(entry),
    ...(entry.skewed && { skewed: 'true' }),
    ...(event.source?.actor !== undefined && { actorType: event.source.actor }),
    ...(event.vendor.country !== undefined && { vendorCountry: event.vendor.country }),
    ...elapsed(past, entry),
    ...stageMeasures[entry.fact.stage](past, entry, paid),
    ...documentMeasures(past, paid),
  };
}

/** What stands in the row of an event in any case: it was accepted, and reconciling looks for it. */
function ownMeasures({ fact, receivedAt }: TimelineEntry) {
  return { amount: fact.event.amount, receivedAt: `${receivedAt}` };
}

function disregardedMeasures(entry: TimelineEntry): MeasureRecord['measures'] {
  return { ...ownMeasures(entry), disregarded: 'true' };
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
