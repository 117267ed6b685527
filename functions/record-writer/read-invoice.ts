import { decisionsAbout } from '../../operations/conflicts/decisions.ts';
import { unmarkSettled } from '../../operations/conflicts/open.ts';
import { decidedTimeline } from '../core/invoice/decided.ts';
import { factKey } from '../core/invoice/fact.ts';
import { changedRecordsOf } from '../core/measures/records.ts';
import { headAndSnapshotOf } from '../core/measures/snapshot-of.ts';
import { failuresOf, type StepOutcome } from '../core/messaging/batch-failures.ts';
import { factMissing } from '../core/messaging/named-event.ts';
import type { Ports } from '../core/ports.ts';
import type { Delivery } from '../processor/batch.ts';
import type { ProjectedInvoice } from '../processor/projected-invoice.ts';
import type { DueDelivery } from './due-delivery.ts';

export interface DueInvoice
  extends Pick<ProjectedInvoice, 'deliveries' | 'newcomers' | 'decided' | 'records' | 'head' | 'snapshot'> {
  /** Whether something was decided about the invoice: then its head may have to change too. */
  readonly isDecided: boolean;
}

/**
 * Projects the records that are due of an invoice, and of the neighbours that rest on them; all of its
 * records where something was decided.
 */
export async function readInvoice(
  invoiceId: string,
  due: readonly DueDelivery[],
  { ledger, records: decisionRecords, stageDeadlines }: Pick<Ports, 'ledger' | 'records' | 'stageDeadlines'>,
): Promise<StepOutcome<DueInvoice>> {
  try {
    const facts = await ledger.facts(invoiceId);
    const byKey = new Map(facts.map((fact) => [factKey(fact), fact]));
    const found = due.flatMap((delivery): (Delivery & DueDelivery)[] => {
      const key = factKey(delivery.due);
      const fact = byKey.get(key);
      return fact ? [{ ...delivery, key, fact, replayed: false }] : [];
    });
    const lost = due.filter(({ due: event }) => !byKey.has(factKey(event)));
    const keys = new Set(found.map(({ key }) => key));
    const decisions = await decisionsAbout(facts, decisionRecords);
    const isDecided = decisions.length > 0;
    if (isDecided) await unmarkSettled(facts, decisions, decisionRecords);
    const decided = decidedTimeline(facts, decisions);
    const newcomers = found.filter(({ due: { isNew } }) => isNew);
    return {
      succeeded:
        found.length === 0
          ? []
          : [
              {
                ...{ deliveries: found, newcomers, decided, isDecided },
                ...headAndSnapshotOf(decided, stageDeadlines),
                records: changedRecordsOf(decided, keys),
              },
            ],
      failures: failuresOf(
        lost.map(({ record }) => record),
        factMissing('record'),
      ),
    };
  } catch (error) {
    return {
      succeeded: [],
      failures: failuresOf(
        due.map(({ record }) => record),
        error,
      ),
    };
  }
}
