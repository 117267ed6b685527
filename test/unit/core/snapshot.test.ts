import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConflictDecision } from '../../../functions/core/invoice/conflicts.ts';
import { decidedTimeline } from '../../../functions/core/invoice/decided.ts';
import type { InvoiceEvent } from '../../../functions/core/invoice/event.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import { dwellField, enteredField } from '../../../functions/core/measures/invoice-snapshot.ts';
import { recordVersion } from '../../../functions/core/measures/measures.ts';
import { measureRecords } from '../../../functions/core/measures/records.ts';
import { headAndSnapshotOf, snapshotOf } from '../../../functions/core/measures/snapshot-of.ts';
import { versionRow } from '../../../local/time-series/invoices.ts';
import { packSnapshot } from '../../../local/time-series/packed-snapshots.ts';
import { stages } from '../../../schemas/stages.ts';
import { factOf, someFacts } from './arbitrary-facts.ts';

/** 2026-03-02T08:00Z is minute 0; the discount of 2 % lasts until 2026-03-09, due 2026-03-29. */
const terms = { invoiceDate: '2026-02-27', paymentTerms: { code: '2/10 NET30' } };
const received = factOf('ingestion', 'received', 0, terms);
const begin = Date.UTC(2026, 2, 2, 8);
const day = 1_440;
const at = (minute: number) => `${begin + minute * 60_000}`;
/** Sample events come 750 ms after what they tell of. */
const receivedAt = (minute: number) => `${begin + minute * 60_000 + 750}`;

const snapshotFrom = (facts: readonly Fact[], decisions: readonly ConflictDecision[] = []) =>
  headAndSnapshotOf(decidedTimeline(facts, decisions), usualStageDeadlines).snapshot;
const fieldsOf = (...facts: readonly Fact[]) => snapshotFrom(facts).fields;

/** A payment; without an amount it does not say what it paid. */
function paid(minute: number, paidAmount?: string, more: Partial<InvoiceEvent> = {}): Fact {
  return factOf('posting', 'paid', minute, { ...(paidAmount !== undefined && { paidAmount }), ...more });
}

describe('Given an invoice from receipt to payment', () => {
  test('When snapshot, Then every field says what its events say', () => {
    const by = (actor: 'human' | 'system') => ({ source: { actor } });
    const facts = [
      { ...factOf('ingestion', 'received', 0, { ...terms, ...by('system') }), producer: 'scanner' },
      factOf('reconciliation', 'mismatched', 10, {
        ...by('system'),
        attributes: { purchaseOrderAmount: '990.00' },
      }),
      factOf('reconciliation', 'matched', 20, by('human')),
      factOf('authorization', 'approved', 30, by('system')),
      factOf('posting', 'posted', 40, {
        ...by('system'),
        vendor: { id: 'V-1', name: 'North', country: 'DE' },
      }),
      paid(50, '980', by('system')),
    ];
    expect(snapshotFrom(facts)).toEqual({
      invoiceId: 'INV-1',
      version: recordVersion(6),
      fields: {
        ...{
          currency: 'EUR',
          vendorId: 'V-1',
          vendorName: 'North',
          vendorCountry: 'DE',
          producer: 'scanner',
        },
        ...{ documentType: 'invoice', stage: 'posting', status: 'paid', state: 'settled' },
        ...{ amount: '1000.00', openAmount: '0', paidAmount: '980' },
        payments: JSON.stringify([{ at: Number(at(50)), amount: '980' }]),
        ...{ discountAvailable: '20', discountTaken: '20' },
        ...{ beganAt: at(0), beganOn: '2026-03-02', statusSince: at(50) },
        ...{ firstReceivedAt: receivedAt(0), lastReceivedAt: receivedAt(50) },
        ...{ approvedAt: at(30), postedAt: at(40), settledAt: at(50), settledOn: '2026-03-02' },
        ...{ invoiceDate: '2026-02-27', dueDate: '2026-03-29', discountDate: '2026-03-09' },
        ...{ exceptions: '1', firstMatch: 'mismatched', touched: 'true', touchedOtherwise: 'true' },
        ...{
          ingestionAt: at(0),
          ingestionMs: '600000',
          reconciliationAt: at(10),
          reconciliationMs: '1200000',
        },
        ...{ authorizationAt: at(30), authorizationMs: '600000', postingAt: at(40), postingMs: '600000' },
      },
    });
  });

  test('When only received, Then what is not known is missing', () => {
    expect(fieldsOf(factOf('ingestion', 'received', 0))).toEqual({
      ...{ currency: 'EUR', vendorId: 'V-1', producer: 'erp', documentType: 'invoice' },
      ...{ stage: 'ingestion', status: 'received', state: 'open', statusSince: at(0), waitsSince: at(0) },
      ...{ amount: '1000.00', openAmount: '1000.00', exceptions: '0' },
      ...{ beganAt: at(0), beganOn: '2026-03-02', ingestionAt: at(0) },
      ...{ firstReceivedAt: receivedAt(0), lastReceivedAt: receivedAt(0) },
    });
  });

  test('When it comes back to a stage, Then it waits since then', () => {
    const facts = [
      factOf('reconciliation', 'matching', 10),
      factOf('authorization', 'pending', 20),
      factOf('reconciliation', 'matching', 30),
      factOf('reconciliation', 'matched', 40),
    ];
    expect(fieldsOf(...facts)).toMatchObject({ waitsSince: at(30), statusSince: at(40) });
    expect(fieldsOf(...facts, factOf('authorization', 'denied', 50))).not.toHaveProperty('waitsSince');
  });

  test('When its vendor changes, Then nothing is said of the former one', () => {
    const from = (id: string, more = {}) => ({ vendor: { id, ...more } });
    const known = factOf('ingestion', 'received', 0, from('V-1', { name: 'North', country: 'DE' }));
    const other = factOf('ingestion', 'validated', 1, from('V-2'));
    for (const field of ['vendorName', 'vendorCountry'])
      expect(fieldsOf(known, other)).not.toHaveProperty(field);
    const renamed = factOf('posting', 'posted', 2, from('V-1', { name: 'North Group' }));
    expect(fieldsOf(known, other, renamed)).toMatchObject({
      ...{ vendorId: 'V-1', vendorName: 'North Group', vendorCountry: 'DE' },
    });
  });
});

