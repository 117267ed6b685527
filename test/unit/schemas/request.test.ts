import ajvDraft04 from 'ajv-draft-04';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { InvoiceEvent } from '../../../schemas/event.ts';
import { batchExample, examples } from '../../../schemas/examples.ts';
import { requestSchema } from '../../../schemas/request.ts';
import { type Status, stageStatuses, stages } from '../../../schemas/stages.ts';

const ajv = new ajvDraft04.default({ allErrors: true, strict: false });
const validators = Object.fromEntries(stages.map((stage) => [stage, ajv.compile(requestSchema(stage))]));

/** Every field a validator complains about, as a path. */
function badFields(body: unknown, stage = 'ingestion'): readonly string[] {
  const validate = validators[stage];
  if (!validate) throw new Error(`There is no stage ${stage}`);
  validate(body);
  const paths = (validate.errors ?? []).map(({ instancePath, params }) => {
    const { missingProperty, additionalProperty } = params;
    return [instancePath.slice(1), missingProperty ?? additionalProperty].filter(Boolean).join('/');
  });
  return [...new Set(paths)].sort();
}

const event = examples.ingestion;

describe('Given the request of a stage', () => {
  test.each(stages)('When it is the example of %s, Then it is valid', (stage) => {
    expect(badFields(examples[stage], stage)).toEqual([]);
    expect(badFields({ events: Array.from({ length: 10 }, () => examples[stage]) }, stage)).toEqual([]);
  });

  test('When it carries several events, Then it is valid', () => {
    expect(badFields(batchExample)).toEqual([]);
  });

  test('When any set of required fields is missing, Then always all of them are named', () => {
    const { required } = requestSchema('ingestion').properties.events.items;
    fc.assert(
      fc.property(fc.subarray([...required], { minLength: 1, maxLength: required.length - 1 }), (missing) => {
        const body = Object.fromEntries(
          Object.entries(event).filter(([key]) => !missing.some((name) => name === key)),
        );
        expect(badFields(body)).toEqual([...missing].sort());
        expect(badFields({ events: [event, body] })).toEqual(
          missing.map((name) => `events/1/${name}`).sort(),
        );
      }),
    );
  });

  test.each([
    ['an unknown field', { ...event, colour: 'red' }, ['colour']],
    ['an unknown field deeper', { ...event, vendor: { id: 'V', iban: 'x' } }, ['vendor/iban']],
    ['a status of another stage', { ...event, status: 'paid' }, ['status']],
    ['an amount that is a number', { ...event, amount: 12.5 }, ['amount']],
    ['an amount too precise', { ...event, amount: '1.2345678' }, ['amount']],
    ['a currency in lower case', { ...event, currency: 'eur' }, ['currency']],
    ['a day that is not', { ...event, occurredAt: '2026-02-29T00:00:00Z' }, ['occurredAt']],
    ['an instant without offset', { ...event, occurredAt: '2026-02-28T00:00:00' }, ['occurredAt']],
    ['an invoice id that is a folder of its address', { ...event, invoiceId: '..' }, ['invoiceId']],
    ['an invoice id that is another address', { ...event, invoiceId: 'posting' }, ['invoiceId']],
    ['an id with a line break', { ...event, invoiceId: 'INV\n1' }, ['invoiceId']],
    ['an id too long', { ...event, eventId: 'x'.repeat(129) }, ['eventId']],
    ['an empty id', { ...event, eventId: '' }, ['eventId']],
    ['a name with a control character', { ...event, vendor: { id: 'V', name: 'a\u0000b' } }, ['vendor/name']],
    ['half a character', { ...event, vendor: { id: 'V', name: 'a\ud800b' } }, ['vendor/name']],
    [
      'a percentage above 100',
      { ...event, paymentTerms: { discountPercent: 100.5 } },
      ['paymentTerms/discountPercent'],
    ],
    [
      'a percentage as odd text',
      { ...event, paymentTerms: { discountPercent: '100.5' } },
      ['paymentTerms/discountPercent'],
    ],
    ['terms that say nothing', { ...event, paymentTerms: {} }, ['paymentTerms']],
    ['an attribute that is no text', { ...event, attributes: { a: 1 } }, ['attributes/a']],
    [
      'an attribute named __proto__',
      { ...event, attributes: JSON.parse('{"__proto__":"x"}') },
      ['attributes/__proto__'],
    ],
    [
      '21 attributes',
      { ...event, attributes: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`a${i}`, ''])) },
      ['attributes'],
    ],
    ['an unknown type of document', { ...event, documentType: 'receipt' }, ['documentType']],
    ['two wrong fields', { ...event, amount: 1, currency: 'x' }, ['amount', 'currency']],
    ['both forms at once', { ...event, events: [event] }, ['']],
    ['no event', { events: [] }, ['events']],
    ['eleven events', { events: Array.from({ length: 11 }, () => event) }, ['events']],
    ['one bad event of two', { events: [event, { ...event, amount: 1 }] }, ['events/1/amount']],
    ['nothing', {}, ['']],
    ['a list', [event], ['']],
    ['text', 'event', ['']],
    ['null', null, ['']],
  ])('When it holds %s, Then exactly that is named', (_, body, expected) => {
    expect(badFields(body)).toEqual(expected);
  });

  test('When texts hold any script and emoji, Then they are valid', () => {
    expect(badFields({ ...event, vendor: { id: 'Ü-1', name: '株式会社 🧾 Ltd', country: 'JP' } })).toEqual(
      [],
    );
  });

  test('When a percentage is text or a number, Then either is valid', () => {
    for (const discountPercent of ['2', '2.5', '100', '0', 2, 2.5, 100]) {
      expect(badFields({ ...event, paymentTerms: { discountPercent } })).toEqual([]);
    }
  });

  test.each(stages.filter((stage) => stage !== 'posting'))(
    'When a payment is stated at %s, Then it is no field of that stage',
    (stage) => {
      expect(badFields({ ...examples[stage], paidAmount: '1' }, stage)).toEqual(['paidAmount']);
    },
  );

  test.each(stageStatuses.posting)('When %s states a payment, Then only paid may', (status) => {
    const stated = { ...examples.posting, status, paidAmount: '1225.00' };
    const fields = status === 'paid' ? [] : ['', 'paidAmount', 'status'];
    expect(badFields(stated, 'posting')).toEqual(fields);
    expect(badFields({ events: [stated] }, 'posting')).toEqual(
      fields.map((field) => ['events/0', field].filter(Boolean).join('/')),
    );
  });

  test('When a payment stands alone, Then every required field is named', () => {
    const { required } = requestSchema('posting').properties.events.items;
    expect(badFields({ paidAmount: '1' }, 'posting')).toEqual([...required].sort());
  });

  test('When a credit note has a positive amount, Then both fields are named', () => {
    const anyAmount = fc.tuple(
      fc.constantFrom('', '-'),
      fc.oneof(fc.constantFrom('0', '0.00', '0.000001', '1'), fc.nat().map(String)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...stages), anyAmount, (stage, [sign, digits]) => {
        const note = { ...examples[stage], documentType: 'credit-note', amount: `${sign}${digits}` };
        const contradicts = sign === '' && Number(digits) > 0;
        expect(badFields(note, stage)).toEqual(contradicts ? ['', 'amount', 'documentType'] : []);
        expect(badFields({ ...note, documentType: 'invoice' }, stage)).toEqual([]);
      }),
    );
  });

  test('When every status is tried at every stage, Then only its own are valid', () => {
    for (const stage of stages) {
      for (const other of stages) {
        for (const status of stageStatuses[other]) {
          expect(badFields({ ...event, status }, stage)).toEqual(stage === other ? [] : ['status']);
        }
      }
    }
  });
});

