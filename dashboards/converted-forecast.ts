import Big from 'big.js';
import type {
  CashFlowForecast,
  ForecastChange,
  ForecastCurrency,
  ForecastInterval,
  ForecastTotal,
  ForecastWeek,
} from './cash-flow-forecast.ts';
import { convertedAmount, convertedSum, rateOf } from './converted.ts';
import type { RateTable } from './figure-settings.ts';

/** What is expected to be paid in several currencies, in one. */
export interface ConvertedForecast {
  readonly currency: string;
  /** Those that it is the sum of. */
  readonly of: readonly string[];
  /** Those without a rate, which it lacks. */
  readonly left: readonly string[];
  readonly weeks: readonly ConvertedWeek[];
  /** Of all of it, before and now at the same rates. */
  readonly change: ForecastChange;
}

/** Intervals are missing where nothing was simulated of just this sum: they do not add up. */
export type ConvertedWeek = Omit<ForecastWeek, 'in80' | 'in95'> &
  Partial<Pick<ForecastWeek, 'in80' | 'in95'>>;

/** The weeks of one currency, and what changed. */
type Shown = Pick<ForecastCurrency, 'currency' | 'weeks' | 'change'>;

/**
 * Some currencies of a forecast in one: what is due and what is expected is added up exactly and rounded
 * once; intervals are those of the total that was simulated, if it is of the same currencies.
 * @param shown currencies of the forecast
 * @returns undefined if none of them has a rate
 */
export function convertedForecast(
  { total }: Pick<CashFlowForecast, 'total'>,
  shown: readonly Shown[],
  to: string,
  rates: RateTable,
): ConvertedForecast | undefined {
  const parts = shown.filter(({ currency }) => rateOf(rates, currency));
  const [first] = parts;
  if (!first) return undefined;
  const of = parts.map(({ currency }) => currency);
  const known = parts.length === 1 ? first : isOf(total, of) ? total : undefined;
  const allOf = (amountOf: (part: Shown) => string) =>
    convertedSum(
      parts.map((part) => ({ currency: part.currency, amount: amountOf(part) })),
      to,
      rates,
    );
  const sumOf = (week: number, column: 'contractual' | 'optimistic' | 'expected' | 'toCome') =>
    allOf(({ weeks }) => weeks[week]?.[column] ?? '0');
  const changed = (what: keyof ForecastChange) => allOf(({ change }) => change[what]);
  return {
    ...{ currency: to, of },
    left: shown.flatMap(({ currency }) => (of.includes(currency) ? [] : [currency])),
    change: {
      ...{ before: changed('before'), received: changed('received'), paid: changed('paid') },
      ...{ notPaid: changed('notPaid'), toCome: changed('toCome') },
      ...{ reestimated: changed('reestimated'), now: changed('now') },
    },
    weeks: first.weeks.map(({ from, to: last }, week) => {
      const expected = sumOf(week, 'expected');
      const interval = (level: 'in80' | 'in95') => {
        const own = known?.weeks[week]?.[level];
        return own && known
          ? holding(expected, convertedInterval(own, known.currency, to, rates))
          : undefined;
      };
      const [in80, in95] = [interval('in80'), interval('in95')];
      return {
        ...{ from, to: last, expected, toCome: sumOf(week, 'toCome') },
        ...{ contractual: sumOf(week, 'contractual'), optimistic: sumOf(week, 'optimistic') },
        ...(in80 && { in80 }),
        ...(in95 && { in95 }),
      };
    }),
  };
}

function isOf(total: ForecastTotal | undefined, currencies: readonly string[]): total is ForecastTotal {
  return total?.of.length === currencies.length && currencies.every((each) => total.of.includes(each));
}

function convertedInterval(
  { low, high }: ForecastInterval,
  currency: string,
  to: string,
  rates: RateTable,
): ForecastInterval {
  const converted = (amount: string) => convertedAmount({ amount, currency }, to, rates);
  return { low: converted(low), high: converted(high) };
}

/** The interval with what is expected in it: both were rounded before they were converted. */
function holding(expected: string, { low, high }: ForecastInterval): ForecastInterval {
  return {
    low: new Big(expected).lt(low) ? expected : low,
    high: new Big(expected).gt(high) ? expected : high,
  };
}