describe('Given the state of an invoice', () => {
  const rejected = factOf('ingestion', 'rejected', 5);
  const denied = factOf('authorization', 'denied', 6);

  test.each<[string, readonly Fact[], string]>([
    ['it is rejected', [received, rejected], 'returned'],
    ['it is denied', [received, denied], 'returned'],
    ['it is rejected and received again', [rejected, factOf('ingestion', 'received', 6)], 'open'],
    ['its posting failed', [received, factOf('posting', 'failed', 6)], 'open'],
    ['it does not match', [received, factOf('reconciliation', 'mismatched', 6)], 'open'],
    ['it is paid in part', [received, paid(6, '400')], 'open'],
    ['it is paid', [received, paid(6)], 'settled'],
    ['it is paid and then rejected', [received, paid(3), rejected], 'settled'],
    ['its payment failed', [received, paid(3), factOf('posting', 'failed', 4)], 'open'],
  ])('When %s, Then it is that', (_, facts, state) => {
    expect(fieldsOf(...facts).state).toBe(state);
  });
});

describe('Given payments', () => {
  test('When a part is paid, Then the rest is open and nothing is settled', () => {
    const fields = fieldsOf(received, paid(1, '400'), paid(2, '100.50'));
    expect(fields).toMatchObject({
      state: 'open',
      paidAmount: '500.5',
      openAmount: '499.5',
      postedAt: at(1),
    });
    for (const field of ['settledAt', 'settledOn', 'touched', 'discountTaken', 'discountMissed'])
      expect(fields).not.toHaveProperty(field);
  });

  test('When the rest is paid, Then it is settled by the payment that did it', () => {
    const fields = fieldsOf(received, paid(1, '400'), paid(20 * day, '600'), paid(21 * day, '5'));
    expect(fields).toMatchObject({
      ...{ state: 'settled', openAmount: '0', paidAmount: '1005', overpaidAmount: '5' },
      ...{ settledAt: at(20 * day), settledOn: '2026-03-22', statusSince: at(1) },
    });
  });

  test('When it was paid before a failure, Then the later payment settles it', () => {
    const failed = factOf('posting', 'failed', 2);
    expect(fieldsOf(received, paid(1), failed, paid(3))).toMatchObject({
      ...{ settledAt: at(3), postedAt: at(1), exceptions: '1' },
    });
  });

  test.each<[string, readonly Fact[], object]>([
    ['in time, less the discount', [paid(1, '980')], { discountTaken: '20' }],
    ['in time, without saying what', [paid(1)], { discountTaken: '20' }],
    ['in time, in full', [paid(1, '1000')], { discountMissed: '20' }],
    ['too late', [paid(8 * day)], { discountMissed: '20' }],
    ['too late, in full', [paid(8 * day, '1000')], { discountMissed: '20' }],
  ])('When it is paid %s, Then the discount is that', (_, payments, expected) => {
    const { discountTaken, discountMissed, discountAvailable } = fieldsOf(received, ...payments);
    expect(discountAvailable).toBe('20');
    expect({ ...(discountTaken && { discountTaken }), ...(discountMissed && { discountMissed }) }).toEqual(
      expected,
    );
  });

  test.each<[string, readonly Fact[], readonly [minute: number, amount: string][]]>([
    [
      'paid in two parts',
      [paid(1, '400'), paid(2, '600.50')],
      [
        [1, '400'],
        [2, '600.5'],
      ],
    ],
    [
      'taken back',
      [paid(1, '400'), factOf('posting', 'failed', 2)],
      [
        [1, '400'],
        [2, '-400'],
      ],
    ],
    [
      'said twice',
      [paid(1, '400', { eventId: 'p' }), paid(2, '500', { eventId: 'p' })],
      [
        [1, '400'],
        [2, '100'],
      ],
    ],
    ['in another currency', [paid(1, '400', { currency: 'USD' }), paid(2, '500')], [[2, '500']]],
    ['said to be nothing', [paid(1, '0')], [[1, '0']]],
    ['not said', [paid(1)], []],
  ])('When what was paid is %s, Then it says what came when', (_, payments, expected) => {
    const of = expected.map(([minute, amount]) => ({ at: Number(at(minute)), amount }));
    expect(fieldsOf(received, ...payments).payments).toBe(of.length ? JSON.stringify(of) : undefined);
  });

  test('When it is a credit note, Then amounts keep their sign', () => {
    const note = { ...terms, amount: '-500.00' };
    expect(fieldsOf(factOf('ingestion', 'received', 0, note), paid(1, '-200', note))).toMatchObject({
      ...{ documentType: 'credit-note', amount: '-500.00', openAmount: '-300', paidAmount: '-200' },
      ...{ discountAvailable: '-10', state: 'open' },
    });
    expect(fieldsOf(paid(1, '-510', { amount: '-500.00' }))).toMatchObject({
      ...{ state: 'settled', openAmount: '0', overpaidAmount: '-10' },
    });
  });
});

