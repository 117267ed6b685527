import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fact, factKey } from '../../../functions/core/invoice/fact.ts';
import { type MeasureRecord, recordVersion } from '../../../functions/core/measures/measures.ts';
import { changedRecords, measureRecords } from '../../../functions/core/measures/records.ts';
import { factOf, someFacts } from './arbitrary-facts.ts';

function measuresOf(facts: readonly Fact[], status: string) {
  return measureRecords(facts).find(({ dimensions }) => dimensions.status === status)?.measures;
}

const terms = { invoiceDate: '2026-02-27', paymentTerms: { code: '2/10 NET30' } } as const;

describe('Given what the stages measure', () => {
  test('When an invoice is received, Then its record shows due and discount dates', () => {
    expect(measuresOf([factOf('ingestion', 'received', 0, terms)], 'received')).toEqual({
      amount: '1000.00',
      receivedAt: '1772438400750',
      stageElapsedMs: '0',
      invoiceElapsedMs: '0',
      dueDate: '2026-03-29',
      discountDate: '2026-03-09',
      discountAvailable: '20',
    });
  });

  test('When matched at the second attempt, Then the record has attempts and variance', () => {
    const facts = [
      factOf('ingestion', 'received', 0),
      factOf('reconciliation', 'matching', 10),
      factOf('reconciliation', 'mismatched', 20),
      factOf('reconciliation', 'matching', 30),
      factOf('reconciliation', 'matched', 40, { attributes: { purchaseOrderAmount: '990.5' } }),
    ];
    expect(measuresOf(facts, 'matched')).toMatchObject({
      matchAttempts: '2',
      varianceAmount: '9.5',
      stageElapsedMs: '1800000',
      invoiceElapsedMs: '2400000',
    });
    expect(measuresOf(facts, 'mismatched')).toMatchObject({ matchAttempts: '1' });
  });

  test('When an outcome was not announced, Then it is an attempt of its own', () => {
    expect(measuresOf([factOf('reconciliation', 'matched', 0)], 'matched')).toMatchObject({
      matchAttempts: '1',
    });
  });

  test('When an order amount is no decimal, Then there is no variance', () => {
    const odd = factOf('reconciliation', 'matched', 0, { attributes: { purchaseOrderAmount: '1e3' } });
    expect(measuresOf([odd], 'matched')).not.toHaveProperty('varianceAmount');
  });

  test('When approved, Then the record says by whom and how long it took', () => {
    const facts = [
      factOf('authorization', 'pending', 0),
      factOf('authorization', 'pending', 5),
      factOf('authorization', 'approved', 60, {
        attributes: { approver: 'team-7' },
        source: { actor: 'human' },
      }),
    ];
    expect(measuresOf(facts, 'approved')).toMatchObject({
      approver: 'team-7',
      approvalMs: '3600000',
      actorType: 'human',
    });
  });

  test.each([
    { day: '2026-03-09', expected: { daysToPay: '10', daysLate: '-20', discountTaken: '20' } },
    { day: '2026-03-10', expected: { daysToPay: '11', daysLate: '-19', discountMissed: '20' } },
    { day: '2026-04-01', expected: { daysToPay: '33', daysLate: '3', discountMissed: '20' } },
  ])('When it is paid on $day, Then days and discount are counted from its dates', ({ day, expected }) => {
    const facts = [
      factOf('ingestion', 'received', 0, terms),
      factOf('posting', 'paid', 1, {
        occurredAt: `${day}T23:59:59-05:00`,
        receivedAt: '2026-05-01T00:00:00.000Z',
      }),
    ];
    const { daysToPay, daysLate, discountTaken, discountMissed } = measuresOf(facts, 'paid') ?? {};
    expect({ daysToPay, daysLate, discountTaken, discountMissed }).toEqual({
      discountTaken: undefined,
      discountMissed: undefined,
      ...expected,
    });
  });

  test.each([
    ['980', '2026-03-09', { discountTaken: '20', openAmount: '0' }],
    ['985.5', '2026-03-09', { discountTaken: '14.5', openAmount: '0' }],
    ['1000', '2026-03-09', { discountMissed: '20', openAmount: '0' }],
    ['1001', '2026-03-09', { discountMissed: '20', openAmount: '0', overpaidAmount: '1' }],
    ['1000', '2026-03-10', { discountMissed: '20', openAmount: '0' }],
    ['980', '2026-03-10', { openAmount: '20' }],
    ['400', '2026-03-02', { openAmount: '600' }],
  ])('When %s is paid on %s, Then the discount taken is what was paid short', (paidAmount, day, expected) => {
    const facts = [
      factOf('ingestion', 'received', 0, terms),
      factOf('posting', 'paid', 1, {
        paidAmount,
        occurredAt: `${day}T12:00:00Z`,
        receivedAt: '2026-05-01T00:00:00.000Z',
      }),
    ];
    const { amount, receivedAt, stageElapsedMs, invoiceElapsedMs, daysToPay, daysLate, ...others } =
      measuresOf(facts, 'paid') ?? {};
    expect(others).toEqual({ paidAmount, ...expected });
    expect(daysToPay !== undefined).toBe(expected.openAmount === '0');
  });

  test('When the rest is paid unsaid, Then the day decides on the discount', () => {
    const facts = [
      factOf('ingestion', 'received', 0, terms),
      factOf('posting', 'paid', 1, { paidAmount: '400' }),
      factOf('posting', 'paid', 2),
    ];
    const settling = measureRecords(facts).at(-1)?.measures;
    expect(settling).toMatchObject({ discountTaken: '20', openAmount: '0' });
    expect(settling).not.toHaveProperty('paidAmount');
  });

  test('When a payment fails after it, Then its record takes back what was paid', () => {
    const facts = [
      factOf('posting', 'paid', 1, { paidAmount: '400' }),
      factOf('posting', 'paid', 2, { paidAmount: '100', eventId: 'second' }),
      factOf('posting', 'failed', 3),
    ];
    expect(measuresOf(facts, 'failed')).toMatchObject({ paidAmount: '-100', openAmount: '600' });
    const sum = measureRecords(facts).map(({ measures }) => Number(measures.paidAmount));
    expect(sum).toEqual([400, 100, -100]);
  });

  test('When goods arrive after a part was paid, Then their record shows what is open', () => {
    const facts = [
      factOf('posting', 'paid', 1, { paidAmount: '400' }),
      factOf('reconciliation', 'matched', 2),
    ];
    expect(measuresOf(facts, 'matched')).toMatchObject({ openAmount: '600' });
    expect(measuresOf(facts, 'matched')).not.toHaveProperty('paidAmount');
  });

  test('When it is a credit note, Then every record says so', () => {
    const facts = [
      factOf('ingestion', 'received', 0, { amount: '-5', documentType: 'credit-note' }),
      factOf('reconciliation', 'matched', 1, { amount: '-5' }),
    ];
    for (const { measures } of measureRecords(facts)) expect(measures.documentType).toBe('credit-note');
    expect(measuresOf([factOf('ingestion', 'received', 0)], 'received')).not.toHaveProperty('documentType');
  });

  test('When a payment is reported twice, Then it counts once', () => {
    const facts = [
      factOf('ingestion', 'received', 0, terms),
      factOf('posting', 'paid', 1),
      factOf('posting', 'paid', 2),
    ];
    const counted = measureRecords(facts).filter(({ measures }) => measures.daysToPay !== undefined);
    expect(counted).toHaveLength(1);
  });

  test('When an event is dated over 15 minutes ahead, Then its record is at its receipt', () => {
    const receivedAt = '2026-03-02T07:44:59.999Z';
    const [record] = measureRecords([factOf('ingestion', 'received', 0, { receivedAt })]);
    expect(record?.measures.skewed).toBe('true');
    expect((record?.timeNs ?? 0n) / 1_000_000n).toBe(BigInt(Date.parse(receivedAt)));
    const [punctual] = measureRecords([
      factOf('ingestion', 'received', 0, { receivedAt: '2026-03-02T07:45:00.000Z' }),
    ]);
    expect(punctual?.measures).not.toHaveProperty('skewed');
  });
});

