import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InvoiceEvent } from '../../../functions/core/invoice/event.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { factOf, someFacts } from './arbitrary-facts.ts';

/** 2026-03-02T08:00Z is minute 0; the discount of 2 % lasts until 2026-03-09, due 2026-03-29. */
const received = factOf('ingestion', 'received', 0, {
  invoiceDate: '2026-02-27',
  paymentTerms: { code: '2/10 NET30' },
});
const day = 1_440;
const afterDiscount = 10 * day;

function paid(minute: number, paidAmount?: string, more: Partial<InvoiceEvent> = {}): Fact {
  return factOf('posting', 'paid', minute, { ...(paidAmount !== undefined && { paidAmount }), ...more });
}

function balance(...facts: readonly Fact[]) {
  const { paidAmount, openAmount, overpaidAmount, stages, deadline } = project([received, ...facts]);
  const isSettled = stages.posting?.leftAt !== undefined;
  return {
    paid: paidAmount,
    open: openAmount,
    isSettled,
    isAwaited: deadline !== undefined,
    ...(overpaidAmount && { overpaid: overpaidAmount }),
  };
}

const settled = { open: '0', isSettled: true, isAwaited: false };
const unsettled = { isSettled: false, isAwaited: true };

describe('Given an invoice of 1000.00 with 2 % discount', () => {
  test('When a payment does not say what it paid, Then everything is paid', () => {
    expect(balance(paid(afterDiscount))).toEqual({ ...settled, paid: undefined });
  });

  test.each([
    ['a part', [paid(1, '400')], { ...unsettled, paid: '400', open: '600' }],
    ['all of it', [paid(afterDiscount, '1000.00')], { ...settled, paid: '1000' }],
    ['it in parts', [paid(1, '400.10'), paid(afterDiscount, '599.90')], { ...settled, paid: '1000' }],
    ['too much', [paid(1, '600'), paid(2, '405.5')], { ...settled, paid: '1005.5', overpaid: '5.5' }],
    ['less the discount in time', [paid(1, '980')], { ...settled, paid: '980' }],
    ['less the discount in two parts', [paid(1, '500'), paid(2, '480.00')], { ...settled, paid: '980' }],
    ['a cent too little for it', [paid(1, '979.99')], { ...unsettled, paid: '979.99', open: '20.01' }],
    ['the discount too late', [paid(afterDiscount, '980')], { ...unsettled, paid: '980', open: '20' }],
    [
      'less the discount, the second part late',
      [paid(1, '500'), paid(afterDiscount, '480')],
      { ...unsettled, paid: '980', open: '20' },
    ],
    [
      'less the discount, and more later',
      [paid(1, '980'), paid(afterDiscount, '5')],
      { ...settled, paid: '985' },
    ],
    ['a part, and then the rest unsaid', [paid(1, '400'), paid(2)], { ...settled, paid: '400' }],
    [
      'and is refunded a part',
      [paid(1, '1000'), paid(2, '-100')],
      { ...unsettled, paid: '900', open: '100' },
    ],
  ])('When somebody pays %s, Then that is what is open', (_, facts, expected) => {
    expect(balance(...facts)).toEqual(expected);
  });

  test('When the discount is a fraction of a cent, Then it may be rounded up', () => {
    const amount = '1234.75';
    const terms = { amount, invoiceDate: '2026-02-27', paymentTerms: { code: '2/10 NET30' } };
    // 2 % are 24.695: a discount of 24.70 settles, one of 24.71 does not.
    expect(project([paid(1, '1210.05', terms)])).toMatchObject({ openAmount: '0' });
    expect(project([paid(1, '1210.04', terms)])).toMatchObject({ openAmount: '24.71' });
  });

  test('When a payment fails, Then only the one right before is taken back', () => {
    const failed = (minute: number) => factOf('posting', 'failed', minute);
    expect(balance(paid(1, '400'), paid(2, '600'), failed(3))).toEqual({
      ...unsettled,
      paid: '400',
      open: '600',
    });
    expect(balance(paid(1, '400'), factOf('posting', 'scheduled', 2), failed(3))).toEqual({
      ...unsettled,
      paid: '400',
      open: '600',
    });
    expect(balance(paid(1, '400'), failed(3))).toEqual({ ...unsettled, paid: undefined, open: '1000.00' });
  });

  test('When the next part is scheduled, Then the first stays paid', () => {
    expect(balance(paid(1, '400'), factOf('posting', 'scheduled', 2))).toEqual({
      ...unsettled,
      paid: '400',
      open: '600',
    });
  });

  test('When one event id came with two amounts, Then only the later is counted', () => {
    expect(balance(paid(1, '400', { eventId: 'p' }), paid(2, '500', { eventId: 'p' }))).toEqual({
      ...unsettled,
      paid: '500',
      open: '500',
    });
  });

  test('When it is paid in another currency, Then that settles nothing', () => {
    const inDollars = paid(1, '1000', { currency: 'USD' });
    expect(balance(inDollars, factOf('posting', 'scheduled', 2))).toEqual({
      ...unsettled,
      paid: '0',
      open: '1000',
    });
  });

  test('When the amount is corrected after the payment, Then the difference is open', () => {
    const corrected = factOf('ingestion', 'validated', 5, { amount: '1100.00' });
    expect(balance(paid(1, '1000.00'), corrected)).toMatchObject({ open: '100', isSettled: false });
  });
});

