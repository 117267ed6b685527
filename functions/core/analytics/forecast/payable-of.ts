import { dayNumber } from '../../invoice/dates.ts';
import type { InvoiceSnapshot } from '../../measures/invoice-snapshot.ts';
import type { Payable } from './payable.ts';

/**
 * An invoice as the forecast of payments in its currency sees it: of one that is open what remains,
 * of one that is settled what payments say was paid, or its amount. It counts from the day on which
 * the first thing happened to it, which is right for histories that were loaded later too.
 * @returns undefined for what was returned: it is paid only if it is taken up again
 */
export function payableOf({ fields }: InvoiceSnapshot): Payable | undefined {
  const { vendorId = '', beganOn, dueDate, discountDate, settledOn, documentType, state } = fields;
  if (beganOn === undefined || state === 'returned') return undefined;
  const amount = state === 'settled' ? (fields.paidAmount ?? fields.amount) : fields.openAmount;
  const isRewarded = dueDate !== undefined && discountDate !== undefined && discountDate < dueDate;
  return {
    vendor: vendorId,
    amount: Number(amount ?? 0),
    receivedOn: dayNumber(beganOn),
    dueOn: dueDate === undefined ? undefined : dayNumber(dueDate),
    kind: documentType === 'credit-note' ? 'credit note' : isRewarded ? 'with discount' : 'invoice',
    paidOn: settledOn === undefined ? undefined : dayNumber(settledOn),
  };
}

/** Invoices by currency: forecasts of different currencies never meet. */
export function payablesByCurrency(
  snapshots: Iterable<InvoiceSnapshot>,
): ReadonlyMap<string, readonly Payable[]> {
  const found = new Map<string, Payable[]>();
  for (const snapshot of snapshots) {
    const { currency } = snapshot.fields;
    const payable = payableOf(snapshot);
    if (!payable || currency === undefined) continue;
    const of = found.get(currency);
    if (of) of.push(payable);
    else found.set(currency, [payable]);
  }
  return found;
}
