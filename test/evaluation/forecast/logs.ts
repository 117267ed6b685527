import type { Payable } from '../../../functions/core/analytics/forecast/payable.ts';
import { dayNumber } from '../../../functions/core/invoice/dates.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { bpiChallenge } from '../../figures/logs/bpi-challenge.ts';
import { ibmReceivables } from '../../figures/logs/receivables.ts';

/**
 * Items of the BPI Challenge 2019 log, from the first receipt of an invoice to the last clearing. They
 * have no amounts, vendors and due dates: each counts for 1.
 */
export async function bpiPayables(folder: string): Promise<readonly Payable[]> {
  return byInvoice(await bpiChallenge(folder)).flatMap(([id, facts]) => {
    const received = daysOf(facts, 'validated');
    const paid = daysOf(facts, 'paid');
    if (received.length === 0 || paid.length === 0) return [];
    const days = { receivedOn: Math.min(...received), paidOn: Math.max(...paid) };
    return [{ id, vendor: 'unknown', amount: 1, kind: 'invoice', ...days }];
  });
}

/** IBM's receivables. The file names no currencies: its amounts are taken for one. */
export async function ibmPayables(folder: string): Promise<readonly Payable[]> {
  return byInvoice(await ibmReceivables(folder)).flatMap(([id, facts]) => {
    const [first] = facts;
    const [receivedOn, paidOn] = [daysOf(facts, 'received')[0], daysOf(facts, 'paid').at(-1)];
    if (!first || receivedOn === undefined) return [];
    const { vendor, amount, dueDate } = first.event;
    return [
      {
        ...{ id, vendor: vendor.id, amount: Number(amount), kind: 'invoice', receivedOn, paidOn },
        dueOn: dueDate === undefined ? undefined : dayNumber(dueDate),
      },
    ];
  });
}

function byInvoice(facts: readonly Fact[]): readonly (readonly [string, readonly Fact[]])[] {
  return [...Map.groupBy(facts, ({ event }) => event.invoiceId)];
}

function daysOf(facts: readonly Fact[], status: string): readonly number[] {
  return facts.filter(({ event }) => event.status === status).map(({ event }) => dayNumber(event.occurredAt));
}
