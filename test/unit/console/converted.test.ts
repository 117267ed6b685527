import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareConverted,
  convertedAmount,
  inCurrency,
  isByCurrency,
  notConverted,
  ratesUsed,
  reportingCurrencies,
} from '../../../dashboards/converted.ts';
import type { RateTable } from '../../../dashboards/figure-settings.ts';
import type { KpiReading, KpiRow } from '../../../dashboards/kpi-reader.ts';
import type { Kpi } from '../../../dashboards/kpis/kpi.ts';
import { kpis } from '../../../dashboards/kpis/registry.ts';

const rates: RateTable = {
  base: 'EUR',
  asOf: '2026-11-20',
  source: 'ECB',
  perUnit: { USD: '1.0845', GBP: '0.8412' },
};

const split = kpis.filter(isByCurrency);
const sums = split.filter(({ aggregate }) => aggregate.kind === 'sum');
const ratios = split.filter(({ aggregate }) => aggregate.kind === 'ratio');

function firstOf(among: readonly Kpi[]): Kpi {
  const [kpi] = among;
  if (!kpi) throw new Error('there is no such KPI');
  return kpi;
}

function readingOf({ id }: Kpi, rows: readonly KpiRow[], truncated = false): KpiReading {
  const period = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
  return { query: { kpi: id, period, today: '2026-11-27' }, rows, truncated };
}

/** A number as a whole number of so small parts that every decimal of these tests is one. */
const places = 18;
function whole(text: string): bigint {
  return BigInt(new Big(text).times(new Big(10).pow(places)).toFixed(0));
}

/** `over` ÷ `under`, which is above 0, with six decimals, half to even: by whole numbers alone. */
function divided(over: bigint, under: bigint): string {
  const [size, sign] = over < 0n ? [-over, -1n] : [over, 1n];
  const [down, twice] = [(size * 1_000_000n) / under, ((size * 1_000_000n) % under) * 2n];
  const isUp = twice > under || (twice === under && down % 2n === 1n);
  return new Big(`${sign * (down + (isUp ? 1n : 0n))}`).div(1_000_000).toFixed();
}

interface Amount {
  readonly currency: string;
  readonly value: string;
}

const anyAmount = fc
  .record({ whole: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fraction: fc.nat({ max: 999_999 }) })
  .map((parts) => new Big(`${parts.whole}.${String(parts.fraction).padStart(6, '0')}`).toFixed());
const anyRate = fc.oneof(
  fc.integer({ min: 1, max: 2_000_000_000 }).map((number) => new Big(number).div(1e6).toFixed()),
  fc.constantFrom('0.000001', '1', '3', '0.5', '151.23'),
);
/** Some have a rate in a table, others never have one. */
const withRates = ['EUR', 'GBP', 'JPY', 'USD'];
const codes = [...withRates, 'CHF', 'XAU'];
const anyTable = fc
  .record({ base: fc.constantFrom(...withRates), perUnit: fc.tuple(...withRates.map(() => anyRate)) })
  .map(
    ({ base, perUnit }): RateTable => ({
      ...{ base, asOf: '2026-11-20', source: 'any' },
      perUnit: Object.fromEntries(
        withRates.flatMap((code, index) => (code === base ? [] : [[code, perUnit[index] ?? '1']])),
      ),
    }),
  );

function rateIn(table: RateTable, currency: string): string {
  return currency === table.base ? '1' : (table.perUnit[currency] ?? '');
}

/**
 * The sum in a currency as `over` ÷ `under`: each amount × the rate of the currency ÷ its own. Each
 * is brought over all rates, so that no division happens before the last.
 */
function recomputed(amounts: readonly Amount[], wanted: string, table: RateTable) {
  const under = withRates.reduce((product, code) => product * whole(rateIn(table, code)), 1n);
  const over = amounts
    .map(({ currency, value }) => (whole(value) * under) / whole(rateIn(table, currency)))
    .reduce((sum, each) => sum + each, 0n);
  return { over: over * whole(rateIn(table, wanted)), under: under * whole('1') };
}

