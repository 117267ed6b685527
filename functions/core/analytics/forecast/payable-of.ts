import { dayNumber } from '../../invoice/dates.ts';
import type { SnapshotField } from '../../measures/invoice-snapshot.ts';
import type { Payable } from './payable.ts';

/** The fields of a snapshot that a forecast of payments needs. */
export const payableFields = [
  ...['currency', 'vendorId', 'documentType', 'state', 'amount', 'openAmount', 'paidAmount'],
  ...['beganOn', 'dueDate', 'discountDate', 'settledOn'],
] as const satisfies readonly SnapshotField[];

/** The values of these fields; those that are missing are left out. */
export type PayableValues = Readonly<Partial<Record<(typeof payableFields)[number], string>>> & {
  readonly invoiceId: string;
};

/** A payable with what says when it is to be paid by its terms. */
export interface TermedPayable extends Payable {
  /** `amount`, exactly: decimal text. */
  readonly decimal: string;
  /** The last day of its discount. */
  readonly discountOn?: number | undefined;
}

/**
 * An invoice as the forecast of payments in its currency sees it: of one that is open what remains,
 * of one that is settled what payments say was paid, or its amount. It counts from the day on which
 * the first thing happened to it, which is right for histories that were loaded later too.
 * @returns undefined for what was returned: it is paid only if it is taken up again
 */
function payableOf(values: PayableValues): TermedPayable | undefined {
  const {
    invoiceId: id,
    vendorId = '',
    beganOn,
    dueDate,
    discountDate,
    settledOn,
    documentType,
    state,
  } = values;
  if (beganOn === undefined || state === 'returned') return undefined;
  const decimal = (state === 'settled' ? (values.paidAmount ?? values.amount) : values.openAmount) ?? '0';
  const isRewarded = dueDate !== undefined && discountDate !== undefined && discountDate < dueDate;
  return {
    ...{ id, vendor: vendorId, amount: Number(decimal), decimal, receivedOn: dayNumber(beganOn) },
    dueOn: dueDate === undefined ? undefined : dayNumber(dueDate),
    discountOn: discountDate === undefined ? undefined : dayNumber(discountDate),
    kind: documentType === 'credit-note' ? 'credit note' : isRewarded ? 'with discount' : 'invoice',
    paidOn: settledOn === undefined ? undefined : dayNumber(settledOn),
  };
}

/** Invoices by currency: forecasts of different currencies never meet. */
export function payablesByCurrency(
  invoices: Iterable<PayableValues>,
): ReadonlyMap<string, readonly TermedPayable[]> {
  const found = new Map<string, TermedPayable[]>();
  for (const values of invoices) {
    const payable = payableOf(values);
    if (!payable || values.currency === undefined) continue;
    const of = found.get(values.currency);
    if (of) of.push(payable);
    else found.set(values.currency, [payable]);
  }
  return found;
}
