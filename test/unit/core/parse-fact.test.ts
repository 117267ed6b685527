import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BemsError } from '../../../functions/core/errors.ts';
import { parseEnvelope, parseFact } from '../../../functions/core/invoice/parse-fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { measureRecords } from '../../../functions/core/measures/records.ts';
import { factOf, someFacts } from './arbitrary-facts.ts';

const whole = factOf('posting', 'paid', 0, {
  vendor: { id: 'V-1', name: 'Vendor', country: 'DE' },
  paymentTerms: { code: 'NET30', netDays: 30, discountPercent: 2.5, discountDays: 10 },
  documentType: 'invoice',
  paidAmount: '980.00',
  invoiceDate: '2026-02-27',
  dueDate: '2026-03-29',
  source: { system: 'erp', actor: 'human', correlationId: 'c' },
  attributes: { note: 'x' },
});

/** The fact with the value at a path replaced; undefined leaves it out. */
function withValue(path: string, value: unknown): string {
  const copy: unknown = JSON.parse(JSON.stringify(whole));
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let target = copy;
  for (const key of keys) target = Reflect.get(Object(target), key);
  Reflect.set(Object(target), last, value);
  return JSON.stringify(copy);
}

describe('Given a fact that the relay published', () => {
  test('When it is read, Then it is as it was', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        for (const fact of facts) expect(parseFact(JSON.stringify(fact))).toEqual(fact);
      }),
    );
    expect(parseFact(JSON.stringify(whole))).toEqual(whole);
    const { entryId: _, digest: __, ...envelope } = whole;
    expect(parseEnvelope(envelope)).toEqual(envelope);
  });
});

describe('Given a message that is no fact', () => {
  test.each([
    ['stage', 'shipping'],
    ['receivedAt', 'yesterday'],
    ['requestId', undefined],
    ['producer', 7],
    ['entryId', ''],
    ['digest', 'ABC'],
    ['event', []],
    ['event.eventId', undefined],
    ['event.status', 'received'],
    ['event.status', 'toString'],
    ['event.occurredAt', '2026-02-30T00:00:00Z'],
    ['event.amount', 12.5],
    ['event.amount', '1e3'],
    ['event.documentType', 'receipt'],
    ['event.documentType', 'credit-note'],
    ['event.paidAmount', 5],
    ['event.paidAmount', '1e3'],
    ['event.vendor', null],
    ['event.vendor.id', 1],
    ['event.paymentTerms', 'NET30'],
    ['event.paymentTerms.netDays', '30'],
    ['event.paymentTerms.discountPercent', 'two'],
    ['event.paymentTerms.discountPercent', 101],
    ['event.invoiceDate', '2026-02-30'],
    ['event.source.actor', {}],
    ['event.attributes.note', 1],
  ])('When %s is %j, Then the permanent error names it, never its content', (path, value) => {
    const field = path === 'event.attributes.note' ? 'event.attributes' : path;
    expect(() => parseFact(withValue(path, value))).toThrow(
      expect.objectContaining({
        code: 'FACT_MALFORMED',
        failureClass: 'permanent',
        message: expect.stringContaining(field),
      }),
    );
  });

  test('When a payment is stated with another status, Then the error names both', () => {
    const posted = factOf('posting', 'posted', 0, { paidAmount: '1' });
    expect(() => parseFact(JSON.stringify(posted))).toThrow(/event\.paidAmount.*event\.status/);
  });

  test.each(['', '{', 'null', '[]', '"x"', '7'])('When the body is %j, Then it is refused', (body) => {
    expect(() => parseFact(body)).toThrow(BemsError);
  });

  test('When a value is replaced, Then it is refused or can be computed with', () => {
    const paths = [
      'event.eventId',
      'event.occurredAt',
      'event.amount',
      'event.documentType',
      'event.paidAmount',
      'event.vendor',
      'event.paymentTerms',
      'event.paymentTerms.code',
      'event.paymentTerms.netDays',
      'event.paymentTerms.discountPercent',
      'event.invoiceDate',
      'event.dueDate',
      'event.attributes',
      'event.source',
      'receivedAt',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const read = attempt(() => parseFact(withValue(path, value)));
        if (!read) return;
        project([read]);
        measureRecords([read]);
      }),
      { numRuns: 500 },
    );
  });
});

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof BemsError) return undefined;
    throw error;
  }
}
