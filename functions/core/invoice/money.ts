import Big from 'big.js';
import { decimal } from '../../../schemas/patterns.ts';
import { BemsError } from '../errors.ts';

/** An exact amount of one currency. */
export interface Money {
  /** Decimal text, e.g. "1250.00", "-3.5". */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

const pattern = new RegExp(decimal);

/** Whether the text is a decimal as the contract defines it. */
export function isDecimal(text: string): boolean {
  return pattern.test(text);
}

/** Plain notation, without exponent, trailing zeros or a negative zero. */
function write(value: Big): string {
  return value.eq(0) ? '0' : value.toFixed();
}

/**
 * @throws {BemsError} CURRENCY_MISMATCH: amounts in different currencies have no sum, difference or
 * order
 */
function requireSameCurrency(a: Money, b: Money): void {
  if (a.currency === b.currency) return;
  throw new BemsError('CURRENCY_MISMATCH', `${a.currency} and ${b.currency} cannot be combined.`, {
    nextStep: 'Convert one of the amounts at a stated rate first.',
    failureClass: 'permanent',
  });
}

/** The exact sum. @throws {BemsError} CURRENCY_MISMATCH */
export function add(a: Money, b: Money): Money {
  requireSameCurrency(a, b);
  return { amount: write(new Big(a.amount).plus(b.amount)), currency: a.currency };
}

/** The exact difference a − b. @throws {BemsError} CURRENCY_MISMATCH */
export function subtract(a: Money, b: Money): Money {
  requireSameCurrency(a, b);
  return { amount: write(new Big(a.amount).minus(b.amount)), currency: a.currency };
}

/**
 * Negative, 0 or positive as a is less than, equal to or more than b. @throws {BemsError}
 * CURRENCY_MISMATCH
 */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  requireSameCurrency(a, b);
  return new Big(a.amount).cmp(b.amount);
}

/** An exact percentage of the amount; `discountOf` rounds one to the currency's unit. */
export function percentOf(percent: string, of: Money): Money {
  return {
    amount: write(new Big(of.amount).times(percent).times('0.01')),
    currency: of.currency,
  };
}
