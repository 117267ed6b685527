import type { Stage } from '../../../schemas/stages.ts';
import { agreedDates } from '../invoice/agreement.ts';
import { daysBetween } from '../invoice/dates.ts';
import { discountOf } from '../invoice/discount.ts';
import type { Fact } from '../invoice/fact.ts';
import { isTerminal, kindOf } from '../invoice/lifecycle.ts';
import { isDecimal, type Money, subtract } from '../invoice/money.ts';
import type { TimelineEntry } from '../invoice/order.ts';
import type { PaidState } from '../invoice/paid-state.ts';
import { paymentDay } from '../invoice/settlement.ts';
import type { Measure } from './measures.ts';

type Measures = Partial<Record<Measure, string>>;

/**
 * The measures that a stage adds to the record of one of its facts.
 * @param past the facts up to and including this one, in order
 * @param paid `paidStateIn` them
 */
type MeasuresOf = (
  past: readonly TimelineEntry[],
  entry: TimelineEntry,
  paid: PaidState | undefined,
) => Measures;

/**
 * Whether the fact's record shows when the invoice is due, or is measured against it. Then it rests
 * on whichever earlier facts say so; all other measures of a stage rest on the invoice's first fact
 * and on facts of the same stage only. `changedRecords` relies on it.
 */
export function usesDueDates({ stage, event }: Fact): boolean {
  return stage === 'ingestion' || isTerminal(stage, event.status);
}

function ingestion(past: readonly TimelineEntry[], { fact }: TimelineEntry): Measures {
  const { dueDate, discountDate, discountPercent } = agreedDates(past);
  return {
    ...(dueDate !== undefined && { dueDate }),
    ...(discountDate !== undefined && { discountDate }),
    ...(discountPercent !== undefined && {
      discountAvailable: discountOf(discountPercent, fact.event),
    }),
  };
}

/** An attempt begins with `matching`, or with an outcome that no `matching` announced. */
function matchAttempts(past: readonly TimelineEntry[]): number {
  let attempts = 0;
  let announced = false;
  for (const { fact } of past) {
    if (fact.stage !== 'reconciliation') continue;
    const starts = kindOf(fact.stage, fact.event.status) === 'started';
    if (starts || !announced) attempts += 1;
    announced = starts;
  }
  return attempts;
}

function reconciliation(past: readonly TimelineEntry[], { fact }: TimelineEntry): Measures {
  const { amount, currency, attributes } = fact.event;
  const ordered = attributes?.purchaseOrderAmount;
  return {
    matchAttempts: `${matchAttempts(past)}`,
    ...(ordered !== undefined &&
      isDecimal(ordered) && {
        varianceAmount: subtract({ amount, currency }, { amount: ordered, currency }).amount,
      }),
  };
}

/**
 * When the approval that is decided here was requested: the first request since the previous
 * decision.
 */
function askedAt(past: readonly TimelineEntry[], decision: TimelineEntry): number | undefined {
  let asked: number | undefined;
  for (const entry of past) {
    const { fact, at } = entry;
    if (fact.stage !== 'authorization' || entry === decision) continue;
    asked = kindOf(fact.stage, fact.event.status) === 'started' ? (asked ?? at) : undefined;
  }
  return asked;
}

function authorization(past: readonly TimelineEntry[], decision: TimelineEntry): Measures {
  const { stage, event } = decision.fact;
  if (kindOf(stage, event.status) === 'started') return {};
  const approver = event.attributes?.approver ?? event.source?.actor;
  const asked = askedAt(past, decision);
  return {
    ...(approver !== undefined && { approver }),
    ...(asked !== undefined && { approvalMs: `${decision.at - asked}` }),
  };
}

/**
 * Days and discount count on the event that settles the invoice, not on one that repeats it or pays
 * a part.
 */
function posting(_: readonly TimelineEntry[], entry: TimelineEntry, paid: PaidState | undefined): Measures {
  if (paid?.settlement.since !== entry) return {};
  const { invoiceDate, dueDate } = paid.agreed;
  const paidOn = paymentDay(entry);
  return {
    ...(invoiceDate !== undefined && { daysToPay: `${daysBetween(invoiceDate, paidOn)}` }),
    ...(dueDate !== undefined && { daysLate: `${daysBetween(dueDate, paidOn)}` }),
    ...discountMeasures(paid, entry, entry.fact.event),
  };
}

/**
 * The discount taken is what was paid short, where every payment says what it paid; a discount that
 * nothing was paid short for is missed. Otherwise the day of the payment decides about all of it.
 * @param entry the event that settled the invoice
 * @param invoiced what the discount is a part of: the amount and currency of the latest event
 */
export function discountMeasures(
  { agreed, settlement }: PaidState,
  entry: TimelineEntry,
  invoiced: Money,
): Measures {
  const { discountDate, discountPercent } = agreed;
  const { shortPaidAmount } = settlement;
  if (discountDate === undefined || discountPercent === undefined) return {};
  if (shortPaidAmount !== undefined) return { discountTaken: shortPaidAmount };
  const discount = discountOf(discountPercent, invoiced);
  const isTaken = entry.fact.event.paidAmount === undefined && paymentDay(entry) <= discountDate;
  return isTaken ? { discountTaken: discount } : { discountMissed: discount };
}

/** What each stage measures. */
export const stageMeasures: Readonly<Record<Stage, MeasuresOf>> = {
  ingestion,
  reconciliation,
  authorization,
  posting,
};
