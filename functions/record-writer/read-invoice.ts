import { factKey } from '../core/invoice/fact.ts';
import { timeline } from '../core/invoice/order.ts';
import { changedRecordsOf } from '../core/measures/records.ts';
import { failuresOf, type StepOutcome } from '../core/messaging/batch-failures.ts';
import { factMissing } from '../core/messaging/named-event.ts';
import type { Ledger } from '../core/ports.ts';
import type { Delivery } from '../processor/batch.ts';
import type { ProjectedInvoice } from '../processor/projected-invoice.ts';
import type { DueDelivery } from './due-delivery.ts';

type DueInvoice = Pick<ProjectedInvoice, 'deliveries' | 'newcomers' | 'records'>;

/** Projects the records that are due of an invoice, and of the neighbours that rest on them. */
export async function readInvoice(
  invoiceId: string,
  due: readonly DueDelivery[],
  ledger: Ledger,
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
    const records = changedRecordsOf(timeline(facts), keys);
    const newcomers = found.filter(({ due: { isNew } }) => isNew);
    return {
      succeeded: found.length === 0 ? [] : [{ deliveries: found, newcomers, records }],
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