describe('Given what API Gateway takes in a model', () => {
  const known = new Set([
    '$schema',
    'title',
    'description',
    'type',
    'properties',
    'patternProperties',
    'additionalProperties',
    'required',
    'dependencies',
    'enum',
    'pattern',
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'minItems',
    'maxItems',
    'minProperties',
    'maxProperties',
    'items',
    'anyOf',
    'not',
  ]);
  const keywordsOf = (schema: unknown): readonly string[] => {
    if (typeof schema !== 'object' || schema === null) return [];
    return Object.entries(schema).flatMap(([keyword, value]) => {
      const nested = ['properties', 'patternProperties'].includes(keyword) ? Object.values(value) : [value];
      const deeper = ['enum', 'required', 'type', 'dependencies'].includes(keyword)
        ? []
        : nested.flatMap(keywordsOf);
      return [keyword, ...deeper];
    });
  };

  test.each(stages)('When the model of %s is searched, Then it has known draft-04 keywords only', (stage) => {
    expect(keywordsOf(requestSchema(stage)).filter((keyword) => !known.has(keyword))).toEqual([]);
  });

  test.each(stages)('When the model of %s is written, Then it is far below the largest allowed', (stage) => {
    expect(JSON.stringify(requestSchema(stage)).length).toBeLessThan(20_000);
  });
});

describe('Given the type of an event', () => {
  test('When derived from the schema, Then fields are required and closed as there', () => {
    expectTypeOf<InvoiceEvent['status']>().toEqualTypeOf<Status>();
    expectTypeOf<InvoiceEvent['vendor']>().toEqualTypeOf<{
      readonly id: string;
      readonly name?: string;
      readonly country?: string;
    }>();
    expectTypeOf<NonNullable<InvoiceEvent['paymentTerms']>['discountPercent']>().toEqualTypeOf<
      string | number | undefined
    >();
    expectTypeOf<NonNullable<InvoiceEvent['attributes']>[string]>().toEqualTypeOf<string>();
  });
});
