import Big from 'big.js';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { type Happening, happeningsOf, type Posted, type Ruling } from './happenings.ts';
import { type Payments, paymentsOf } from './payments.ts';
import { type Terms, termsOf } from './terms.ts';
import { msOf } from './times.ts';

/** An invoice as an accountant would work it out from its events, before any figure. */
export interface Invoice {
  readonly invoiceId: string;
  readonly happenings: readonly Happening[];
  readonly stage: Stage;
  readonly status: string;
  readonly state: 'open' | 'returned' | 'settled';
  readonly documentType: string;
  readonly currency: string;
  readonly vendorId: string;
  readonly vendorName?: string | undefined;
  /** Empty where nobody says. */
  readonly vendorCountry: string;
  readonly producer: string;
  readonly amount: Big;
  readonly payments: Payments;
  readonly terms: Terms;
  readonly discount?: Discount | undefined;
  /** Times in ms since the epoch; days as written where they were. */
  readonly beganAt: number;
  readonly beganOn: string;
  readonly approvedAt?: number | undefined;
  readonly postedAt?: number | undefined;
  readonly settledAt?: number | undefined;
  readonly settledOn?: string | undefined;
  readonly exceptions: number;
  readonly firstMatch?: string | undefined;
  readonly touched?: boolean | undefined;
  readonly touchedOtherwise?: boolean | undefined;
  readonly visits: Readonly<Partial<Record<Stage, Visit>>>;
}

interface Discount {
  readonly lastDay: string;
  readonly available: Big;
  readonly taken?: Big | undefined;
}

/** When a stage was first entered, and left. */
interface Visit {
  readonly entered: number;
  readonly left?: number | undefined;
}

/** The invoices that the events are about; `posted` in the order in which the cell took them. */
export function invoicesOf(posted: readonly Posted[], rulings: readonly Ruling[] = []): readonly Invoice[] {
  const byId = Map.groupBy(posted, ({ event }) => event.invoiceId);
  return [...byId].map(([invoiceId, of]) =>
    invoiceOf(
      happeningsOf(
        of,
        rulings.filter((each) => each.invoiceId === invoiceId),
      ),
    ),
  );
}

function invoiceOf(happenings: readonly Happening[]): Invoice {
  const [first, latest] = [happenings[0], happenings.at(-1)];
  if (!first || !latest) throw new RangeError('Nothing happened to the invoice');
  const { event } = latest;
  const terms = termsOf(happenings);
  const payments = paymentsOf(happenings, terms);
  const { settledBy } = payments;
  const decision = happenings.findLast(is('authorization', 'approved', 'denied'));
  const outcome = happenings.find(is('reconciliation', 'matched', 'mismatched'));
  const posting = happenings.find(is('posting', 'posted', 'paid'));
  const vendors = happenings.map((each) => each.event.vendor).filter(({ id }) => id === event.vendor.id);
  const names = vendors.flatMap(({ name }) => name ?? []);
  const countries = vendors.flatMap(({ country }) => country ?? []);
  const isReturned = event.status === 'rejected' || event.status === 'denied';
  const hasOrder = happenings.some((each) => each.event.attributes?.purchaseOrderAmount !== undefined);
  return {
    ...{ invoiceId: event.invoiceId, happenings, stage: latest.stage, status: event.status },
    state: settledBy ? 'settled' : isReturned ? 'returned' : 'open',
    documentType: documentTypeOf(happenings),
    ...{ currency: event.currency, vendorId: event.vendor.id, producer: first.producer },
    vendorName: names.at(-1),
    vendorCountry: countries.at(-1) ?? '',
    ...{ amount: new Big(event.amount), payments, terms },
    discount: discountOf(event, terms, payments),
    ...{ beganAt: at(first), beganOn: day(first) },
    approvedAt: decision?.event.status === 'approved' ? at(decision) : undefined,
    postedAt: posting && at(posting),
    settledAt: settledBy && at(settledBy),
    settledOn: settledBy && day(settledBy),
    exceptions: happenings.filter(isException).length,
    firstMatch: hasOrder ? outcome?.event.status : undefined,
    touched: settledBy && touchedBefore(happenings, settledBy, []),
    touchedOtherwise:
      settledBy && touchedBefore(happenings, settledBy, [lastApproval(happenings, settledBy)]),
    visits: visitsOf(happenings, settledBy),
  };
}