/** A time series that keeps, per identity, the record of the highest version. */
class Store {
  readonly records = new Map<string, MeasureRecord>();
  write(records: readonly MeasureRecord[]): void {
    for (const record of records) {
      const identity = `${record.dimensions.eventKey} ${record.timeNs}`;
      const known = this.records.get(identity);
      if (!known || known.version < record.version) this.records.set(identity, record);
      else if (known.version === record.version) expect(record).toEqual(known);
    }
  }
  measures(): ReadonlyMap<string, unknown> {
    return new Map([...this.records].map(([identity, { measures }]) => [identity, measures]));
  }
}

const distinctFacts = someFacts.map((facts) => [
  ...new Map(facts.map((fact) => [factKey(fact), fact])).values(),
]);

describe('Given the records of an invoice', () => {
  test('When the facts come in any order and repetition, Then the records are the same', () => {
    const cases = someFacts.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length }),
      ),
    );
    fc.assert(
      fc.property(cases, ([facts, shuffled]) => {
        expect(measureRecords(shuffled)).toEqual(measureRecords(facts));
      }),
    );
  });

  test('When facts are processed in any interleaving, Then the store has every record', () => {
    // Every processor appends its fact, later reads everything appended so far and writes what
    // changed.
    const runs = distinctFacts.chain((facts) => {
      const steps = facts.flatMap((fact) => [fact, fact]);
      return fc.tuple(fc.constant(facts), fc.shuffledSubarray(steps, { minLength: steps.length }));
    });
    fc.assert(
      fc.property(runs, ([facts, steps]) => {
        const ledger: Fact[] = [];
        const store = new Store();
        for (const fact of steps) {
          if (ledger.includes(fact)) store.write(changedRecords(ledger, new Set([factKey(fact)])));
          else ledger.push(fact);
        }
        const expected = new Store();
        expected.write(measureRecords(facts));
        expect(store.measures()).toEqual(expected.measures());
      }),
      { numRuns: 500 },
    );
  });

  test('When a fact is the last of its invoice, Then only its own record changes', () => {
    const facts = [
      factOf('ingestion', 'received', 0),
      factOf('ingestion', 'validated', 1),
      factOf('reconciliation', 'matching', 2),
    ];
    const last = factOf('reconciliation', 'matched', 3);
    const changed = changedRecords([...facts, last], new Set([factKey(last)]));
    expect(changed.map(({ dimensions, version }) => [dimensions.status, version])).toEqual([
      ['matched', recordVersion(4)],
    ]);
  });

  test('When versions were mere counts of events, Then these replace them', () => {
    const [record] = measureRecords([factOf('ingestion', 'received', 0)]);
    expect(record?.version).toBeGreaterThan(100_000);
  });

  test.each([
    ['a payment', factOf('posting', 'paid', 3, { paidAmount: '400', eventId: 'late' })],
    ['its terms', factOf('ingestion', 'received', 1, terms)],
  ])('When %s comes late, Then later records say what is open now', (_, late) => {
    const facts = [
      factOf('authorization', 'approved', 0),
      late,
      factOf('posting', 'paid', 4, { paidAmount: '980' }),
      factOf('reconciliation', 'matched', 5),
    ];
    const changed = changedRecords(facts, new Set([factKey(late)]));
    expect(changed.map(({ dimensions }) => dimensions.status)).toContain('matched');
    expect(measuresOf(facts, 'matched')?.openAmount).toBe('0');
    expect(
      measuresOf(
        facts.filter((fact) => fact !== late),
        'matched',
      )?.openAmount,
    ).toBe('20');
  });

  test('When only some are asked for, Then only those are made, of what all of them say', () => {
    fc.assert(
      fc.property(distinctFacts, (facts) => {
        const [first] = facts;
        const key = first ? factKey(first) : '';
        const wanted = measureRecords(facts).filter(({ dimensions }) => dimensions.eventKey === key);
        expect(measureRecords(facts, new Set([key]))).toEqual(wanted);
      }),
    );
  });
});
