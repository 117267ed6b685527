import Big from 'big.js';
import fc from 'fast-check';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';

export const hourMs = 3_600_000;
const begin = Date.parse('2026-03-01T22:00:00Z');
export const currencies = ['EUR', 'USD'] as const;

/** What an invoice's snapshot says, as far as stocks rest on it. Times are ms since the epoch. */
export interface Drawn {
  readonly invoice: number;
  readonly version: number;
  readonly currency: (typeof currencies)[number];
  readonly state: 'open' | 'returned' | 'settled';
  readonly amount: number;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly documentType?: 'invoice' | 'credit-note';
  /** `YYYY-MM-DD`. */
  readonly dueDate?: string | undefined;
  readonly payments: readonly { readonly at: number; readonly amount: string }[];
}

/** Often at a full hour, or at the same moment as something else. */
export const anyTime = fc
  .tuple(fc.nat({ max: 60 }), fc.constantFrom(0, 0, 1, hourMs - 1, 90_000))
  .map(([hours, ms]) => begin + hours * hourMs + ms);
const anyPayment = fc.record({ at: anyTime, amount: fc.constantFrom('10', '0.01', '-5', '100') });
export const anyDrawn: fc.Arbitrary<Drawn> = fc.record({
  invoice: fc.nat({ max: 4 }),
  version: fc.integer({ min: 1, max: 6 }),
  currency: fc.constantFrom(...currencies),
  state: fc.constantFrom('open', 'returned', 'settled'),
  amount: fc.integer({ min: -50, max: 500 }),
  beganAt: anyTime,
  endedAt: anyTime,
  payments: fc.array(anyPayment, { maxLength: 3 }),
});

export const drawnOpen: Drawn = {
  ...{ invoice: 0, version: 1, currency: 'EUR', state: 'open', amount: 0 },
  ...{ beganAt: begin, endedAt: begin, payments: [] },
};

function paidOf({ payments }: Drawn): Big {
  return payments.reduce((sum, { amount }) => sum.plus(amount), new Big(0));
}

export function snapshotOf(drawn: Drawn): InvoiceSnapshot {
  const { invoice, version, currency, state, amount, beganAt, endedAt, payments, dueDate } = drawn;
  const remaining = new Big(amount).minus(paidOf(drawn));
  return {
    ...{ invoiceId: `INV-${invoice}`, version },
    fields: {
      ...{ currency, state, amount: `${amount}`, vendorId: 'V-1', producer: 'erp' },
      ...{ documentType: drawn.documentType ?? 'invoice', stage: 'posting', status: 'paid' },
      openAmount: state === 'settled' ? '0' : remaining.toFixed(),
      ...{ beganAt: `${beganAt}`, beganOn: new Date(beganAt).toISOString().slice(0, 10) },
      statusSince: `${endedAt}`,
      ...(dueDate !== undefined && { dueDate }),
      ...(state === 'settled' && { settledAt: `${endedAt}` }),
      ...(payments.length > 0 && {
        paidAmount: paidOf(drawn).toFixed(),
        payments: JSON.stringify(payments),
      }),
    },
  };
}

/** What was open of an invoice at a time; undefined if it was not. */
export function openThen(drawn: Drawn, at: number): Big | undefined {
  const { state, beganAt, endedAt, amount, payments } = drawn;
  if (beganAt >= at || (state !== 'open' && endedAt < at)) return undefined;
  const later = payments.filter((payment) => payment.at >= at);
  return later.reduce((sum, payment) => sum.plus(payment.amount), new Big(amount).minus(paidOf(drawn)));
}
