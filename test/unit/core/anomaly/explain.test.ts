import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainRatio, explainSum } from '../../../../functions/core/analytics/anomaly/explain.ts';
import { anomalySentence } from '../../../../functions/core/analytics/anomaly/sentence.ts';

const episode = {
  from: 10,
  until: 13,
  direction: 'less',
  deviation: -1,
  value: 51.4,
  expected: 100.2,
} as const;

const saidOf = (title: string) => ({ title, measure: 'events', bucket: 'hour' }) as const;

describe('Given a sum that fell, and two dimensions of it', () => {
  // An example in the form of the paper's: expected 100 in each dimension, found 50.
  const dimensions = {
    'data center': [
      { element: 'X', expected: 94, value: 47 },
      { element: 'Y', expected: 6, value: 3 },
    ],
    advertiser: [
      { element: 'A1', expected: 50, value: 24 },
      { element: 'A2', expected: 20, value: 21 },
      { element: 'A3', expected: 20, value: 4 },
      { element: 'A4', expected: 10, value: 1 },
    ],
  };

  it('When it is explained, Then shares that changed count, not large ones', () => {
    const found = explainSum(dimensions);
    expect(found?.dimension).toBe('advertiser');
    expect(found?.power).toBeGreaterThanOrEqual(0.67);
    expect(found?.elements.map(({ element }) => element)).not.toContain('A2');
  });

  it('When its parts are given in any order, Then the explanation is the same', () => {
    const expected = explainSum(dimensions);
    fc.assert(
      fc.property(fc.shuffledSubarray(dimensions.advertiser, { minLength: 4 }), (advertiser) => {
        expect(explainSum({ ...dimensions, advertiser })?.elements).toEqual(expected?.elements);
      }),
    );
  });

  it('When one element accounts for all, Then the sentence names it with figures', () => {
    const found = explainSum({
      vendor: [
        { element: 'Acme', expected: 60, value: 10 },
        { element: 'Other', expected: 40, value: 41 },
      ],
    });
    expect(anomalySentence(saidOf('Received invoices'), episode, found)).toBe(
      'Received invoices: less than usual, 51 instead of about 100 in 3 hours; all of the difference is in events with the vendor Acme.',
    );
  });

  it('When several account for most, Then the sentence names each, and how much', () => {
    const elements = ['mismatched', 'matching', 'received'].map((element) => ({ element, power: 0.298 }));
    const named = (count: number) =>
      anomalySentence(saidOf('Exceptions'), episode, {
        ...{ dimension: 'status', elements: elements.slice(0, count), power: 0.894, surprise: 1 },
      });
    expect(named(2)).toMatch(
      /; 89 % of the difference is in events with the status mismatched or matching\.$/,
    );
    expect(named(3)).toContain('status mismatched, matching or received.');
  });

  it('When many elements account for a little each, Then none is named', () => {
    const many = Array.from({ length: 20 }, (_, n) => ({ element: `V${n}`, expected: 10, value: 5 }));
    expect(explainSum({ vendor: many })).toBeUndefined();
    expect(anomalySentence(saidOf('Received'), episode, undefined)).toContain('no single dimension');
  });

  it('When it is a share, Then the sentence has percents and events', () => {
    const share = { ...episode, direction: 'more', value: 93, expected: 15, whole: 300 } as const;
    expect(anomalySentence({ ...saidOf('Exceptions'), measure: 'share' }, share, undefined)).toMatch(
      /^Exceptions: more than usual, 31 % instead of about 5\.0 %, 93 of 300 events in 3 hours/,
    );
  });
});

