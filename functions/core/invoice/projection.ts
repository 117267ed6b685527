import { type Stage, stages } from '../../../schemas/stages.ts';
import type { ConflictDecision } from './conflicts.ts';
import { type DecidedTimeline, decidedTimeline, decidedVersion } from './decided.ts';
import type { Fact } from './fact.ts';
import type { InvoiceHead } from './head.ts';
import { utc } from './instant.ts';
import { kindOf } from './lifecycle.ts';
import { type TimelineEntry, utcInstant } from './order.ts';
import { paidStateOf } from './paid-state.ts';
import { documentTypeOf } from './settlement.ts';
import { type StageDeadlines, usualStageDeadlines } from './stage-deadlines.ts';
import { waitOf } from './stage-sla.ts';

/**
 * The invoice's head: a pure function of the set of its facts and of what was decided about them, so
 * their order and repetition do not matter.
 * @param facts of one invoice, at least one
 * @param deadlines of the cell
 * @param decisions about the invoice's conflicts, in their order
 * @throws {RangeError} without a fact
 */
export function project(
  facts: readonly Fact[],
  deadlines: StageDeadlines = usualStageDeadlines,
  decisions: readonly ConflictDecision[] = [],
): InvoiceHead {
  return headOf(decidedTimeline(facts, decisions), deadlines);
}

/**
 * `project`, for callers that have the timeline already.
 * @param paid `paidStateOf` its entries
 */
export function headOf(
  { entries, openConflicts, eventCount, decisionCount }: DecidedTimeline,
  deadlines: StageDeadlines = usualStageDeadlines,
  paid = paidStateOf(entries),
): InvoiceHead {
  const last = entries.at(-1);
  if (!last) throw new RangeError('An invoice without a fact has no head');
  const { stage, event } = last.fact;
  const { dueDate, discountDate } = paid.agreed;
  const { since, lastSettled, paidAmount, openAmount, overpaidAmount } = paid.settlement;
  const wait = since ? undefined : waitOf(entries.slice(lastSettled + 1), dueDate, deadlines);
  return {
    invoiceId: event.invoiceId,
    eventCount,
    ...(decisionCount > 0 && { decisionCount }),
    stage,
    status: event.status,
    statusSince: utcInstant(beginOfStatus(entries, last)),
    ...wait,
    stages: stageTimes(entries, since),
    documentType: documentTypeOf(entries),
    amount: event.amount,
    currency: event.currency,
    ...(paidAmount !== undefined && { paidAmount }),
    openAmount,
    ...(overpaidAmount !== undefined && { overpaidAmount }),
    vendorId: event.vendor.id,
    ...(dueDate !== undefined && { dueDate }),
    ...(discountDate !== undefined && { discountDate }),
    exceptions: entries.filter(({ fact }) => kindOf(fact.stage, fact.event.status) === 'exception').length,
    conflicts: openConflicts,
    updatedAt: utc(entries.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), 0)),
  };
}

/** The version of a head: of two the one with the higher version was projected from more. */
export function headVersion({ eventCount, decisionCount = 0 }: InvoiceHead): number {
  return decidedVersion(eventCount, decisionCount);
}

/** The event since which the last status has held without interruption. */
function beginOfStatus(entries: readonly TimelineEntry[], last: TimelineEntry): TimelineEntry {
  const before = entries.findLastIndex(({ fact }) => fact.event.status !== last.fact.event.status);
  return entries[before + 1] ?? last;
}

/**
 * Each stage is entered by its first event and left by the next event of a later stage.
 * Settlement ends every stage still open, immediately if an event enters one after it.
 */
function stageTimes(
  entries: readonly TimelineEntry[],
  settlement: TimelineEntry | undefined,
): InvoiceHead['stages'] {
  const visits = new Map<Stage, { entered: TimelineEntry; left?: TimelineEntry }>();
  for (const entry of entries) {
    for (const stage of stages) {
      const visit = visits.get(stage);
      if (stage === entry.fact.stage) {
        if (!visit) visits.set(stage, { entered: entry });
        break;
      }
      if (visit) visit.left ??= entry;
    }
  }
  const times: { -readonly [S in Stage]?: InvoiceHead['stages'][S] } = {};
  for (const [stage, { entered, left = settlement }] of visits) {
    times[stage] = timesOf(entered, left && left.at < entered.at ? entered : left);
  }
  return times;
}

function timesOf(entered: TimelineEntry, left: TimelineEntry | undefined): InvoiceHead['stages'][Stage] {
  const enteredAt = utcInstant(entered);
  return left ? { enteredAt, leftAt: utcInstant(left), dwellMs: left.at - entered.at } : { enteredAt };
}