const days = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'];
const anyGroup = fc.record({
  currency: fc.constantFrom(...codes),
  vendorId: fc.constantFrom('V-1', 'V-2', 'V-3'),
  at: fc.constantFrom(...days),
});
const anyRows = fc.uniqueArray(fc.record({ group: anyGroup, of: anyAmount, to: anyAmount }), {
  selector: ({ group }) => Object.values(group).join(),
});
type AnyRow = typeof anyRows extends fc.Arbitrary<infer T> ? T : never;

/** The rows that share day and vendor, without those of currencies that have no rate. */
function groupsOf(rows: AnyRow): ReadonlyMap<string, AnyRow> {
  const groups = new Map<string, AnyRow>();
  for (const row of rows.filter(({ group }) => withRates.includes(group.currency))) {
    const name = `${row.group.at} ${row.group.vendorId}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

function amountsOf(rows: AnyRow, part: 'of' | 'to'): readonly Amount[] {
  return rows.map((row) => ({ currency: row.group.currency, value: row[part] }));
}

function isUnknown({ group }: KpiRow): boolean {
  return !withRates.includes(group.currency ?? '');
}

describe('Given readings of amounts in any currencies, and any rates', () => {
  const sumRow = ({ group: { at, ...group }, of }: AnyRow[number]): KpiRow => ({ at, group, value: of });
  const ratioRow = ({ group: { at, ...group }, of, to }: AnyRow[number]): KpiRow => ({
    ...{ at, group, value: '0.5', parts: { of, to } },
  });

  it('When amounts are ordered, Then always by what they come to, in any currency', () => {
    const anyOwn = fc.record({ amount: anyAmount, currency: fc.constantFrom(...withRates) });
    fc.assert(
      fc.property(anyOwn, anyOwn, anyTable, fc.constantFrom(...withRates), (a, b, table, wanted) => {
        const [one, other] = [a, b].map(({ amount: value, currency }) => {
          const { over, under } = recomputed([{ value, currency }], wanted, table);
          expect(convertedAmount({ amount: value, currency }, wanted, table)).toBe(divided(over, under));
          return over;
        });
        if (one === undefined || other === undefined) throw new Error('there are two amounts');
        // Both are over the same number.
        expect(compareConverted(a, b, table)).toBe(one < other ? -1 : one > other ? 1 : 0);
      }),
    );
  });

  it('When sums are converted, Then each always is what it is by whole numbers', () => {
    fc.assert(
      fc.property(anyRows, anyTable, fc.constantFrom(...withRates), (rows, table, wanted) => {
        const kpi = firstOf(sums);
        const found = inCurrency(readingOf(kpi, rows.map(sumRow)), kpi, wanted, table).rows;
        const known = found.filter((row) => !isUnknown(row));
        const groups = groupsOf(rows);
        expect(known).toHaveLength(groups.size);
        for (const { at, group, value } of known) {
          expect(group.currency).toBe(wanted);
          const sum = recomputed(amountsOf(groups.get(`${at} ${group.vendorId}`) ?? [], 'of'), wanted, table);
          expect(value).toBe(divided(sum.over, sum.under));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('When ratios are converted, Then their parts always are, and divided again', () => {
    fc.assert(
      fc.property(
        ...([anyRows, anyTable, fc.constantFrom(...withRates), fc.constantFrom(...ratios)] as const),
        (rows, table, wanted, kpi) => {
          const found = inCurrency(readingOf(kpi, rows.map(ratioRow)), kpi, wanted, table).rows;
          const groups = groupsOf(rows);
          const times = kpi.aggregate.kind === 'ratio' ? (kpi.aggregate.times ?? 1) : 1;
          const known = found.filter((row) => !isUnknown(row));
          expect(known).toHaveLength(groups.size);
          for (const { at, group, value, parts } of known) {
            const own = groups.get(`${at} ${group.vendorId}`) ?? [];
            const of = recomputed(amountsOf(own, 'of'), wanted, table);
            const to = recomputed(amountsOf(own, 'to'), wanted, table);
            expect(parts).toEqual({ of: divided(of.over, of.under), to: divided(to.over, to.under) });
            // Both parts have the same divisor.
            expect(value).toBe(to.over > 0n ? divided(of.over * BigInt(times), to.over) : null);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('When a currency has no rate, Then its rows are never changed or dropped', () => {
    fc.assert(
      fc.property(anyRows, anyTable, fc.constantFrom(...withRates), (rows, table, wanted) => {
        for (const [kpi, rowOf] of [
          [firstOf(sums), sumRow],
          [firstOf(ratios), ratioRow],
        ] as const) {
          const before = readingOf(kpi, rows.map(rowOf));
          const after = inCurrency(before, kpi, wanted, table);
          expect(after.rows.filter(isUnknown)).toEqual(before.rows.filter(isUnknown));
          const unknown = new Set(before.rows.filter(isUnknown).map(({ group }) => group.currency));
          expect(notConverted(after, wanted)).toEqual([...unknown].sort());
        }
      }),
    );
  });

  it('When amounts have the currency already, Then they always stay what they are', () => {
    fc.assert(
      fc.property(anyAmount, anyTable, fc.constantFrom(...withRates), (value, table, currency) => {
        const kpi = firstOf(sums);
        const reading = readingOf(kpi, [{ group: { currency }, value }]);
        expect(inCurrency(reading, kpi, currency, table).rows).toEqual(reading.rows);
      }),
    );
  });
});

describe('Given a table of rates', () => {
  const kpi = firstOf(sums);
  const rows = [
    { group: { currency: 'EUR' }, value: '100' },
    { group: { currency: 'USD' }, value: '108.45' },
    { group: { currency: 'JPY' }, value: '5000' },
  ];

  it('When an amount is brought to the base, Then it is divided by its rate', () => {
    expect(inCurrency(readingOf(kpi, rows), kpi, 'EUR', rates).rows).toEqual([
      { group: { currency: 'EUR' }, value: '200' },
      { group: { currency: 'JPY' }, value: '5000' },
    ]);
    expect(inCurrency(readingOf(kpi, rows), kpi, 'GBP', rates).rows[0]?.value).toBe('168.24');
  });

  it('When a half is rounded, Then to the even neighbour', () => {
    const halves = { ...rates, perUnit: { USD: '2' } };
    const inEur = (value: string) =>
      inCurrency(readingOf(kpi, [{ group: { currency: 'USD' }, value }]), kpi, 'EUR', halves).rows[0]?.value;
    expect(inEur('0.000001')).toBe('0');
    expect(inEur('0.000003')).toBe('0.000002');
    expect(inEur('-0.000005')).toBe('-0.000002');
  });

  it('When a reading lacks rows, Then no sum of the others is shown', () => {
    expect(inCurrency(readingOf(kpi, rows, true), kpi, 'EUR', rates).rows).toEqual([
      { group: { currency: 'EUR' }, value: null },
      { group: { currency: 'JPY' }, value: '5000' },
    ]);
  });

  it('When currencies are offered, Then the base and those with a rate', () => {
    expect(reportingCurrencies(rates)).toEqual(['EUR', 'GBP', 'USD']);
    expect(reportingCurrencies(undefined)).toEqual([]);
    expect(ratesUsed(rates, ['EUR', 'JPY', 'USD'])).toBe('1 EUR = 1.0845 USD');
  });

  it('When a figure is not of amounts, Then it stays as it is', () => {
    const counted = firstOf(kpis.filter((each) => !isByCurrency(each)));
    const reading = readingOf(counted, [{ group: { currency: 'USD' }, value: '3' }]);
    expect(inCurrency(reading, counted, 'EUR', rates)).toBe(reading);
  });
});

describe('Given every KPI', () => {
  it('When it is split by currency, Then it can be converted', () => {
    for (const kpi of split) {
      const parts = { of: '108.45', to: '216.9' };
      const reading = readingOf(kpi, [{ group: { currency: 'USD' }, value: '108.45', parts }]);
      const [row, ...others] = inCurrency(reading, kpi, 'EUR', rates).rows;
      expect(row?.group.currency).toBe('EUR');
      expect(others).toEqual([]);
      if (kpi.unit === 'money') expect(row?.value).toBe('100');
      else expect(row?.parts).toEqual({ of: '100', to: '200' });
    }
  });

  it('When it is money, Then it is split by currency', () => {
    expect(kpis.filter((kpi) => kpi.unit === 'money' && !isByCurrency(kpi))).toEqual([]);
  });
});