describe('Given approvals', () => {
  const approved = (minute: number) => factOf('authorization', 'approved', minute);
  const denied = (minute: number) => factOf('authorization', 'denied', minute);
  const pending = (minute: number) => factOf('authorization', 'pending', minute);

  test.each<[string, readonly Fact[], string | undefined]>([
    ['a denial came later', [approved(1), denied(2)], undefined],
    ['a denial came earlier', [denied(1), approved(2)], at(2)],
    ['it was approved anew after a denial', [approved(1), denied(2), approved(3)], at(3)],
    ['it was approved twice', [approved(1), approved(2)], at(2)],
    ['it was only asked for again', [approved(1), pending(2)], at(1)],
    ['something else happened later', [approved(1), factOf('posting', 'failed', 2)], at(1)],
    ['nobody decided', [pending(1)], undefined],
  ])('When %s, Then the approval that stands is that', (_, facts, approvedAt) => {
    expect(fieldsOf(received, ...facts).approvedAt).toBe(approvedAt);
  });
});

describe('Given outcomes of matching', () => {
  const ordered = { attributes: { purchaseOrderAmount: '990.00' } };
  const matched = factOf('reconciliation', 'matched', 3);
  const mismatched = factOf('reconciliation', 'mismatched', 2);

  test.each<[string, readonly Fact[], string | undefined]>([
    ['no event names a purchase order', [mismatched, matched], undefined],
    ['a later event names it', [mismatched, matched, factOf('posting', 'posted', 9, ordered)], 'mismatched'],
    ['it only began', [factOf('reconciliation', 'matching', 1, ordered)], undefined],
    ['it began before', [factOf('reconciliation', 'matching', 1, ordered), matched], 'matched'],
    ['it matched at last', [factOf('reconciliation', 'matched', 1, ordered), mismatched], 'matched'],
  ])('When %s, Then the first outcome is that', (_, facts, firstMatch) => {
    expect(fieldsOf(received, ...facts).firstMatch).toBe(firstMatch);
  });
});

