import fc from 'fast-check';
import { digestOf } from '../../../functions/core/invoice/digest.ts';
import type { InvoiceEvent } from '../../../functions/core/invoice/event.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { utc } from '../../../functions/core/invoice/instant.ts';
import { type Stage, type Status, stageStatuses, stages } from '../../../schemas/stages.ts';

/** 2026-03-02T08:00:00Z. */
const start = 1_772_438_400_000;

/** A fact of invoice INV-1 with what a test does not care about filled in. */
export function factOf(
  stage: Stage,
  status: Status,
  minute: number,
  { receivedAt, ...event }: Partial<InvoiceEvent> & { readonly receivedAt?: string } = {},
): Fact {
  const posted: InvoiceEvent = {
    eventId: `${status}-${minute}`,
    invoiceId: 'INV-1',
    status,
    occurredAt: utc(start + minute * 60_000),
    amount: '1000.00',
    currency: 'EUR',
    vendor: { id: 'V-1' },
    ...event,
  };
  return {
    schemaVersion: '1.0',
    stage,
    receivedAt: receivedAt ?? utc(start + minute * 60_000 + 750),
    requestId: 'request',
    producer: 'erp',
    cell: 'local',
    region: 'eu-central-1',
    accountId: '000000000000',
    event: posted,
    entryId: `entry-${status}-${minute}`,
    digest: digestOf(posted),
  };
}

const stageAndStatus = fc.oneof(
  fc.constantFrom(
    ...stages.flatMap((stage) => stageStatuses[stage].map((status): [Stage, Status] => [stage, status])),
  ),
  fc.constantFrom<[Stage, Status][]>(['posting', 'paid'], ['posting', 'failed'], ['posting', 'scheduled']),
);

const details = fc.record(
  {
    paymentTerms: fc.constantFrom<NonNullable<InvoiceEvent['paymentTerms']>[]>(
      { code: '2/10 NET30' },
      { netDays: 14 },
      { code: 'EOM' },
      { code: '???' },
    ),
    invoiceDate: fc.constantFrom('2026-02-27', '2026-03-01'),
    dueDate: fc.constantFrom('2026-03-02', '2026-04-30'),
    attributes: fc.constantFrom<NonNullable<InvoiceEvent['attributes']>[]>(
      { purchaseOrderAmount: '990.5' },
      { approver: 'team-7' },
    ),
    source: fc.constantFrom<NonNullable<InvoiceEvent['source']>[]>({ actor: 'human' }, { actor: 'system' }),
    vendor: fc.constantFrom<InvoiceEvent['vendor'][]>({ id: 'V-1', country: 'DE' }, { id: 'V-2' }),
  },
  { requiredKeys: [] },
);

const documents = fc.constantFrom<Pick<Partial<InvoiceEvent>, 'amount' | 'documentType'>[]>(
  {},
  { amount: '980' },
  { amount: '-500.00' },
  { documentType: 'invoice' },
  { amount: '-500.00', documentType: 'invoice' },
  { amount: '-500.00', documentType: 'credit-note' },
);

/**
 * A few facts of one invoice: many at the same instant, some with the same event id and other
 * content, some dated ahead of their receipt.
 */
export const someFacts = fc.array(
  fc
    .record({
      what: stageAndStatus,
      minute: fc.integer({ min: 0, max: 6 }),
      eventId: fc.constantFrom('e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'),
      details,
      document: documents,
      paidAmount: fc.constantFrom(undefined, '980', '400', '600', '1000.00', '-500', '-20'),
      ahead: fc.boolean(),
    })
    .map(({ what: [stage, status], minute, eventId, details, document, paidAmount, ahead }) =>
      factOf(stage, status, minute, {
        eventId,
        ...details,
        ...document,
        ...(status === 'paid' && paidAmount !== undefined && { paidAmount }),
        ...(ahead && { receivedAt: utc(start - 3_600_000) }),
      }),
    ),
  { minLength: 1, maxLength: 9 },
);
