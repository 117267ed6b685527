import fc from 'fast-check';
import { digestOf } from '../../../functions/core/invoice/digest.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import type { InvoiceEvent } from '../../../schemas/event.ts';
import type { Stage, Status } from '../../../schemas/stages.ts';
import { factOf, someFacts } from '../../unit/core/arbitrary-facts.ts';
import type { Settling } from './cell.ts';

/** The day on which the courses begin; the tests' figures are asked around it. */
const firstDay = Date.parse('2026-03-02T00:00:00Z');
const dayMs = 86_400_000;

type Step = readonly [Stage, Status];
const may = (step: Step) => fc.constantFrom<(Step | undefined)[]>(step, undefined);

/** As it should go. */
const smooth: readonly Step[] = [
  ['ingestion', 'received'],
  ['reconciliation', 'matched'],
  ['authorization', 'approved'],
  ['posting', 'posted'],
  ['posting', 'paid'],
];

/** A course with gaps, detours and steps back. */
const roughSteps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    may(['ingestion', 'received']),
    fc.constantFrom<(Step | undefined)[]>(['ingestion', 'validated'], ['ingestion', 'rejected'], undefined),
    may(['reconciliation', 'matching']),
    fc.constantFrom<(Step | undefined)[]>(
      ['reconciliation', 'matched'],
      ['reconciliation', 'mismatched'],
      undefined,
    ),
    may(['authorization', 'pending']),
    fc.constantFrom<(Step | undefined)[]>(
      ['authorization', 'approved'],
      ['authorization', 'denied'],
      undefined,
    ),
    may(['posting', 'posted']),
    fc.constantFrom<(Step | undefined)[]>(['posting', 'paid'], undefined),
    fc.constantFrom<(Step | undefined)[]>(
      ['posting', 'paid'],
      ['posting', 'failed'],
      ['reconciliation', 'matched'],
    ),
    fc.constantFrom<(Step | undefined)[]>(
      ['posting', 'paid'],
      ['ingestion', 'received'],
      undefined,
      undefined,
    ),
  )
  .map((drawn) => drawn.filter((step) => step !== undefined));

const anySteps: fc.Arbitrary<readonly Step[]> = fc.oneof(
  roughSteps,
  fc.nat({ max: smooth.length }).map((length) => smooth.slice(0, Math.max(1, length))),
  fc.constant(smooth),
);

/** Terms that leave discounts open, taken, missed and out of reach, and due dates on either side of today. */
const anyTerms = fc.constantFrom<Partial<InvoiceEvent>[]>(
  {},
  { invoiceDate: '2026-02-27', paymentTerms: { code: '2/10 NET30' } },
  { invoiceDate: '2026-03-01', paymentTerms: { code: '1.5/7 NET14' } },
  { invoiceDate: '2026-03-02', paymentTerms: { code: '2/10 20 EOM' } },
  { invoiceDate: '2025-12-30', paymentTerms: { code: 'NET30', discountPercent: 3, discountDays: 5 } },
  { invoiceDate: '2026-03-01', paymentTerms: { discountPercent: '0.125', discountDays: 9 } },
  { invoiceDate: '2026-01-15', dueDate: '2026-03-31' },
  { dueDate: '2026-03-03' },
);

const anyDocument = fc.constantFrom<Partial<InvoiceEvent>[]>(
  { amount: '1000.00' },
  { amount: '1000.00' },
  { amount: '980' },
  { amount: '33.33' },
  // Of which 2 % and 1.5 % are not whole cents, 2 % exactly half of one.
  { amount: '1234.25' },
  { amount: '0.000001' },
  { amount: '90000000000000000.01' },
  { amount: '-500.00' },
  { amount: '-20', documentType: 'invoice' },
);

/** The first often enough to have a usual way of being paid. */
const anyVendor = fc.constantFrom(
  { id: 'V-1', country: 'DE' },
  { id: 'V-1', name: 'Northbridge Paper', country: 'DE' },
  { id: 'V-1', name: 'Northbridge Paper & Ink' },
  { id: 'V-2' },
  { id: "O'Neill; --", name: 'Müller (Söhne) 100% _Öl_', country: 'FR' },
);
const anyActor = fc.constantFrom<('human' | 'system' | undefined)[]>(
  'human',
  'system',
  'system',
  'system',
  undefined,
);
const anyPaid = fc.constantFrom(
  undefined,
  undefined,
  '980',
  '980.00',
  '400',
  '600',
  '20.00',
  '32.66',
  '-500',
  '-20',
  '9',
);

/** Minutes from midnight, written in different zones, below the millisecond too. */
const anyMoment = fc.constantFrom(
  '00:00:00Z',
  '12:30:00.000Z',
  '23:59:59.999999Z',
  '01:15:00+05:30',
  '22:10:00.5-08:00',
);
/** From the event to its receipt, ms; negative when the producer's clock is ahead. */
const anyDelay = fc.constantFrom(750, 750, 3_600_000, 5 * dayMs, -3_600_000);

