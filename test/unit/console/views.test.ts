import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketStarts } from '../../../dashboards/asks.ts';
import { bottleneckOf } from '../../../dashboards/bottleneck.ts';
import { knownValues } from '../../../dashboards/dimension-values.ts';
import { changeOf, figuresOf, sharesOf } from '../../../dashboards/figures.ts';
import { buckets, type KpiReading } from '../../../dashboards/kpi-reader.ts';
import { type Filters, type KpiDimension, kpiDimensions } from '../../../dashboards/kpis/kpi.ts';
import { kpiOf } from '../../../dashboards/kpis/registry.ts';
import { calendarTitles, isCalendarPeriod, periodOf, previousOf } from '../../../dashboards/periods.ts';
import {
  assuming,
  misreadIn,
  narrowed,
  shownIn,
  type View,
  viewFrom,
  viewParameters,
} from '../../../dashboards/view.ts';
import { formatAmount, formatChange } from '../../../dashboards/web/format/values.ts';

const dayMs = 86_400_000;
const now = Date.parse('2026-11-27T09:30:00Z');
const days = fc
  .integer({ min: 0, max: 20_000 })
  .map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
const counted = fc.oneof(
  fc.record({ days: fc.integer({ min: 1, max: 9_999 }) }),
  fc.tuple(days, days).map(([a, b]) => (a <= b ? { from: a, to: b } : { from: b, to: a })),
);
const named = fc.constantFrom(...Object.keys(calendarTitles).filter(isCalendarPeriod));
const periods = fc.oneof(
  counted,
  named.map((calendar) => ({ calendar })),
);
const currencies = ['EUR', 'GBP', 'USD'];
const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const code = (length: number) => fc.string({ unit: letters, minLength: length, maxLength: length });

/** Some values that a dimension may have. */
function valuesOf(name: KpiDimension): fc.Arbitrary<readonly string[]> {
  const form = { currency: code(3), vendorCountry: code(2) }[name as string] ?? fc.string({ minLength: 1 });
  const known = knownValues[name];
  return fc.array(known ? fc.constantFrom(...known) : form, { minLength: 1 });
}

const plainViews = fc.record({
  period: periods,
  compare: fc.boolean(),
  filters: fc
    .subarray([...kpiDimensions])
    .chain((names) =>
      fc.tuple(...names.map((name) => valuesOf(name).map((values) => [name, values] as const))),
    )
    .map((entries): Filters => Object.fromEntries(entries)),
});
const rates = fc.constantFrom(undefined, '0', '9.5', '100');
const views: fc.Arbitrary<View> = fc
  .tuple(plainViews, fc.option(fc.constantFrom(...currencies), { nil: undefined }), rates)
  .map(([view, currency, rate]) => assuming(shownIn(view, currency), 'latePaymentRate', rate));

function reading(...rows: KpiReading['rows']): KpiReading {
  return {
    query: { kpi: 'open-amount', period: { from: '', to: '' }, today: '2026-11-27' },
    rows,
    truncated: false,
  };
}

