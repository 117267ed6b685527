import { weekdayOf } from '../../../../functions/core/analytics/forecast/pay-days.ts';
import type { Payable } from '../../../../functions/core/analytics/forecast/payable.ts';
import { dayNumber } from '../../../../functions/core/invoice/dates.ts';

/** A Sunday. */
export const start = dayNumber('2024-01-07');

export const thursday = 4;

/** The first Thursday on a day or after it. */
function thursdayFrom(day: number): number {
  return day + ((thursday - weekdayOf(day) + 7) % 7);
}

/** So many invoices a day, due after 30 days, paid by the Thursday run on that day or after it. */
export function paidOnThursdays(days: number, perDay = 1): readonly Payable[] {
  return Array.from({ length: days * perDay }, (_, index) => {
    const receivedOn = start + Math.floor(index / perDay);
    const dueOn = receivedOn + 30;
    return {
      ...{ id: `I-${index}`, vendor: `V-${index % 5}`, amount: 100, kind: 'invoice', receivedOn, dueOn },
      paidOn: thursdayFrom(dueOn),
    };
  });
}

interface DrawnPayable extends Omit<Payable, 'id' | 'dueOn' | 'paidOn'> {
  /** Both days after its receipt. */
  readonly dueAfter: number | undefined;
  readonly paidAfter: number | undefined;
}

/** Invoices by how long after its receipt each is due and was paid. */
export function payablesOf(drawn: readonly DrawnPayable[]): readonly Payable[] {
  return drawn.map(({ dueAfter, paidAfter, ...each }, index) => ({
    ...each,
    id: `I-${index}`,
    dueOn: dueAfter === undefined ? undefined : each.receivedOn + dueAfter,
    paidOn: paidAfter === undefined ? undefined : each.receivedOn + paidAfter,
  }));
}
