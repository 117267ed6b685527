import type { Payment } from '../functions/core/analytics/forecast/payable.ts';
import type { TermedPayable } from '../functions/core/analytics/forecast/payable-of.ts';
import { samplingError, standingFor } from '../functions/core/analytics/forecast/sample.ts';
import type { SampledCurrency } from '../functions/core/analytics/forecast/sampled-past.ts';
import type { Termed } from '../functions/core/analytics/forecast/terms-weeks.ts';
import { dayNumber } from '../functions/core/invoice/dates.ts';

/** What of a currency is simulated that has too many invoices for all of them. Shares are from 0 to 1. */
export interface ForecastSample {
  /** That it is a sample of, and that are in it. */
  readonly invoices: number;
  readonly simulated: number;
  /** Every invoice from this amount on is in the sample: decimal text. */
  readonly allFrom: string;
  /** Of the money that is open, what invoices of the sample have themselves. */
  readonly openShare: number;
  /** The standard error of what the sample stands for, as a share of the money that is open. */
  readonly error: number;
}

/** The past of a currency: what is simulated, and what is known for sure. */
export interface CurrencyPast {
  /** What the forecast learns from and simulates. */
  readonly payables: readonly TermedPayable[];
  /** All that is open, by its terms. */
  readonly due: readonly Termed[];
  /** All payments that former forecasts are held against. */
  readonly payments: readonly Payment[];
  /** How many there are. */
  readonly invoices: number;
  readonly sample?: ForecastSample;
}

/** Every invoice is simulated. */
export function pastOfAll(payables: readonly TermedPayable[]): CurrencyPast {
  return { payables, due: payables, payments: payables, invoices: payables.length };
}

/**
 * Invoices of a sample stand for more than themselves, to the forecast as if they had that amount: it learns from
 * money, not from invoices. What is due and what was paid is that of all of them.
 * @param origin the last day that is known
 */
export function pastOfSample(
  payables: readonly TermedPayable[],
  origin: number,
  sampled: SampledCurrency,
): CurrencyPast {
  const { unit, invoices } = sampled;
  return {
    payables: payables.map((each) => ({ ...each, amount: standingFor(each.amount, unit) })),
    due: sampled.due.map(({ dueDate, discountDate, amount }) => ({
      ...{ receivedOn: origin, decimal: amount, dueOn: dayOf(dueDate) },
      ...{ discountOn: dayOf(discountDate) },
    })),
    payments: sampled.paid.map(({ beganOn, settledOn, amount }) => ({
      ...{ receivedOn: dayNumber(beganOn), paidOn: dayNumber(settledOn), amount: Number(amount) },
    })),
    ...{ invoices, sample: sampleOf(payables, origin, sampled) },
  };
}

function sampleOf(
  payables: readonly TermedPayable[],
  origin: number,
  { unit, invoices, open }: SampledCurrency,
): ForecastSample {
  const amounts = payables.flatMap(({ amount, receivedOn, paidOn }) =>
    receivedOn <= origin && (paidOn === undefined || paidOn > origin) ? [Math.abs(amount)] : [],
  );
  const shareOf = (money: number) => (open > 0 ? money / open : 0);
  return {
    ...{ invoices, simulated: payables.length, allFrom: (Math.ceil(unit * 100) / 100).toFixed(2) },
    openShare: shareOf(amounts.reduce((sum, each) => sum + each, 0)),
    error: shareOf(samplingError(amounts, unit)),
  };
}

function dayOf(date: string | undefined): number | undefined {
  return date === undefined ? undefined : dayNumber(date);
}