describe('Given a view', () => {
  it('When it is written into an address, Then the address gives it back', () => {
    fc.assert(
      fc.property(views, (view) => {
        const address = new URLSearchParams(viewParameters(view).toString());
        expect(viewFrom(address, { dimensions: kpiDimensions })).toEqual(view);
      }),
    );
  });

  it('When it is written into an address, Then nothing of that is ever misread', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(misreadIn(viewParameters(view), [], { dimensions: kpiDimensions })).toEqual([]);
      }),
    );
  });

  it('When an address says more, Then only the rest is misread, and changes nothing', () => {
    const names = fc.constantFrom('last', 'period', 'from', 'in', 'currency', 'compare', 'colour', 'aging');
    const wrong = fc.string({ minLength: 1 }).map((text) => `!${text}`);
    fc.assert(
      fc.property(views, fc.array(fc.tuple(names, wrong)), (view, strays) => {
        const parameters = viewParameters(view);
        // Of what can be said once, the first counts.
        for (const [name, value] of strays) parameters.append(name, value);
        const understood = { dimensions: kpiDimensions };
        const misread = misreadIn(parameters, [], understood);
        expect(misread).toEqual(strays.map(([name, value]) => ({ name, value })));
        expect(viewFrom(parameters, understood)).toEqual(view);
      }),
    );
  });

  it.each([
    ['last=abc', 'last=abc'],
    ['last=0d&last=30d', 'last=0d'],
    ['last=30d&compare=yes&currency=', ''],
    ['period=next-month', 'period=next-month'],
    ['period=last-month&last=7d', 'last=7d'],
    ['from=2026-11-31&to=2026-12-01', 'from=2026-11-31 to=2026-12-01'],
    ['from=2026-11-02&to=2026-11-01', 'from=2026-11-02 to=2026-11-01'],
    ['currency=eur!&currency=EUR', 'currency=eur!'],
    ['state=open', 'state=open'],
    ['in=CHF', 'in=CHF'],
    ['latePaymentRate=101', 'latePaymentRate=101'],
    ['sort=name', ''],
  ])('When an address says %s, Then what has no meaning is “%s”', (address, expected) => {
    const misread = misreadIn(new URLSearchParams(address), ['sort'], { currencies });
    expect(misread.map(({ name, value }) => `${name}=${value}`).join(' ')).toBe(expected);
  });

  it('When a filter has no value, Then it filters nothing', () => {
    const { filters } = viewFrom(new URLSearchParams('vendorId=&producer=&producer=erp&currency='));
    expect(filters).toEqual({ producer: ['erp'] });
  });

  it('When amounts are in one currency, Then only of those that have a rate', () => {
    const asked = (text: string, offered?: readonly string[]) =>
      viewFrom(new URLSearchParams({ in: text }), { currencies: offered }).inCurrency;
    expect(asked('EUR', currencies)).toBe('EUR');
    expect(asked('CHF', currencies)).toBeUndefined();
    expect(asked('EUR', [])).toBeUndefined();
    // While the rates are not known, a link keeps what it says.
    expect(asked('CHF')).toBe('CHF');
    expect(asked('euro')).toBeUndefined();
  });

  it('When it is narrowed, Then its amounts always stay in their currency', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(narrowed(view, { vendorId: 'V-1' }).inCurrency).toBe(view.inCurrency);
        expect(shownIn(view, undefined)).toEqual({ ...view, inCurrency: undefined });
        expect(viewParameters(shownIn(view, undefined)).has('in')).toBe(false);
      }),
    );
  });

  it('When an address says anything, Then there is always a period', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('last', 'period', 'from', 'to', 'currency', 'in'), fc.string()),
        (said) => {
          const { from, to } = periodOf(viewFrom(new URLSearchParams(said)).period, now);
          expect(from < to).toBe(true);
        },
      ),
    );
  });

  it('When it is compared, Then always with as long a time on the same weekdays', () => {
    fc.assert(
      fc.property(counted, (asked) => {
        const period = periodOf(asked, now);
        const before = previousOf(asked, now);
        const [from, to, past, end] = [period.from, period.to, before.from, before.to].map(Date.parse);
        if (from === undefined || to === undefined || past === undefined || end === undefined) return;
        expect((from - past) % (7 * dayMs)).toBe(0);
        expect(end).toBeLessThanOrEqual(from);
        expect(end - past).toBe((from < now && now < to ? now + 60_000 : to) - from);
      }),
    );
  });
});

describe('Given a period in steps', () => {
  it('When it is drawn, Then its steps always cover it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...buckets.slice(1)),
        fc.integer({ min: 1, max: 400 }),
        (bucket, length) => {
          const { from, to } = periodOf({ days: length }, now);
          const starts = bucketStarts({ from, to }, bucket);
          expect(starts[0] !== undefined && starts[0] <= from).toBe(true);
          expect(starts.every((start, index) => index === 0 || (start > from && start < to))).toBe(true);
          expect(starts).toEqual([...new Set(starts)].sort());
        },
      ),
    );
  });

  it('When the steps are weeks, Then each begins on a Monday', () => {
    const starts = bucketStarts(periodOf({ days: 90 }, now), 'week');
    expect(starts.map((start) => new Date(start).getUTCDay())).toEqual(starts.map(() => 1));
  });
});

