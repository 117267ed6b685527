import type { SQSRecord } from 'aws-lambda';
import { decisionsAbout } from '../../operations/conflicts/decisions.ts';
import { markOpen } from '../../operations/conflicts/open.ts';
import { type DecidedTimeline, decidedTimeline } from '../core/invoice/decided.ts';
import { type Fact, factKey } from '../core/invoice/fact.ts';
import type { InvoiceHead } from '../core/invoice/head.ts';
import type { InvoiceSnapshot } from '../core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../core/measures/measures.ts';
import { changedRecordsOf } from '../core/measures/records.ts';
import { headAndSnapshotOf } from '../core/measures/snapshot-of.ts';
import { failuresOf, mergeFailures, type StepOutcome } from '../core/messaging/batch-failures.ts';
import type { Ledger, Ports } from '../core/ports.ts';
import { type Delivery, type InvoiceDeliveries, recordsOf } from './batch.ts';

/** An invoice of the batch, projected from all its facts, those of the batch included. */
export interface ProjectedInvoice extends InvoiceDeliveries {
  readonly facts: readonly Fact[];
  readonly decided: DecidedTimeline;
  readonly head: InvoiceHead;
  /**
   * The deliveries that made something visible for the first time; the others repeated an earlier one,
   * or came by a replay, long after their receipt.
   */
  readonly newcomers: readonly Delivery[];
  /** The records of the batch's facts and of the neighbours whose measures rest on them. */
  readonly records: readonly MeasureRecord[];
  /** The invoice as it stands now. */
  readonly snapshot: InvoiceSnapshot;
}

/**
 * Stores the invoice's facts of the batch, then projects it from everything the ledger has and, where
 * facts conflict, from what was decided about them. A message whose fact could not be stored takes no
 * further part. A fact that was stored before gets its records like a new one: whoever stored it may
 * have died before writing them.
 */
export async function appendAndProject(
  { invoiceId, deliveries }: InvoiceDeliveries,
  { ledger, records, stageDeadlines }: Pick<Ports, 'ledger' | 'records' | 'stageDeadlines'>,
): Promise<StepOutcome<ProjectedInvoice>> {
  const { succeeded: stored, newcomers, failures } = await append(deliveries, ledger);
  if (stored.length === 0) return { succeeded: [], failures };
  try {
    const facts = await ledger.facts(invoiceId);
    // A ledger that let go of the first acceptance takes the event for new, and finds it when it is read.
    const standing = new Map(facts.map((fact) => [factKey(fact), fact.entryId]));
    const isFirst = ({ key, fact }: Delivery) => standing.get(key) === fact.entryId;
    const decisions = await decisionsAbout(facts, records);
    const decided = decidedTimeline(facts, decisions);
    if (decided.openConflicts.length > 0) await markOpen(facts, decisions, records);
    const invoice = {
      ...{ invoiceId, deliveries: stored, facts, decided },
      newcomers: newcomers.filter(isFirst),
      ...headAndSnapshotOf(decided, stageDeadlines),
      records: changedRecordsOf(decided, new Set(stored.map(({ key }) => key))),
    };
    return { succeeded: [invoice], failures };
  } catch (error) {
    return { succeeded: [], failures: mergeFailures([failures, failuresOf(recordsOf(stored), error)]) };
  }
}

interface AppendOutcome extends StepOutcome<Delivery> {
  readonly newcomers: readonly Delivery[];
}

/**
 * Stores the facts. One that was there already still counts as a newcomer when its message was
 * tried before: that try may have stored it and died before anybody could see it.
 */
async function append(deliveries: readonly Delivery[], ledger: Ledger): Promise<AppendOutcome> {
  const present = new Set<Delivery>();
  const failures = new Map<SQSRecord, unknown>();
  await Promise.all(
    deliveries.map(async (delivery) => {
      try {
        if ((await ledger.append(delivery.fact, delivery.record.body)) === 'present') present.add(delivery);
      } catch (error) {
        failures.set(delivery.record, error);
      }
    }),
  );
  const succeeded = deliveries.filter(({ record }) => !failures.has(record));
  const newcomers = succeeded.filter(
    (delivery) => !delivery.replayed && (!present.has(delivery) || wasTriedBefore(delivery)),
  );
  return { succeeded, newcomers, failures };
}

function wasTriedBefore({ record }: Delivery): boolean {
  return Number(record.attributes.ApproximateReceiveCount) > 1;
}
