import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { project } from '../../../functions/core/invoice/projection.ts';
import {
  daysFor,
  deadlineErrors,
  deadlinesText,
  parseDeadlines,
  type StageDeadline,
  type StageDeadlines,
  usualStageDeadlines,
} from '../../../functions/core/invoice/stage-deadlines.ts';
import { stages } from '../../../schemas/stages.ts';
import { factOf } from './arbitrary-facts.ts';

const others = usualStageDeadlines.filter(({ stage }) => stage !== 'authorization');
const deadlines: StageDeadlines = [
  ...others,
  { stage: 'authorization', vendorId: 'V-1', days: 2 },
  { stage: 'authorization', currency: 'EUR', amountFrom: '10000.00', days: 0.5 },
  { stage: 'authorization', currency: 'EUR', days: 7 },
  { stage: 'authorization', days: 9 },
];

const invoice = { stage: 'authorization', vendorId: 'V-2', currency: 'EUR', amount: '9999.99' } as const;

describe('Given deadlines by vendor, amount and currency', () => {
  test.each([
    ['the vendor that is named', { vendorId: 'V-1', amount: '20000' }, 2],
    ['the amount that is named', { amount: '10000' }, 0.5],
    ['a smaller amount of that currency', {}, 7],
    ['a credit note', { amount: '-20000' }, 7],
    ['a large amount of another currency', { currency: 'JPY', amount: '20000' }, 9],
    ['another stage', { stage: 'posting', vendorId: 'V-1' } as const, 5],
  ])('When the invoice is of %s, Then the first that matches holds', (_, over, days) => {
    expect(daysFor({ ...invoice, ...over }, deadlines)).toBe(days);
  });

  test('When an invoice is projected, Then its deadline is that of its cell', () => {
    const facts = [factOf('authorization', 'pending', 0)];
    const { vendorId } = project(facts);
    const tight: StageDeadlines = [{ stage: 'authorization', vendorId, days: 0.5 }, ...deadlines];
    expect(project(facts, tight)).toMatchObject({
      waitsFor: 'approval',
      waitsSince: '2026-03-02T08:00:00.000Z',
      deadline: '2026-03-02T20:00:00.000Z',
    });
  });
});

describe('Given deadlines that nobody could use', () => {
  const wrong = (over: object): StageDeadline => ({ stage: 'posting', days: 1, ...over });
  test.each([
    ['no days', [wrong({ days: 0 })], 'a deadline of posting must be more than 0 days, not 0'],
    ['endless days', [wrong({ days: Number.POSITIVE_INFINITY })], 'more than 0 days, not Infinity'],
    ['an unknown stage', [wrong({ stage: 'archive' })], 'there is no stage archive to have a deadline'],
    ['no currency', [wrong({ amountFrom: '5' })], 'names an amount without its currency'],
    ['no amount', [wrong({ amountFrom: '5,0', currency: 'EUR' })], 'names 5,0, which is no amount'],
    ['a wrong currency', [wrong({ currency: 'euro' })], 'names euro, which is no currency'],
  ])('When one has %s, Then the sentence says so', (_, first, sentence) => {
    expect(deadlineErrors([...first, ...usualStageDeadlines]).join()).toContain(sentence);
  });

  test('When a stage lacks one for all other invoices, Then the sentence says so', () => {
    expect(deadlineErrors(others)).toEqual([
      'authorization needs a deadline without conditions, for all other invoices',
    ]);
  });

  test('When one stands behind one without conditions, Then it could never hold', () => {
    expect(deadlineErrors([...usualStageDeadlines, wrong({ vendorId: 'V-1' })])).toEqual([
      'posting has deadlines that never hold: they stand after one without conditions',
    ]);
  });

  test.each(['nonsense', '{}', '[]', '[{"stage":"posting"}]', deadlinesText(others)])(
    'When the environment says %s, Then the function does not start',
    (text) => {
      expect(() => parseDeadlines(text)).toThrow('The stage deadlines cannot be used');
    },
  );
});

test('Given any valid deadlines, When written and read, Then they are the same', () => {
  const condition = fc.record(
    { vendorId: fc.string(), currency: fc.constantFrom('EUR', 'JPY') },
    { requiredKeys: [] },
  );
  const special = fc.record({
    stage: fc.constantFrom(...stages),
    days: fc.integer({ min: 1 }),
    on: condition,
  });
  fc.assert(
    fc.property(fc.array(special), (specials) => {
      const all = [
        ...specials
          .filter(({ on }) => Object.keys(on).length > 0)
          .map(({ stage, days, on }) => ({ stage, days, ...on })),
        ...usualStageDeadlines,
      ];
      expect(deadlineErrors(all)).toEqual([]);
      expect(parseDeadlines(deadlinesText(all))).toEqual(all);
    }),
  );
});
