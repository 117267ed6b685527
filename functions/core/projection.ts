import { type Stage, stages } from '../../schemas/stages.ts';
import { agreedDates } from './agreement.ts';
import type { Fact } from './fact.ts';
import type { InvoiceHead } from './head.ts';
import { utc } from './instant.ts';
import { isTerminal, kindOf } from './lifecycle.ts';
import { type Happening, timeline } from './order.ts';

/**
 * The invoice's head: a pure function of the set of its facts, so any order and any repetition of them
 * give the same.
 * @param facts of one invoice, at least one
 * @throws {RangeError} without a fact
 */
export const project = (facts: readonly Fact[]): InvoiceHead => {
  const happenings = timeline(facts);
  const last = happenings.at(-1);
  if (!last) throw new RangeError('An invoice without a fact has no head');
  const { stage, event } = last.fact;
  const settled = settledAt(happenings);
  const { dueDate, discountDate } = agreedDates(happenings);
  return {
    invoiceId: event.invoiceId,
    eventCount: happenings.length,
    stage,
    status: event.status,
    statusSince: utc(beginOfStatus(happenings, last)),
    stages: stageTimes(happenings, settled),
    amount: event.amount,
    currency: event.currency,
    openAmount: settled === undefined ? event.amount : '0',
    vendorId: event.vendor.id,
    ...(dueDate !== undefined && { dueDate }),
    ...(discountDate !== undefined && { discountDate }),
    exceptions: happenings.filter(({ fact }) => kindOf(fact.stage, fact.event.status) === 'exception').length,
    conflicts: conflictingIds(happenings),
    updatedAt: utc(happenings.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), 0)),
  };
};

/** Since when the last status has held without another in between. */
const beginOfStatus = (happenings: readonly Happening[], last: Happening): number => {
  const before = happenings.findLastIndex(({ fact }) => fact.event.status !== last.fact.event.status);
  return happenings[before + 1]?.at ?? last.at;
};

/** When the invoice was paid, unless a later event of that stage (a payment that failed) took it back. */
const settledAt = (happenings: readonly Happening[]): number | undefined => {
  let settled: number | undefined;
  for (const { fact, at } of happenings) {
    if (fact.stage !== 'posting') continue;
    settled = isTerminal(fact.stage, fact.event.status) ? (settled ?? at) : undefined;
  }
  return settled;
};

/**
 * Each stage is entered by its first event and left by the next event of a later stage. Being paid ends
 * whatever is still open, at once where an event comes after that.
 */
const stageTimes = (happenings: readonly Happening[], settled: number | undefined): InvoiceHead['stages'] => {
  const times = new Map<Stage, { enteredAt: number; leftAt: number | undefined }>();
  for (const { fact, at } of happenings) {
    for (const stage of stages) {
      const open = times.get(stage);
      if (stage === fact.stage) {
        if (!open) times.set(stage, { enteredAt: at, leftAt: undefined });
        break;
      }
      if (open) open.leftAt ??= at;
    }
  }
  return Object.fromEntries(
    Array.from(times, ([stage, { enteredAt, leftAt }]) => {
      const left = leftAt ?? (settled === undefined ? undefined : Math.max(settled, enteredAt));
      const entered = { enteredAt: utc(enteredAt) };
      return [
        stage,
        left === undefined ? entered : { ...entered, leftAt: utc(left), dwellMs: left - enteredAt },
      ];
    }),
  );
};

const conflictingIds = (happenings: readonly Happening[]): readonly string[] => {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { fact } of happenings) {
    if (seen.has(fact.event.eventId)) twice.add(fact.event.eventId);
    seen.add(fact.event.eventId);
  }
  return [...twice].sort();
};
