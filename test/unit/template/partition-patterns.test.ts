import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../emulator/messaging/patterns/event-pattern.ts';
import { operationsSource } from '../../../functions/core/names.ts';
import { type Conditions, type Partition, partitionErrors } from '../../../infra/cells/partitions.ts';
import { archivePattern, partitionPattern, unroutedPattern } from '../../../infra/path/partition-patterns.ts';
import { announcementTypes } from '../../../schemas/announcements.ts';
import { stageStatuses, stages } from '../../../schemas/stages.ts';

const others: Partition[] = stages
  .filter((stage) => stage !== 'posting')
  .map((stage) => ({ name: stage, stage }));

function posting(...wheres: Conditions[]): Partition[] {
  return [
    ...others,
    ...wheres.map((where, index): Partition => ({ name: `p${index}`, stage: 'posting', where })),
  ];
}

describe('Given the partitions of a cell', () => {
  test.each<[string, Conditions[]]>([
    ['one takes all', [{}]],
    ['two share the statuses', [{ status: ['paid'] }, { status: [{ 'anything-but': ['paid'] }] }]],
    [
      'an optional field is taken care of when absent',
      [{ 'vendor.country': ['DE'] }, { 'vendor.country': [{ 'anything-but': ['DE'] }, { exists: false }] }],
    ],
    [
      'two fields are split crosswise',
      [
        { currency: ['EUR'], status: ['paid'] },
        { currency: ['EUR'], status: [{ 'anything-but': ['paid'] }] },
        { currency: [{ 'anything-but': ['EUR'] }] },
      ],
    ],
  ])('When %s, Then there is nothing wrong with them', (_, wheres) => {
    expect(partitionErrors(posting(...wheres))).toEqual([]);
  });

  test.each<[string, Conditions[], string]>([
    [
      'none takes a status',
      [{ status: ['scheduled', 'posted', 'failed'] }],
      'no partition takes an event of stage posting with status "paid"',
    ],
    [
      'none takes an event without an optional field',
      [{ 'vendor.country': ['DE'] }, { 'vendor.country': [{ 'anything-but': ['DE'] }] }],
      'no partition takes an event of stage posting with no vendor.country',
    ],
    [
      'none takes a value that nobody named',
      [{ currency: ['EUR'] }, { currency: ['USD'] }],
      'no partition takes an event of stage posting with currency unlike any named',
    ],
    [
      'a prefix reaches into another',
      [{ invoiceId: [{ prefix: 'A' }] }, { invoiceId: [{ prefix: 'AB' }] }],
      'partitions p0 and p1 both take an event of stage posting with invoiceId "AB\u2026"',
    ],
    ['a stage has none', [], 'no partition takes an event of stage posting'],
  ])('When %s, Then that is said with an example', (_, wheres, error) => {
    expect(partitionErrors(posting(...wheres))).toEqual([error]);
  });

  test('When two have one name, or there are too many, Then that is said', () => {
    expect(
      partitionErrors([...posting({}), { name: 'p0', stage: 'posting', where: { status: [] } }]),
    ).toEqual(['two partitions are called p0']);
    const many = Array.from({ length: 96 }, (): Conditions => ({ status: [] }));
    expect(partitionErrors(posting({}, ...many))).toContain(
      'a cell has 1 to 99 partitions, not 100: beyond that, make a second cell of some of them',
    );
  });

  test('When nothing is wrong with them, Then every event matches exactly one rule', () => {
    const text = fc.constantFrom('A', 'AB', 'ABC', 'B', 'EUR', '');
    const matcher = fc.oneof(
      text,
      text.map((prefix) => ({ prefix })),
      fc.array(text, { minLength: 1, maxLength: 2 }).map((values) => ({ 'anything-but': values })),
      fc.boolean().map((exists) => ({ exists })),
    );
    const where = fc.record(
      {
        status: fc.subarray([...stageStatuses.posting], { minLength: 1 }),
        currency: fc.array(matcher, { minLength: 1, maxLength: 2 }),
        'vendor.country': fc.array(matcher, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    );
    // Half of them are split so that they fit; the rest is as it comes.
    const split = fc
      .record({ value: text, optional: fc.boolean() })
      .map(({ value, optional }): Conditions[] =>
        optional
          ? [
              { 'vendor.country': [value] },
              { 'vendor.country': [{ 'anything-but': [value] }, { exists: false }] },
            ]
          : [{ currency: [value] }, { currency: [{ 'anything-but': [value] }] }],
      );
    const event = fc.record({
      source: fc.constantFrom('bems.invoices', 'bems.invoices', 'other'),
      'detail-type': fc.constantFrom('InvoiceEvent', 'InvoiceEvent', 'Other'),
      stage: fc.option(fc.constantFrom(...stages, 'posting', 'unknown'), { nil: undefined }),
      status: fc.constantFrom(...stageStatuses.posting),
      currency: fc.oneof(text, fc.string()),
      country: fc.option(fc.oneof(text, fc.string()), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.oneof(split, fc.array(where, { maxLength: 3 })),
        fc.array(event, { minLength: 1, maxLength: 20 }),
        (wheres, events) => {
          const partitions = posting(...wheres);
          fc.pre(partitionErrors(partitions).length === 0);
          const rules = [...partitions.map((partition) => partitionPattern(partition)), unroutedPattern].map(
            compilePattern,
          );
          for (const { source, 'detail-type': detailType, stage, status, currency, country } of events) {
            const onBus = {
              source,
              'detail-type': detailType,
              detail: {
                ...(stage !== undefined && { stage }),
                event: { status, currency, vendor: { id: 'v', ...(country !== undefined && { country }) } },
              },
            };
            expect(rules.filter((matches) => matches(onBus))).toHaveLength(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('When operations announce something, Then no rule of the path takes it', () => {
    const rules = [
      ...posting({}).map((partition) => partitionPattern(partition)),
      unroutedPattern,
      archivePattern,
    ].map(compilePattern);
    for (const type of announcementTypes)
      for (const detail of [
        { stage: 'posting', status: 'paid' },
        { stage: 'unknown', status: 'paid' },
      ]) {
        const event = { source: operationsSource, 'detail-type': type, detail };
        expect(rules.filter((matches) => matches(event))).toEqual([]);
      }
  });

  test('When somebody else writes under that source, Then the catch-all takes it', () => {
    const matches = compilePattern(unroutedPattern);
    expect(matches({ source: operationsSource, 'detail-type': 'Other', detail: {} })).toBe(true);
    expect(matches({ source: 'other', 'detail-type': 'InvoiceStuck', detail: {} })).toBe(true);
  });

  test('When something is wrong with them, Then a real event matches no rule, or two', () => {
    const [, , , first, second] = posting({ currency: ['EUR', 'USD'] }, { currency: [{ prefix: 'U' }] });
    if (!first || !second) throw new Error('Two posting partitions expected');
    const takers = (currency: string) =>
      [first, second].filter((partition) =>
        compilePattern(partitionPattern(partition))({
          source: 'bems.invoices',
          'detail-type': 'InvoiceEvent',
          detail: { stage: 'posting', event: { currency } },
        }),
      ).length;
    expect(partitionErrors(posting({ currency: ['EUR', 'USD'] }, { currency: [{ prefix: 'U' }] }))).toEqual([
      'partitions p0 and p1 both take an event of stage posting with currency "USD"',
    ]);
    expect(takers('USD')).toBe(2);
    expect(takers('CHF')).toBe(0);
  });
});