const anyCourse: fc.Arbitrary<readonly Fact[]> = fc
  .record({
    steps: anySteps,
    start: fc.constantFrom(-60, -30, -3, 0, 0, 1),
    gaps: fc
      .constantFrom([0, 0, 1, 2], [0, 0, 1, 2, 9, 31])
      .chain((days) => fc.array(fc.constantFrom(...days), { minLength: 10, maxLength: 10 })),
    moments: fc.array(anyMoment, { minLength: 10, maxLength: 10 }),
    delays: fc.array(anyDelay, { minLength: 10, maxLength: 10 }),
    actors: fc.array(anyActor, { minLength: 10, maxLength: 10 }),
    paid: fc.array(anyPaid, { minLength: 10, maxLength: 10 }),
    systems: fc.boolean(),
    terms: anyTerms,
    order: fc.constantFrom(undefined, '990.5'),
    document: anyDocument,
    currency: fc.constantFrom('EUR', 'EUR', 'USD', 'JPY'),
    vendor: anyVendor,
    producer: fc.constantFrom('erp', 'scanner'),
    /** A later event that says something else than those before it. */
    contradiction: fc.option(fc.nat({ max: 9 })),
    change: fc.constantFrom<Partial<InvoiceEvent>[]>(
      {},
      {},
      {},
      { amount: '1010.00' },
      { currency: 'GBP' },
      { vendor: { id: 'V-3' } },
      { vendor: { id: 'V-1', name: 'Northbridge Group' } },
      { dueDate: '2026-03-02' },
    ),
  })
  .map(
    ({
      steps,
      start,
      document,
      currency,
      vendor,
      terms,
      producer,
      order,
      change,
      contradiction,
      ...drawn
    }) => {
      let day = start;
      const facts = steps.map(([stage, status], index) => {
        day += drawn.gaps[index] ?? 0;
        const date = new Date(firstDay + day * dayMs).toISOString().slice(0, 10);
        const occurredAt = `${date}T${drawn.moments[index]}`;
        const actor = drawn.systems ? 'system' : drawn.actors[index];
        const isLast = index === steps.length - 1;
        return {
          ...factOf(stage, status, index, {
            ...{ eventId: `${status}-${index}`, occurredAt, currency, vendor, ...document },
            ...(index === 0 && terms),
            ...(order !== undefined &&
              stage === 'reconciliation' && { attributes: { purchaseOrderAmount: order } }),
            ...(actor && { source: { actor } }),
            ...(status === 'paid' && drawn.paid[index] !== undefined && { paidAmount: drawn.paid[index] }),
            ...(isLast && change),
            receivedAt: new Date(Date.parse(occurredAt) + (drawn.delays[index] ?? 0)).toISOString(),
          }),
          producer,
        };
      });
      const denied = contradiction === null ? undefined : facts[contradiction];
      return denied ? [...facts, withEvent(denied, { amount: '77.70' })] : facts;
    },
  );

function withEvent(fact: Fact, changes: Partial<InvoiceEvent>): Fact {
  const event = { ...fact.event, ...changes };
  return { ...fact, event, digest: digestOf(event) };
}

/** Facts of a few invoices, some of which share an event id with another content; each content once. */
const anyInvoices = fc
  .array(fc.oneof({ arbitrary: anyCourse, weight: 3 }, { arbitrary: someFacts, weight: 1 }), {
    minLength: 1,
    maxLength: 16,
    size: 'max',
  })
  .map((invoices) => {
    const facts = invoices.flatMap((of, number) =>
      of.map((fact) => withEvent(fact, { invoiceId: `INV-${number}` })),
    );
    return [...new Map(facts.map((fact) => [fact.digest, fact])).values()];
  })
  .filter((facts) => facts.length > 0);

/** The same event POSTed again later, perhaps by somebody else. */
function again(fact: Fact, index: number): Fact {
  const receivedAt = new Date(Date.parse(fact.receivedAt) + 40 * dayMs).toISOString();
  return { ...fact, receivedAt, producer: 'another', entryId: `${fact.entryId}-again-${index}` };
}

const anySettling: fc.Arbitrary<Settling> = fc.record(
  { which: fc.nat({ max: 9 }), counts: fc.nat({ max: 3 }) },
  { requiredKeys: ['which'] },
);

/** What is processed, one round after the other, and which conflicts are settled after each. */
export interface Round {
  readonly messages: readonly Fact[];
  readonly settlings: readonly Settling[];
}

/** Every fact at least once, in any order, late ones and repeats after figures were read. */
export const anyRounds: fc.Arbitrary<readonly Round[]> = anyInvoices.chain((facts) =>
  fc
    .record({
      messages: fc
        .array(fc.constantFrom(...facts), { maxLength: 6 })
        .map((repeated) => [...facts, ...repeated.map(again)])
        .chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
      cut: fc.double({ min: 0.3, max: 1, noNaN: true }),
      settlings: fc.tuple(fc.array(anySettling, { maxLength: 2 }), fc.array(anySettling, { maxLength: 3 })),
    })
    .map(({ messages, cut, settlings }) => {
      const at = Math.ceil(messages.length * cut);
      return [messages.slice(0, at), messages.slice(at)].map((part, index) => ({
        messages: part,
        settlings: settlings[index] ?? [],
      }));
    }),
);
