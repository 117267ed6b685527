import Big from 'big.js';
import { BemsError } from '../functions/core/errors.ts';
import type { InvoiceHead } from '../functions/core/invoice/head.ts';
import { epochMs, isInstant } from '../functions/core/invoice/instant.ts';
import { project } from '../functions/core/invoice/projection.ts';
import type { StageDeadlines } from '../functions/core/invoice/stage-deadlines.ts';
import type { Wait } from '../functions/core/invoice/stage-sla.ts';
import type { StuckInvoice, StuckListing } from '../functions/core/invoice/stuck-listing.ts';
import type { Ledger, OverdueInvoice, OverduePosition, Records } from '../functions/core/ports.ts';
import type { Clock } from '../lib/clock.ts';
import { byStage, type Stage } from '../schemas/stages.ts';
import { decisionsAbout } from './conflicts/decisions.ts';
import { overduePages } from './overdue-pages.ts';

/** Stuck invoices counted at most: enough to tell a bad day from a bad hour. */
export const maxStuckInvoices = 10_000;

/** Stuck invoices in one listing at most. */
export const maxListed = 1_000;

/** Overdue invoices looked at for one listing at most, so that it is answered within seconds. */
const maxExamined = 2_000;

/** Which stuck invoices to list: those that meet every condition given. */
export interface StuckSelection {
  readonly stage?: Stage | undefined;
  readonly vendorId?: string | undefined;
  readonly currency?: string | undefined;
  /** What remains to be paid at least: decimal string, in `currency`, which must be given. */
  readonly minAmount?: string | undefined;
  /** Milliseconds past the deadline at least. */
  readonly olderThanMs?: number | undefined;
  /** Invoices listed at most. */
  readonly limit: number;
  /** Where the page before ended: its `next`, read by `positionAt`. */
  readonly after?: OverduePosition | undefined;
}

export interface StuckListingPorts {
  readonly ledger: Pick<Ledger, 'overdue' | 'facts'>;
  readonly records: Pick<Records, 'list'>;
  readonly clock: Clock;
  readonly stageDeadlines: StageDeadlines;
}

/** A page of the invoices that are past the deadline of their stage, and how many there are. */
export async function listStuckInvoices(
  ports: StuckListingPorts,
  selection: StuckSelection,
): Promise<StuckListing> {
  const now = ports.clock.now();
  const asOf = new Date(now).toISOString();
  if (selection.after !== undefined) return { asOf, ...(await pageOf(ports, selection, now)) };
  const [totals, page] = await Promise.all([count(ports.ledger, now), pageOf(ports, selection, now)]);
  return { asOf, ...totals, ...page };
}

async function count(ledger: StuckListingPorts['ledger'], now: number) {
  const overdue: OverdueInvoice[] = [];
  for await (const page of overduePages(ledger, now, maxStuckInvoices + 1)) overdue.push(...page);
  const counted = overdue.slice(0, maxStuckInvoices);
  return {
    counts: byStage((stage) => counted.filter((invoice) => invoice.stage === stage).length),
    capped: overdue.length > counted.length,
  };
}

/** Invoices whose facts are read at once. */
const readAtOnce = 50;

async function pageOf(
  ports: StuckListingPorts,
  selection: StuckSelection,
  now: number,
): Promise<Pick<StuckListing, 'invoices' | 'next'>> {
  const overdueAt = now - (selection.olderThanMs ?? 0);
  const invoices: StuckInvoice[] = [];
  let last = selection.after;
  for (let examined = 0; examined < maxExamined; examined += readAtOnce) {
    const overdue = await ports.ledger.overdue(overdueAt, readAtOnce, last);
    const described = await Promise.all(overdue.map((each) => describe(each, ports, now)));
    for (const [index, each] of overdue.entries()) {
      last = each;
      const invoice = described[index];
      if (invoice && matches(invoice, selection)) invoices.push(invoice);
      if (invoices.length === selection.limit) return { invoices, next: cursorOf(each) };
    }
    if (overdue.length < readAtOnce) return { invoices };
  }
  return { invoices, ...(last && { next: cursorOf(last) }) };
}

/** The invoice as its facts and the deadlines that hold now make it; undefined when it is not stuck by them. */
async function describe(
  overdue: OverdueInvoice,
  { ledger, records, stageDeadlines }: StuckListingPorts,
  now: number,
): Promise<StuckInvoice | undefined> {
  const facts = await ledger.facts(overdue.invoiceId);
  if (facts.length === 0) return undefined;
  const { invoiceId, stage, status, openAmount, currency, vendorId, ...head } = project(
    facts,
    stageDeadlines,
    await decisionsAbout(facts, records),
  );
  const wait = waitIn(head);
  if (!wait || epochMs(wait.deadline) >= now) return undefined;
  return {
    ...{ invoiceId, stage, status, ...wait, overdueMs: now - epochMs(wait.deadline) },
    ...{ amount: openAmount, currency, vendorId },
  };
}

function waitIn({ waitsFor, waitsSince, deadline }: Partial<InvoiceHead>): Wait | undefined {
  if (waitsFor === undefined || waitsSince === undefined || deadline === undefined) return undefined;
  return { waitsFor, waitsSince, deadline };
}

function matches(invoice: StuckInvoice, { stage, vendorId, currency, minAmount }: StuckSelection): boolean {
  return (
    (stage === undefined || invoice.stage === stage) &&
    (vendorId === undefined || invoice.vendorId === vendorId) &&
    (currency === undefined || invoice.currency === currency) &&
    (minAmount === undefined || new Big(invoice.amount).gte(minAmount))
  );
}

function cursorOf({ deadline, invoiceId }: OverduePosition): string {
  return Buffer.from(`${deadline} ${invoiceId}`).toString('base64url');
}

/**
 * The place that `next` of a listing names.
 * @throws {BemsError} INVALID_PARAMETER
 */
export function positionAt(cursor: string): OverduePosition {
  const [, deadline = '', invoiceId = ''] =
    /^(\S+) (.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (isInstant(deadline)) return { deadline, invoiceId };
  throw new BemsError('INVALID_PARAMETER', `There is no page at "${cursor}".`, {
    nextStep: 'Give what the page before names as the next one.',
    failureClass: 'permanent',
  });
}
