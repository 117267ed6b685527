import { stages } from '../../../schemas/stages.ts';
import { agreedDates } from '../invoice/agreement.ts';
import type { DecidedTimeline } from '../invoice/decided.ts';
import type { InvoiceHead } from '../invoice/head.ts';
import { epochMs } from '../invoice/instant.ts';
import { isTerminal, kindOf } from '../invoice/lifecycle.ts';
import { percentOf } from '../invoice/money.ts';
import { type TimelineEntry, writtenInstant } from '../invoice/order.ts';
import { paymentDay, type Settlement } from '../invoice/settlement.ts';
import { paidStateOf } from './document-measures.ts';
import {
  dwellField,
  enteredField,
  type InvoiceSnapshot,
  type InvoiceState,
  type SnapshotField,
} from './invoice-snapshot.ts';
import { recordVersion } from './measures.ts';
import { discountMeasures } from './stage-measures.ts';

type Fields = Partial<Record<SnapshotField, string>>;

/**
 * The snapshot of an invoice: a pure function of the same facts and decisions as its head.
 * @param head of the same timeline
 * @throws {RangeError} without a fact that counts
 */
export function snapshotOf(decided: DecidedTimeline, head: InvoiceHead): InvoiceSnapshot {
  const { entries, eventCount, decisionCount } = decided;
  const first = entries[0];
  if (!first) throw new RangeError('An invoice without a fact has no snapshot');
  const paid = paidStateOf(entries);
  return {
    invoiceId: head.invoiceId,
    version: recordVersion(eventCount, decisionCount),
    fields: {
      ...whoseIs(entries, first, head),
      ...standing(head, paid?.settlement),
      ...money(head),
      ...terms(entries, head),
      ...(paid?.settlement.since && settled(entries, paid.settlement.since)),
      ...(paid?.settlement.since && discountMeasures(paid, paid.settlement.since)),
      ...milestones(entries, first),
      ...stageVisits(head),
      exceptions: `${head.exceptions}`,
      ...firstMatch(entries),
    },
  };
}

function whoseIs(entries: readonly TimelineEntry[], first: TimelineEntry, head: InvoiceHead): Fields {
  const country = entries.findLast(({ fact }) => fact.event.vendor.country !== undefined)?.fact.event.vendor
    .country;
  return {
    ...{ currency: head.currency, vendorId: head.vendorId, producer: first.fact.producer },
    ...(country !== undefined && { vendorCountry: country }),
    documentType: head.documentType,
  };
}

function standing({ stage, status, statusSince }: InvoiceHead, settlement?: Settlement): Fields {
  const state: InvoiceState = settlement?.since
    ? 'settled'
    : status === 'rejected' || status === 'denied'
      ? 'returned'
      : 'open';
  return { stage, status, state, statusSince: `${epochMs(statusSince)}` };
}

function money({ amount, openAmount, paidAmount, overpaidAmount }: InvoiceHead): Fields {
  return {
    ...{ amount, openAmount },
    ...(paidAmount !== undefined && { paidAmount }),
    ...(overpaidAmount !== undefined && { overpaidAmount }),
  };
}

function terms(entries: readonly TimelineEntry[], { amount, currency }: InvoiceHead): Fields {
  const { invoiceDate, dueDate, discountDate, discountPercent } = agreedDates(entries);
  return {
    ...(invoiceDate !== undefined && { invoiceDate }),
    ...(dueDate !== undefined && { dueDate }),
    ...(discountDate !== undefined && { discountDate }),
    ...(discountPercent !== undefined && {
      discountAvailable: percentOf(discountPercent, { amount, currency }).amount,
    }),
  };
}

/**
 * A person touched it if any event up to the settlement says so; nobody did if all of them say that a
 * system acted.
 */
function settled(entries: readonly TimelineEntry[], since: TimelineEntry): Fields {
  const actors = entries.slice(0, entries.indexOf(since) + 1).map(({ fact }) => fact.event.source?.actor);
  const touched = actors.includes('human') || (actors.includes(undefined) ? undefined : false);
  return {
    ...{ settledAt: `${since.at}`, settledOn: paymentDay(since) },
    ...(touched !== undefined && { touched: `${touched}` }),
  };
}

function milestones(entries: readonly TimelineEntry[], first: TimelineEntry): Fields {
  const decision = entries.findLast(
    ({ fact }) => fact.stage === 'authorization' && kindOf(fact.stage, fact.event.status) !== 'started',
  );
  const posted = entries.find(
    ({ fact }) =>
      fact.stage === 'posting' &&
      (fact.event.status === 'posted' || isTerminal(fact.stage, fact.event.status)),
  );
  return {
    ...{ beganAt: `${first.at}`, beganOn: writtenInstant(first).slice(0, 10) },
    ...(decision?.fact.event.status === 'approved' && { approvedAt: `${decision.at}` }),
    ...(posted && { postedAt: `${posted.at}` }),
  };
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
  const outcome = entries.find(
    ({ fact }) => fact.stage === 'reconciliation' && kindOf(fact.stage, fact.event.status) !== 'started',
  );
  return outcome ? { firstMatch: outcome.fact.event.status } : {};
}