describe('Given an invoice that is paid in part', () => {
  const posted = factOf('posting', 'posted', day);

  test('When it falls due, Then its deadline is the one it had before the payment', () => {
    const { deadline } = project([received, posted]);
    expect(deadline).toBe('2026-03-29T23:59:59.999Z');
    expect(project([received, posted, paid(40 * day, '10')]).deadline).toBe(deadline);
  });

  test('When a payment that settled it fails later, Then the time begins anew', () => {
    const failed = factOf('posting', 'failed', 21 * day);
    for (const amount of [undefined, '1000.00'])
      expect(project([received, posted, paid(20 * day, amount), failed]).deadline).toBe(
        '2026-03-28T08:00:00.000Z',
      );
  });
});

describe('Given credit notes', () => {
  const note = { amount: '-500.00' };

  test.each([
    ['-500', { openAmount: '0' }],
    ['-200', { openAmount: '-300' }],
    ['-510', { openAmount: '0', overpaidAmount: '-10' }],
    ['20', { openAmount: '-520' }],
  ])('When %s of -500.00 is paid, Then the rest is open with its sign', (paidAmount, expected) => {
    expect(project([paid(1, paidAmount, note)])).toMatchObject(expected);
  });

  test('When nothing says what it is, Then the sign of the amount does', () => {
    expect(project([factOf('ingestion', 'received', 0, note)]).documentType).toBe('credit-note');
    expect(project([factOf('ingestion', 'received', 0, { amount: '-0.00' })]).documentType).toBe('invoice');
    expect(project([received]).documentType).toBe('invoice');
  });

  test('When an event says what it is, Then the latest to say so is believed', () => {
    const facts = [
      factOf('ingestion', 'received', 0, { ...note, documentType: 'credit-note' }),
      factOf('ingestion', 'validated', 1, { ...note, documentType: 'invoice' }),
      factOf('posting', 'scheduled', 2, note),
    ];
    expect(project(facts).documentType).toBe('invoice');
  });
});

describe('Given any facts of an invoice', () => {
  test('When payments are stated, Then paid and open come to the amount', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { amount, openAmount, paidAmount, overpaidAmount, documentType } = project(facts);
        const open = new Big(openAmount);
        // Nothing is open on the other side of 0 but what was paid back.
        if (overpaidAmount !== undefined) expect(open.eq(0)).toBe(true);
        if (paidAmount === undefined) expect([amount, '0']).toContain(openAmount);
        else if (!open.eq(0)) expect(open.plus(paidAmount).eq(amount)).toBe(true);
        else if (overpaidAmount !== undefined)
          expect(new Big(paidAmount).minus(overpaidAmount).eq(amount)).toBe(true);
        const isNegative = new Big(amount).lt(0);
        expect(open.times(isNegative ? -1 : 1).gte(0)).toBe(true);
        if (facts.every(({ event }) => event.documentType === undefined))
          expect(documentType).toBe(isNegative ? 'credit-note' : 'invoice');
      }),
      { numRuns: 1_000 },
    );
  });

  test('When none is stated, Then paid settles until the next of posting', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const silent = facts.map((fact) => {
          const { paidAmount: _, ...event } = fact.event;
          return factOf(fact.stage, event.status, 0, { ...event, receivedAt: fact.receivedAt });
        });
        const { openAmount, amount, paidAmount } = project(silent);
        expect(paidAmount).toBeUndefined();
        const last = silentPostingStatus(silent);
        expect(openAmount).toBe(last === 'paid' ? '0' : amount);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Status of the last event of posting, with the projection's own order of events. */
function silentPostingStatus(facts: readonly Fact[]): string | undefined {
  const posting = facts.filter(({ stage }) => stage === 'posting');
  return posting.length === 0 ? undefined : project(posting).status;
}