describe('Given a figure and that of the period before', () => {
  const received = kpiOf('received-amount');
  const eur = (value: string | null) => ({ group: { currency: 'EUR' }, value });
  const changes = (kpi: typeof received, value: string | null, before: string | null) =>
    changeOf(kpi, { row: eur(value), before });

  it('When there was nothing before, Then it is new and no percentage', () => {
    expect(changes(received, '5', '0')).toEqual({ kind: 'new', isGood: undefined });
    expect(changes(received, '5', null)).toEqual({ kind: 'new', isGood: undefined });
    expect(changes(kpiOf('overdue-amount'), '5', '0')).toEqual({ kind: 'new', isGood: false });
    expect(changes(kpiOf('discounts-taken'), '5', '0')).toEqual({ kind: 'new', isGood: true });
  });

  it.each([
    ['is and was below 0', '-5', '-10', '+5.00'],
    ['falls below 0', '-5', '1250.5', '-1,255.50'],
    ['rises above 0', '1250.5', '-5', '+1,255.50'],
    ['was below 0 and is nothing', '0', '-5', '+5.00'],
  ])('When an amount %s, Then it moved by so much, not by a percentage', (_, value, before, text) => {
    const change = changes(received, value, before);
    expect(change?.kind).toBe('moved');
    expect(change && formatChange(change, 'money', 'EUR')).toBe(text);
  });

  it('When it is a mean, Then it is never new, and it moves from 0 in its unit', () => {
    const late = kpiOf('days-late');
    const words = (value: string, before: string) => {
      const change = changes(late, value, before);
      return change && formatChange(change, 'days');
    };
    expect([words('3', '0'), words('-1', '2.5'), words('0', '0')]).toEqual([
      '+3 days',
      '-3.5 days',
      'unchanged',
    ]);
  });

  it('When figures are any, Then a percentage is never of what is below 0', () => {
    const amounts = fc.integer({ min: -1_000, max: 1_000 });
    fc.assert(
      fc.property(amounts, amounts, (value, before) => {
        const change = changes(received, `${value}`, `${before}`);
        if (value === before) expect(change).toEqual({ kind: 'same' });
        else if (before === 0) expect(change).toEqual({ kind: 'new', isGood: undefined });
        else if (before > 0 && value >= 0)
          expect(change).toMatchObject({ kind: 'changed', by: expect.closeTo(value / before - 1, 9) });
        else expect(change).toMatchObject({ kind: 'moved', by: `${value - before}` });
      }),
    );
  });

  it('When it is a share, Then the change is in points', () => {
    const change = changes(kpiOf('on-time-rate'), '0.6', '0.5');
    expect(change).toMatchObject({ by: 0.1, inPoints: true, isGood: true });
    expect(change && formatChange(change, 'share')).toBe('+10 points');
  });

  it('When less is better, Then more is worse', () => {
    expect(changes(kpiOf('days-to-pay'), '12', '10')).toMatchObject({ by: 0.2, isGood: false });
    expect(changes(received, '12', '10')).toMatchObject({ isGood: undefined });
  });

  it('When it was not defined, Then nothing is compared', () => {
    expect(changes(kpiOf('days-to-pay'), '12', null)).toBeUndefined();
    expect(changes(received, null, '10')).toBeUndefined();
  });

  it('When a currency is gone, Then its sum is shown as 0', () => {
    const figures = figuresOf(received, reading(), reading(eur('10')));
    expect(figures).toEqual([{ row: eur('0'), before: '10' }]);
    expect(figuresOf(kpiOf('days-to-pay'), reading(), reading(eur('10')))).toEqual([]);
  });
});

describe('Given amounts', () => {
  it('When they are written, Then each has the digits of its currency', () => {
    expect(formatAmount('1234567890123456.789', 'EUR')).toBe('1,234,567,890,123,456.79');
    expect(formatAmount('1234.5', 'JPY')).toMatch(/^1,23[45]$/);
    expect(formatAmount('-0.001', 'USD')).toBe('0.00');
    expect(formatAmount('1.5', 'KWD')).toBe('1.500');
  });

  it('When they are parts of a whole, Then shares are never negative and add up', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 })), (amounts) => {
        const shares = sharesOf(amounts.map(String));
        expect(shares.every((share) => share >= 0)).toBe(true);
        const all = shares.reduce((sum, share) => sum + share, 0);
        expect(all === 0 || Math.abs(all - 1) < 1e-9).toBe(true);
      }),
    );
  });
});

describe('Given times in stages', () => {
  it('When one takes the largest share, Then it is the bottleneck', () => {
    const p90 = { ingestion: '100', reconciliation: '300', authorization: null, posting: '100' };
    expect(bottleneckOf(p90)).toEqual({ stage: 'reconciliation', share: 0.6 });
  });

  it('When nothing has left a stage, Then there is none', () => {
    expect(
      bottleneckOf({ ingestion: null, reconciliation: null, authorization: null, posting: null }),
    ).toBeUndefined();
  });
});
