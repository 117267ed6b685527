import { type Stage, stages } from '../../../schemas/stages.ts';
import type { DecidedTimeline } from '../invoice/decided.ts';
import { discountOf } from '../invoice/discount.ts';
import type { InvoiceHead } from '../invoice/head.ts';
import { epochMs } from '../invoice/instant.ts';
import { isTerminal, kindOf } from '../invoice/lifecycle.ts';
import { type TimelineEntry, writtenInstant } from '../invoice/order.ts';
import { type PaidState, paidStateOf } from '../invoice/paid-state.ts';
import { headOf } from '../invoice/projection.ts';
import { paymentChanges, paymentDay } from '../invoice/settlement.ts';
import type { StageDeadlines } from '../invoice/stage-deadlines.ts';
import {
  dwellField,
  enteredField,
  type InvoiceSnapshot,
  type InvoiceState,
  type PaymentOfSnapshot,
  type SnapshotField,
} from './invoice-snapshot.ts';
import { recordVersion } from './measures.ts';
import { discountMeasures } from './stage-measures.ts';

type Fields = Partial<Record<SnapshotField, string>>;

/**
 * Head and snapshot of an invoice.
 * @param deadlines of the cell
 * @throws {RangeError} without a fact that counts
 */
export function headAndSnapshotOf(
  decided: DecidedTimeline,
  deadlines: StageDeadlines,
): { readonly head: InvoiceHead; readonly snapshot: InvoiceSnapshot } {
  const paid = paidStateOf(decided.entries);
  const head = headOf(decided, deadlines, paid);
  return { head, snapshot: snapshotOf(decided, head, paid) };
}

/**
 * The snapshot of an invoice: a pure function of the same facts and decisions as its head.
 * @param head of the same timeline
 * @param paid `paidStateOf` its entries
 * @throws {RangeError} without a fact that counts
 */
export function snapshotOf(
  { entries, disregarded, eventCount, decisionCount }: DecidedTimeline,
  head: InvoiceHead,
  paid = paidStateOf(entries),
): InvoiceSnapshot {
  const [first] = entries;
  if (!first) throw new RangeError('An invoice without a fact has no snapshot');
  const { since } = paid.settlement;
  return {
    invoiceId: head.invoiceId,
    version: recordVersion(eventCount, decisionCount),
    fields: {
      ...whoseIs(entries, first, head),
      ...standing(head, since !== undefined),
      ...received([...entries, ...disregarded]),
      ...money(head),
      ...payments(entries, head),
      ...terms(paid.agreed, head),
      ...(since && settled(entries, since)),
      ...(since && discountMeasures(paid, since, head)),
      ...milestones(entries, first),
      ...stageVisits(head),
      exceptions: `${head.exceptions}`,
      ...firstMatch(entries),
    },
  };
}

function whoseIs(entries: readonly TimelineEntry[], first: TimelineEntry, head: InvoiceHead): Fields {
  const { currency, vendorId, documentType } = head;
  const latest = (field: 'name' | 'country') =>
    entries.findLast(
      ({ fact: { event } }) => event.vendor.id === vendorId && event.vendor[field] !== undefined,
    )?.fact.event.vendor[field];
  const [name, country] = [latest('name'), latest('country')];
  return {
    ...{ currency, vendorId, documentType, producer: first.fact.producer },
    ...(name !== undefined && { vendorName: name }),
    ...(country !== undefined && { vendorCountry: country }),
  };
}

function standing({ stage, status, statusSince, waitsSince }: InvoiceHead, isSettled: boolean): Fields {
  const isReturned = status === 'rejected' || status === 'denied';
  const state: InvoiceState = isSettled ? 'settled' : isReturned ? 'returned' : 'open';
  return {
    ...{ stage, status, state, statusSince: `${epochMs(statusSince)}` },
    ...(waitsSince !== undefined && { waitsSince: `${epochMs(waitsSince)}` }),
  };
}