function at({ nanos }: Happening): number {
  return msOf(nanos);
}

function day({ written }: Happening): string {
  return written.slice(0, 10);
}

function is(stage: Stage, ...statuses: readonly string[]): (happening: Happening) => boolean {
  return (happening) => happening.stage === stage && statuses.includes(happening.event.status);
}

/** Whether somebody has to look. */
export function isException({ event }: Happening): boolean {
  return ['rejected', 'mismatched', 'denied', 'failed'].includes(event.status);
}

/** As the latest event that says, otherwise by the sign of the latest amount. */
export function documentTypeOf(happenings: readonly Happening[]): string {
  const stated = happenings.findLast(({ event }) => event.documentType !== undefined);
  const isNegative = new Big(happenings.at(-1)?.event.amount ?? 0).lt(0);
  return stated?.event.documentType ?? (isNegative ? 'credit-note' : 'invoice');
}

/** What was short-paid is taken; where no payment says what it paid, the day of the settlement decides. */
function discountOf(
  { amount, currency }: Pick<Happening['event'], 'amount' | 'currency'>,
  { discount }: Terms,
  { settledBy, shortPaid }: Payments,
): Discount | undefined {
  if (!discount) return undefined;
  const available = roundedDiscount(new Big(amount).times(discount.percent).times('0.01'), currency);
  const byDate =
    settledBy && settledBy.event.paidAmount === undefined && day(settledBy) <= discount.lastDay
      ? available
      : undefined;
  return { lastDay: discount.lastDay, available, taken: shortPaid ?? byDate };
}

/** To whole cents, or yen: what is not more than half of one is given up. */
function roundedDiscount(exact: Big, currency: string): Big {
  const units = { JPY: 1, KWD: 1_000 }[currency] ?? 100;
  const half = exact.times(units).abs().minus('0.5');
  const whole = half.lte(0) ? new Big(0) : half.round(0, Big.roundUp);
  return whole.times(exact.lt(0) ? -1 : 1).div(units);
}

/** Whether a person acted up to the settlement; unknown while one event does not say who acted. */
function touchedBefore(
  happenings: readonly Happening[],
  settledBy: Happening,
  aside: readonly (Happening | undefined)[],
): boolean | undefined {
  const acts = happenings.slice(0, happenings.indexOf(settledBy) + 1);
  if (acts.some(({ event }) => event.source?.actor === undefined)) return undefined;
  return acts.some((act) => !aside.includes(act) && act.event.source?.actor === 'human');
}

/** The approval that was in force at the settlement: no denial came after it. */
function lastApproval(happenings: readonly Happening[], settledBy: Happening): Happening | undefined {
  let approval: Happening | undefined;
  for (const each of happenings.slice(0, happenings.indexOf(settledBy) + 1)) {
    if (each.event.status === 'approved') approval = each;
    if (each.event.status === 'denied') approval = undefined;
  }
  return approval;
}

/**
 * A stage is entered by its first event and left by the next event of a later one, or by the
 * settlement: at once when it was entered after that.
 */
function visitsOf(happenings: readonly Happening[], settledBy: Happening | undefined): Invoice['visits'] {
  const visits: Partial<Record<Stage, Visit>> = {};
  stages.forEach((stage, position) => {
    const index = happenings.findIndex((each) => each.stage === stage);
    const entry = happenings[index];
    if (!entry) return;
    const entered = at(entry);
    const next = happenings.slice(index + 1).find((each) => stages.indexOf(each.stage) > position);
    const left = next ?? settledBy;
    visits[stage] = { entered, left: left && Math.max(at(left), entered) };
  });
  return visits;
}
