import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { project } from '../../../functions/core/invoice/projection.ts';
import { factOf, someFacts } from './arbitrary-facts.ts';

const paidInvoice = [
  factOf('ingestion', 'received', 0, {
    invoiceDate: '2026-02-27',
    paymentTerms: { code: '2/10 NET30' },
  }),
  factOf('reconciliation', 'matched', 10),
  factOf('authorization', 'approved', 30),
  factOf('posting', 'scheduled', 40),
  factOf('posting', 'paid', 100),
];

describe('Given the facts of an invoice', () => {
  test('When paid, Then the head shows every stage left, nothing open and both dates', () => {
    expect(project(paidInvoice)).toEqual({
      invoiceId: 'INV-1',
      eventCount: 5,
      stage: 'posting',
      status: 'paid',
      statusSince: '2026-03-02T09:40:00.000Z',
      stages: {
        ingestion: {
          enteredAt: '2026-03-02T08:00:00.000Z',
          leftAt: '2026-03-02T08:10:00.000Z',
          dwellMs: 600_000,
        },
        reconciliation: {
          enteredAt: '2026-03-02T08:10:00.000Z',
          leftAt: '2026-03-02T08:30:00.000Z',
          dwellMs: 1_200_000,
        },
        authorization: {
          enteredAt: '2026-03-02T08:30:00.000Z',
          leftAt: '2026-03-02T08:40:00.000Z',
          dwellMs: 600_000,
        },
        posting: {
          enteredAt: '2026-03-02T08:40:00.000Z',
          leftAt: '2026-03-02T09:40:00.000Z',
          dwellMs: 3_600_000,
        },
      },
      documentType: 'invoice',
      amount: '1000.00',
      currency: 'EUR',
      openAmount: '0',
      vendorId: 'V-1',
      dueDate: '2026-03-29',
      discountDate: '2026-03-09',
      exceptions: 0,
      conflicts: [],
      updatedAt: '2026-03-02T09:40:00.750Z',
    });
  });

  test('When they come in any order and any repetition, Then the head is the same', () => {
    const shuffledWithRepeats = someFacts.chain((facts) =>
      fc
        .array(fc.constantFrom(...facts), { maxLength: 5 })
        .chain((repeats) =>
          fc.shuffledSubarray([...facts, ...repeats], { minLength: facts.length + repeats.length }),
        )
        .map((shuffled) => ({ facts, shuffled })),
    );
    fc.assert(
      fc.property(shuffledWithRepeats, ({ facts, shuffled }) => {
        expect(project(shuffled)).toEqual(project(facts));
      }),
    );
  });

  test('When an earlier event arrives late, Then stage and status never change', () => {
    const withEarlier = someFacts.map((facts) => ({
      facts: facts.map((fact) => ({ ...fact, receivedAt: '2026-03-02T09:00:00.000Z' })),
      late: factOf('ingestion', 'rejected', -5, { eventId: 'late', receivedAt: '2026-03-02T10:00:00.000Z' }),
    }));
    fc.assert(
      fc.property(withEarlier, ({ facts, late }) => {
        const { stage, status, amount, openAmount } = project(facts);
        expect(project([...facts, late])).toMatchObject({ stage, status, amount, openAmount });
      }),
    );
  });

  test('When it dwells anywhere, Then never for less than no time', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        for (const { dwellMs } of Object.values(project(facts).stages)) {
          expect(dwellMs ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('When an event id came with two contents, Then both count and the conflict shows', () => {
    const conflicting = [
      factOf('ingestion', 'received', 0, { eventId: 'e' }),
      factOf('ingestion', 'received', 0, { eventId: 'e', amount: '1.00' }),
    ];
    expect(project(conflicting)).toMatchObject({ eventCount: 2, conflicts: ['e'] });
  });

  test('When two happened at once, Then the one further in the lifecycle counts', () => {
    const same = [
      factOf('posting', 'scheduled', 0, { eventId: 'a' }),
      factOf('ingestion', 'received', 0, { eventId: 'z' }),
    ];
    expect(project(same)).toMatchObject({ stage: 'posting', status: 'scheduled' });
  });

  test('When two instants differ by nanoseconds, Then the later one counts', () => {
    const close = [
      factOf('posting', 'failed', 0, { eventId: 'a', occurredAt: '2026-03-02T08:00:00.000000001Z' }),
      factOf('ingestion', 'received', 0, { eventId: 'b', occurredAt: '2026-03-02T09:00:00.000000002+01:00' }),
    ];
    expect(project(close)).toMatchObject({ status: 'received' });
  });

  test('When an event is dated far ahead, Then it counts as of its receipt', () => {
    const skewed = factOf('ingestion', 'received', 60 * 24 * 365, { receivedAt: '2026-03-02T08:00:00.000Z' });
    expect(project([skewed, factOf('ingestion', 'validated', 1)])).toMatchObject({ status: 'validated' });
    expect(project([skewed]).statusSince).toBe('2026-03-02T08:00:00.000Z');
  });

  test('When a status repeats, Then it has held since the first of them', () => {
    const repeated = [
      factOf('reconciliation', 'matched', 0),
      factOf('reconciliation', 'mismatched', 1),
      factOf('reconciliation', 'matched', 2),
      factOf('reconciliation', 'matched', 3),
    ];
    expect(project(repeated)).toMatchObject({ statusSince: '2026-03-02T08:02:00.000Z', exceptions: 1 });
  });

  test('When a payment failed after all, Then the amount is open again', () => {
    const head = project([...paidInvoice, factOf('posting', 'failed', 200)]);
    expect(head.openAmount).toBe('1000.00');
    expect(head.stages.posting).not.toHaveProperty('leftAt');
  });

  test('When goods arrive only after the payment, Then that stage is left at once', () => {
    const head = project([factOf('posting', 'paid', 0), factOf('reconciliation', 'matched', 5)]);
    expect(head).toMatchObject({
      stage: 'reconciliation',
      openAmount: '0',
      stages: { reconciliation: { dwellMs: 0 } },
    });
  });

  test('When there is none, Then there is no head', () => {
    expect(() => project([])).toThrow(RangeError);
  });
});
