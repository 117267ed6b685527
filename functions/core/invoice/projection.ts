import { type Stage, stages } from '../../../schemas/stages.ts';
import { agreedDates } from './agreement.ts';
import type { Fact } from './fact.ts';
import type { InvoiceHead } from './head.ts';
import { utc } from './instant.ts';
import { isTerminal, kindOf } from './lifecycle.ts';
import { type Happening, timeline, utcInstant } from './order.ts';
import { deadlineOf } from './stage-sla.ts';

/**
 * The invoice's head: a pure function of the set of its facts, so any order and any repetition of them
 * give the same.
 * @param facts of one invoice, at least one
 * @throws {RangeError} without a fact
 */
export function project(facts: readonly Fact[]): InvoiceHead {
  return headOf(timeline(facts));
}

/** `project`, for who has the facts in order already. */
export function headOf(happenings: readonly Happening[]): InvoiceHead {
  const last = happenings.at(-1);
  if (!last) throw new RangeError('An invoice without a fact has no head');
  const { stage, event } = last.fact;
  const settlement = settlementOf(happenings);
  const { dueDate, discountDate } = agreedDates(happenings);
  const deadline = settlement ? undefined : deadlineOf(happenings, dueDate);
  return {
    invoiceId: event.invoiceId,
    eventCount: happenings.length,
    stage,
    status: event.status,
    statusSince: utcInstant(beginOfStatus(happenings, last)),
    ...(deadline !== undefined && { deadline }),
    stages: stageTimes(happenings, settlement),
    amount: event.amount,
    currency: event.currency,
    openAmount: settlement ? '0' : event.amount,
    vendorId: event.vendor.id,
    ...(dueDate !== undefined && { dueDate }),
    ...(discountDate !== undefined && { discountDate }),
    exceptions: happenings.filter(({ fact }) => kindOf(fact.stage, fact.event.status) === 'exception').length,
    conflicts: conflictingIds(happenings),
    updatedAt: utc(happenings.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), 0)),
  };
}

/** The event since which the last status has held without another in between. */
function beginOfStatus(happenings: readonly Happening[], last: Happening): Happening {
  const before = happenings.findLastIndex(({ fact }) => fact.event.status !== last.fact.event.status);
  return happenings[before + 1] ?? last;
}

/** The event that paid the invoice, unless a later one of that stage (a payment that failed) took it back. */
function settlementOf(happenings: readonly Happening[]): Happening | undefined {
  let settlement: Happening | undefined;
  for (const happening of happenings) {
    const { stage, event } = happening.fact;
    if (stage !== 'posting') continue;
    settlement = isTerminal(stage, event.status) ? (settlement ?? happening) : undefined;
  }
  return settlement;
}

/**
 * Each stage is entered by its first event and left by the next event of a later stage. Being paid ends
 * whatever is still open, at once where an event comes after that.
 */
function stageTimes(
  happenings: readonly Happening[],
  settlement: Happening | undefined,
): InvoiceHead['stages'] {
  const visits = new Map<Stage, { entered: Happening; left?: Happening }>();
  for (const happening of happenings) {
    for (const stage of stages) {
      const visit = visits.get(stage);
      if (stage === happening.fact.stage) {
        if (!visit) visits.set(stage, { entered: happening });
        break;
      }
      if (visit) visit.left ??= happening;
    }
  }
  const times: { -readonly [S in Stage]?: InvoiceHead['stages'][S] } = {};
  for (const [stage, { entered, left = settlement }] of visits) {
    times[stage] = timesOf(entered, left && left.at < entered.at ? entered : left);
  }
  return times;
}

function timesOf(entered: Happening, left: Happening | undefined): InvoiceHead['stages'][Stage] {
  const enteredAt = utcInstant(entered);
  return left ? { enteredAt, leftAt: utcInstant(left), dwellMs: left.at - entered.at } : { enteredAt };
}

function conflictingIds(happenings: readonly Happening[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { fact } of happenings) {
    if (seen.has(fact.event.eventId)) twice.add(fact.event.eventId);
    seen.add(fact.event.eventId);
  }
  return [...twice].sort();
}