describe('Given who acted', () => {
  const by = (minute: number, actor?: 'human' | 'system') =>
    factOf('ingestion', 'validated', minute, actor ? { source: { actor } } : {});
  const settled = (actor?: 'human' | 'system') => paid(9, undefined, actor ? { source: { actor } } : {});

  test.each<[string, readonly Fact[], string | undefined]>([
    ['a person did once', [by(1, 'system'), by(2, 'human'), settled('system')], 'true'],
    ['a person did and one is not known', [by(1), by(2, 'human'), settled('system')], undefined],
    ['systems did', [by(1, 'system'), settled('system')], 'false'],
    ['one is not known', [by(1), settled('system')], undefined],
    ['a person paid', [by(1, 'system'), settled('human')], 'true'],
    ['a person did after the payment', [settled('system'), by(10, 'human')], 'false'],
    ['it is not settled', [by(1, 'human')], undefined],
  ])('When %s, Then it is touched, not, or nobody knows', (_, facts, touched) => {
    expect(fieldsOf(...facts).touched).toBe(touched);
    expect(fieldsOf(...facts).touchedOtherwise).toBe(touched);
  });

  const decided = (minute: number, status: 'approved' | 'denied') =>
    factOf('authorization', status, minute, { source: { actor: 'human' } });
  test.each<[string, readonly Fact[], string]>([
    ['a person approved it', [decided(2, 'approved')], 'false'],
    ['a person approved it twice', [decided(2, 'approved'), decided(3, 'approved')], 'true'],
    ['a person denied it, and approved it', [decided(2, 'denied'), decided(3, 'approved')], 'true'],
    ['a person approved it, and denied it', [decided(2, 'approved'), decided(3, 'denied')], 'true'],
    ['a person approved it after the payment', [decided(10, 'approved')], 'false'],
    ['a person validated and approved it', [by(1, 'human'), decided(2, 'approved')], 'true'],
  ])('When %s, Then its approval aside it is touched or not', (_, facts, touched) => {
    expect(fieldsOf(...facts, settled('system')).touchedOtherwise).toBe(touched);
  });
});

describe('Given the times of events', () => {
  test('When they have an offset, Then days are those of who sent them', () => {
    const receivedAt = '2026-03-12T09:00:00.000Z';
    const late = factOf('ingestion', 'received', 0, { occurredAt: '2026-03-02T23:30:00-05:00', receivedAt });
    const early = factOf('posting', 'paid', 0, { occurredAt: '2026-03-12T00:30:00+02:00', receivedAt });
    expect(fieldsOf(late, early)).toMatchObject({
      ...{ beganOn: '2026-03-02', beganAt: String(Date.UTC(2026, 2, 3, 4, 30)) },
      ...{ settledOn: '2026-03-12', settledAt: String(Date.UTC(2026, 2, 11, 22, 30)) },
    });
  });

  test('When one is dated far ahead, Then it counts from its receipt', () => {
    const ahead = { occurredAt: '2030-01-01T00:00:00+09:00', receivedAt: '2026-03-02T08:00:30.000Z' };
    expect(fieldsOf(factOf('ingestion', 'received', 0, ahead), paid(1, undefined, ahead))).toMatchObject({
      ...{ beganAt: String(begin + 30_000), beganOn: '2026-03-02', ingestionAt: String(begin + 30_000) },
      ...{ settledAt: String(begin + 30_000), settledOn: '2026-03-02' },
    });
  });
});

describe('Given a decision that a content does not count', () => {
  test('When snapshot, Then it is that of the others, of a higher version', () => {
    const first = factOf('ingestion', 'received', 0, { eventId: 'e' });
    const second = factOf('ingestion', 'received', 0, { eventId: 'e', amount: '1.00' });
    const decision: ConflictDecision = {
      ...{ invoiceId: 'INV-1', eventId: 'e', digests: [first.digest, second.digest], choice: 'one' },
      ...{ counts: second.digest, reason: 'the producer says so', by: 'ada', at: '2026-03-03T00:00:00Z' },
    };
    const snapshot = snapshotFrom([first, second], [decision]);
    expect(snapshot.fields).toEqual(fieldsOf(second));
    expect(snapshot.version).toBe(recordVersion(2, 1));
    expect(snapshot.version).toBeGreaterThan(snapshotFrom([first, second]).version);
  });
});

/** Facts with who sent them. */
const anyFacts = fc
  .tuple(someFacts, fc.infiniteStream(fc.constantFrom('erp', 'scanner')))
  .map(([facts, producers]) => facts.map((fact) => ({ ...fact, producer: producers.next().value })));

