import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertedForecast } from '../../../dashboards/converted-forecast.ts';
import type { RateTable } from '../../../dashboards/figure-settings.ts';

const rates: RateTable = {
  ...{ base: 'EUR', asOf: '2026-11-20', source: 'test' },
  perUnit: { USD: '1.0845', CHF: '0.9312' },
};

const cents = fc
  .integer({ min: -1_000_000_000, max: 1_000_000_000 })
  .map((each) => new Big(each).div(100).toFixed());
const interval = fc
  .tuple(cents, cents)
  .map(([a, b]) => (Number(a) <= Number(b) ? { low: a, high: b } : { low: b, high: a }));
const week = fc.record({
  ...{ from: fc.constant('2026-11-30'), to: fc.constant('2026-12-06') },
  ...{ expected: cents, toCome: cents, contractual: cents, optimistic: cents },
  ...{ in80: interval, in95: interval },
});
const weeks = fc.array(week, { minLength: 3, maxLength: 3 });
const reasons = ['received', 'paid', 'notPaid', 'toCome', 'reestimated'] as const;
/** A change whose reasons add up. */
const change = fc.tuple(cents, cents, cents, cents, cents, cents).map(([before, ...of]) => {
  const [received, paid, notPaid, toCome, reestimated] = of;
  const now = of.reduce((sum, each) => sum.plus(each), new Big(before)).toFixed();
  return { ...{ before, now, received, paid, notPaid, toCome, reestimated } };
});
const codes = ['EUR', 'USD', 'CHF', 'XTS'] as const;
const currencies = fc
  .uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 4 })
  .chain((found) =>
    fc.tuple(...found.map((currency) => fc.record({ currency: fc.constant(currency), weeks, change }))),
  );
const reporting = fc.constantFrom('EUR', 'USD', 'CHF');
const rateOf = (currency: string) => new Big(rates.perUnit[currency] ?? 1);
const isRated = ({ currency }: { readonly currency: string }) => currency !== 'XTS';

describe('Given forecasts in any currencies', () => {
  it('When they are converted, Then sums are always exact, and rounded once', () => {
    fc.assert(
      fc.property(currencies, reporting, (shown, to) => {
        const converted = convertedForecast({}, shown, to, rates);
        const parts = shown.filter(isRated);
        expect(converted?.of ?? []).toEqual(parts.map(({ currency }) => currency));
        for (const [at, found] of (converted?.weeks ?? []).entries())
          for (const column of ['expected', 'toCome', 'contractual', 'optimistic'] as const) {
            // Multiplied out: no quotient has to be rounded before the sum.
            const all = parts.reduce((product, { currency }) => product.times(rateOf(currency)), new Big(1));
            const sum = parts.reduce(
              (total, { currency, weeks: own }) =>
                total.plus(
                  new Big(own[at]?.[column] ?? 0)
                    .times(rateOf(to))
                    .times(all.div(rateOf(currency)).round(12, Big.roundHalfEven)),
                ),
              new Big(0),
            );
            const off = new Big(found[column]).times(all).minus(sum).abs();
            expect(off.lte(all.times('0.0000005').plus('0.000001'))).toBe(true);
          }
      }),
    );
  });

  it('When they are converted, Then the reasons of a change always add up, as they did', () => {
    fc.assert(
      fc.property(currencies, reporting, (shown, to) => {
        const found = convertedForecast({}, shown, to, rates)?.change;
        const one = shown.length === 1 && shown[0]?.currency === to ? shown[0].change : undefined;
        if (one) for (const each of reasons) expect(new Big(found?.[each] ?? '').eq(one[each])).toBe(true);
        if (!found) return;
        const sum = reasons.reduce((all, each) => all.plus(found[each]), new Big(found.before));
        // Each of seven amounts is rounded once, at the sixth place.
        expect(sum.minus(found.now).abs().lte('0.0000035')).toBe(true);
      }),
    );
  });

  it('When some have no rate, Then they are always named, and in no sum', () => {
    fc.assert(
      fc.property(currencies, reporting, (shown, to) => {
        const converted = convertedForecast({}, shown, to, rates);
        const left = shown.filter((each) => !isRated(each)).map(({ currency }) => currency);
        expect(converted?.left).toEqual(shown.some(isRated) ? left : undefined);
      }),
    );
  });

  it('When there is an interval, Then what is expected is always in it', () => {
    fc.assert(
      fc.property(currencies, weeks, reporting, (shown, total, to) => {
        const of = shown.filter(isRated).map(({ currency }) => currency);
        const forecast = { total: { currency: 'EUR', of, weeks: total } };
        for (const { expected, in80, in95 } of convertedForecast(forecast, shown, to, rates)?.weeks ?? [])
          for (const each of [in80, in95]) {
            if (!each) throw new Error('There is no interval');
            expect(new Big(each.low).lte(expected) && new Big(each.high).gte(expected)).toBe(true);
          }
      }),
    );
  });
});

describe('Given a forecast whose total is of other currencies', () => {
  const own = fc.sample(weeks, { numRuns: 1, seed: 1 })[0] ?? [];
  const same = fc.sample(change, { numRuns: 1, seed: 1 })[0];
  if (!same) throw new Error('There is no change');
  const shown = ['EUR', 'USD', 'CHF'].map((currency) => ({ currency, weeks: own, change: same }));
  const total = { currency: 'EUR', of: ['CHF', 'EUR', 'USD'], weeks: own };

  it('When some of them are shown, Then the sum has no intervals', () => {
    const some = convertedForecast({ total }, shown.slice(0, 2), 'EUR', rates);
    expect(some?.weeks.map(({ in80, in95 }) => [in80, in95])).toEqual(own.map(() => [undefined, undefined]));
    const others = { ...total, of: ['CHF', 'EUR'] };
    const [week0] = convertedForecast({ total: others }, shown.slice(0, 2), 'EUR', rates)?.weeks ?? [];
    expect(week0?.in80).toBeUndefined();
  });

  it('When one is shown, Then its own intervals are converted', () => {
    const [, dollars] = shown;
    const inDollars = convertedForecast({ total }, dollars ? [dollars] : [], 'USD', rates);
    for (const [at, { in80 }] of (inDollars?.weeks ?? []).entries()) {
      expect(Number(in80?.low)).toBeLessThanOrEqual(Number(own[at]?.in80.low));
      expect(Number(in80?.high)).toBeGreaterThanOrEqual(Number(own[at]?.in80.high));
    }
    expect(inDollars?.weeks).toHaveLength(3);
  });

  it('When all are shown, Then its intervals are converted with the sum', () => {
    const all = convertedForecast({ total }, shown, 'USD', rates);
    const high = new Big(own[0]?.in95.high ?? 0).times('1.0845');
    expect(new Big(all?.weeks[0]?.in95?.high ?? 0).gte(high.minus('0.000001'))).toBe(true);
  });
});