describe('Given a day that is busier or quieter as a whole', () => {
  const expected = [340, 220, 160, 120];
  const partsOf = (factors: readonly number[], of: number) =>
    expected.map((each, index) => ({
      element: `${of}-${index}`,
      ...{ expected: each, value: each * (factors[index] ?? 1) },
    }));

  it('When one element alone changed by its factor, Then it is always named first', () => {
    const common = fc.double({ min: 0.7, max: 1.4, noNaN: true });
    const own = fc.constantFrom(0, 0.1, 0.3, 3, 5);
    const others = fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.nat({ max: 3 }), common, own, others, (changed, level, factor, noise) => {
        const found = explainSum({
          vendor: partsOf(
            noise.slice(0, 4).map((of, n) => of * level * (n === changed ? factor : 1)),
            0,
          ),
          currency: partsOf(
            noise.slice(4).map((of) => of * level),
            1,
          ),
        });
        expect(found?.elements[0]?.element).toBe(`0-${changed}`);
      }),
    );
  });

  it('When others made up for an outage, Then the element without events is named', () => {
    const found = explainSum({ vendor: partsOf([1.25, 1.3, 0, 1.2], 0) });
    expect(found?.elements.map(({ element }) => element)).toEqual(['0-2']);
    expect(found?.power).toBeCloseTo(1, 9);
  });

  it('When the whole is off, Then what moved the other way accounts for none of it', () => {
    const found = explainSum({ vendor: partsOf([6, 6, 0, 1.2], 0) });
    expect(found?.elements.map(({ element }) => element).toSorted()).toEqual(['0-0', '0-1']);
    // 5 × 340 + 5 × 220 of 2 664 that there are more.
    expect(found?.power).toBeCloseTo(2_800 / 2_664, 6);
  });
});

describe('Given two elements that moved the same way, one of them further', () => {
  const sums = fc.tuple(fc.integer({ min: 100, max: 900 }), fc.integer({ min: 100, max: 900 }));
  const near = fc.oneof(
    fc.tuple(fc.double({ min: 2.6, max: 20, noNaN: true }), fc.double({ min: 1.2, max: 5, noNaN: true })),
    fc.tuple(fc.double({ min: 0, max: 0.35, noNaN: true }), fc.double({ min: 0, max: 0.8, noNaN: true })),
  );
  const factors = fc
    .tuple(near, fc.boolean())
    .map(([[of, by], isFirst]) => (isFirst ? ([of * by, of] as const) : ([of, of * by] as const)));
  const further = ([a, b]: readonly [number, number]) =>
    (a > 1 && a > b) || (a < 1 && a < b) ? 'first' : 'second';

  it('When their sum is explained, Then the one that moved further is named first', () => {
    const found = explainSum({
      status: [
        { element: 'posted', expected: 50, value: 100 },
        { element: 'paid', expected: 50, value: 500 },
      ],
    });
    expect(found?.elements.map(({ element }) => element)).toEqual(['paid']);
    fc.assert(
      fc.property(sums, factors, ([a, b], by) => {
        fc.pre(Math.abs(by[0] - by[1]) > 1e-3);
        const status = [
          { element: 'first', expected: a, value: a * by[0] },
          { element: 'second', expected: b, value: b * by[1] },
        ];
        expect(explainSum({ status })?.elements[0]?.element).toBe(further(by));
      }),
    );
  });

  it('When their ratio is explained, Then the one that moved further is named first', () => {
    fc.assert(
      fc.property(sums, factors, ([a, b], by) => {
        fc.pre(Math.abs(by[0] - by[1]) > 1e-3);
        const part = (element: string, events: number, factor: number) => ({
          element,
          numerator: { expected: events / 100, value: (events / 100) * factor },
          denominator: { expected: events, value: events },
        });
        const status = [part('first', a, by[0]), part('second', b, by[1])];
        expect(explainRatio({ status })?.elements[0]?.element).toBe(further(by));
      }),
    );
  });
});

describe('Given a ratio that rose', () => {
  it('When one element has more of the numerator, Then it accounts for the rise', () => {
    const part = (element: string, exceptions: number, invoices: number) => ({
      element,
      numerator: { expected: 10, value: exceptions },
      denominator: { expected: 100, value: invoices },
    });
    const found = explainRatio({ vendor: [part('A', 10, 100), part('B', 40, 100), part('C', 11, 101)] });
    expect(found?.dimension).toBe('vendor');
    expect(found?.elements[0]?.element).toBe('B');
    // Changes of the ratio by the formula: 0, 30 × 300 ÷ 300², and (300 − 30) ÷ (300 × 301).
    expect(found?.power).toBeCloseTo(0.1 / (0.1 + 270 / (300 * 301)), 6);
  });
});