describe('Given any facts of an invoice', () => {
  test('When they come in any order and repetition, Then the snapshot is the same', () => {
    fc.assert(
      fc.property(
        anyFacts.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc
              .shuffledSubarray([...facts, ...facts], { minLength: facts.length })
              .map((some) => [...some, ...facts.filter((fact) => !some.includes(fact))]),
          ),
        ),
        ([facts, again]) => {
          expect(snapshotFrom(again)).toEqual(snapshotFrom(facts));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('When there is a head, Then the snapshot says the same', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const head = project(facts);
        const { invoiceId, version, fields } = snapshotFrom(facts);
        const { currency, vendorId, documentType, stage, status, amount, openAmount } = head;
        expect(invoiceId).toBe(head.invoiceId);
        expect(version).toBe(measureRecords(facts)[0]?.version);
        expect(fields).toMatchObject({ currency, vendorId, documentType, stage, status, amount, openAmount });
        expect(fields.paidAmount).toBe(head.paidAmount);
        expect(fields.overpaidAmount).toBe(head.overpaidAmount);
        expect([fields.dueDate, fields.discountDate]).toEqual([head.dueDate, head.discountDate]);
        expect(fields.exceptions).toBe(String(head.exceptions));
        expect(Number(fields.statusSince)).toBe(Date.parse(head.statusSince));
        for (const each of stages) {
          const visit = head.stages[each];
          const entered = fields[enteredField(each)];
          expect(entered && Number(entered)).toBe(visit && Date.parse(visit.enteredAt));
          expect(fields[dwellField(each)]).toBe(visit?.dwellMs?.toString());
        }
      }),
      { numRuns: 500 },
    );
  });

  test('When it is settled, and only then, Then nothing is open, and it says since when', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const fields = fieldsOf(...facts);
        const isSettled = fields.state === 'settled';
        // Nothing but settlement ends the last stage.
        const isLeft = project(facts).stages.posting?.leftAt !== undefined;
        expect(isSettled).toBe(isLeft);
        const open = new Big(fields.openAmount ?? '');
        expect(open.eq(0)).toBe(isSettled || new Big(fields.amount ?? '').eq(0));
        expect(fields.settledAt !== undefined).toBe(isSettled);
        expect(fields.settledOn !== undefined).toBe(isSettled);
        for (const field of ['touched', 'discountTaken', 'discountMissed'] as const)
          if (!isSettled) expect(fields).not.toHaveProperty(field);
        expect(fields.discountTaken === undefined || fields.discountMissed === undefined).toBe(true);
        const hasDiscount = fields.discountAvailable !== undefined;
        expect(fields.discountDate !== undefined).toBe(hasDiscount);
        expect([fields.discountTaken, fields.discountMissed].some(Boolean)).toBe(isSettled && hasDiscount);
      }),
      { numRuns: 1_000 },
    );
  });

  test('When there are payments, Then they are always those of its records', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { payments = '[]', currency } = fieldsOf(...facts);
        const recorded = measureRecords(facts)
          .filter(({ dimensions, measures }) => dimensions.currency === currency && measures.paidAmount)
          .map(({ timeNs, measures }) => ({ at: Number(timeNs / 1_000_000n), amount: measures.paidAmount }));
        const byTime = (all: readonly { at: number }[]) => all.map((each) => JSON.stringify(each)).toSorted();
        expect(byTime(JSON.parse(payments))).toEqual(byTime(recorded));
      }),
      { numRuns: 1_000 },
    );
  });

  test('When one has seen less than another, Then their receipts always overlap', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(), (facts, length) => {
        const fewer = fieldsOf(...facts.slice(0, 1 + (length % facts.length)));
        const all = fieldsOf(...facts);
        expect(Number(fewer.firstReceivedAt)).toBeLessThanOrEqual(Number(all.lastReceivedAt));
        expect(Number(all.firstReceivedAt)).toBeLessThanOrEqual(Number(fewer.lastReceivedAt));
      }),
      { numRuns: 500 },
    );
  });

  test('When times are compared, Then nothing precedes what began it', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const fields = fieldsOf(...facts);
        const began = Number(fields.beganAt);
        const instants = facts.map((fact) =>
          Math.min(Date.parse(fact.event.occurredAt), Date.parse(fact.receivedAt)),
        );
        expect(began).toBeGreaterThanOrEqual(Math.min(...instants));
        const later = [fields.approvedAt, fields.postedAt, fields.settledAt, fields.statusSince];
        for (const time of [...later, ...stages.map((stage) => fields[enteredField(stage)])])
          if (time !== undefined) expect(Number(time)).toBeGreaterThanOrEqual(began);
        if (fields.settledAt !== undefined) {
          expect(Number(fields.postedAt)).toBeLessThanOrEqual(Number(fields.settledAt));
          expect(Number(fields.postingAt)).toBeLessThanOrEqual(Number(fields.settledAt));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('When kept in a store, Then its columns can always hold it', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(() => versionRow(packSnapshot(snapshotFrom(facts)))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

describe('Given no fact that counts', () => {
  test('When asked for, Then there is no snapshot', () => {
    const head = project([received]);
    expect(() => snapshotOf(decidedTimeline([]), head)).toThrow(RangeError);
  });
});