function received(entries: readonly TimelineEntry[]): Fields {
  const times = entries.map(({ receivedAt }) => receivedAt);
  return { firstReceivedAt: `${Math.min(...times)}`, lastReceivedAt: `${Math.max(...times)}` };
}

function money({ amount, openAmount, paidAmount, overpaidAmount }: InvoiceHead): Fields {
  return {
    ...{ amount, openAmount },
    ...(paidAmount !== undefined && { paidAmount }),
    ...(overpaidAmount !== undefined && { overpaidAmount }),
  };
}

function payments(entries: readonly TimelineEntry[], { currency }: InvoiceHead): Fields {
  const changes = paymentChanges(entries, currency).map(
    ({ entry, amount }): PaymentOfSnapshot => ({ at: entry.at, amount }),
  );
  return changes.length === 0 ? {} : { payments: JSON.stringify(changes) };
}

function terms(agreed: PaidState['agreed'], { amount, currency }: InvoiceHead): Fields {
  const { invoiceDate, dueDate, discountDate, discountPercent } = agreed;
  return {
    ...(invoiceDate !== undefined && { invoiceDate }),
    ...(dueDate !== undefined && { dueDate }),
    ...(discountDate !== undefined && { discountDate }),
    ...(discountPercent !== undefined && {
      discountAvailable: discountOf(discountPercent, { amount, currency }),
    }),
  };
}

/**
 * Who acted is known if every event up to the settlement says it. An invoice of which only some do
 * would be known to be touched and never known not to be, and a share of touchless ones too low.
 */
function settled(entries: readonly TimelineEntry[], since: TimelineEntry): Fields {
  const acts = entries.slice(0, entries.indexOf(since) + 1);
  const approval = approvalIn(acts);
  const isHuman = ({ fact }: TimelineEntry) => fact.event.source?.actor === 'human';
  const areKnown = acts.every(({ fact }) => fact.event.source?.actor !== undefined);
  return {
    ...{ settledAt: `${since.at}`, settledOn: paymentDay(since) },
    ...(areKnown && {
      touched: `${acts.some(isHuman)}`,
      touchedOtherwise: `${acts.some((act) => act !== approval && isHuman(act))}`,
    }),
  };
}

/** The approval that stands: the last decision, unless that is a denial. */
function approvalIn(entries: readonly TimelineEntry[]): TimelineEntry | undefined {
  const decision = entries.findLast(isOutcomeOf('authorization'));
  return decision?.fact.event.status === 'approved' ? decision : undefined;
}

function milestones(entries: readonly TimelineEntry[], first: TimelineEntry): Fields {
  const approval = approvalIn(entries);
  const posted = entries.find(
    ({ fact }) =>
      fact.stage === 'posting' &&
      (fact.event.status === 'posted' || isTerminal(fact.stage, fact.event.status)),
  );
  return {
    ...{ beganAt: `${first.at}`, beganOn: writtenInstant(first).slice(0, 10) },
    ...(approval && { approvedAt: `${approval.at}` }),
    ...(posted && { postedAt: `${posted.at}` }),
  };
}

/** Whether an entry says how the work of a stage ended, well or not. */
function isOutcomeOf(stage: Stage): (entry: TimelineEntry) => boolean {
  return ({ fact }) => fact.stage === stage && kindOf(fact.stage, fact.event.status) !== 'started';
}

function stageVisits({ stages: visits }: InvoiceHead): Fields {
  const fields: Fields = {};
  for (const stage of stages) {
    const visit = visits[stage];
    if (!visit) continue;
    fields[enteredField(stage)] = `${epochMs(visit.enteredAt)}`;
    if (visit.dwellMs !== undefined) fields[dwellField(stage)] = `${visit.dwellMs}`;
  }
  return fields;
}

/** An invoice has a purchase order if any event names its amount. */
function firstMatch(entries: readonly TimelineEntry[]): Fields {
  if (!entries.some(({ fact }) => fact.event.attributes?.purchaseOrderAmount !== undefined)) return {};
  const outcome = entries.find(isOutcomeOf('reconciliation'));
  return outcome ? { firstMatch: outcome.fact.event.status } : {};
}
