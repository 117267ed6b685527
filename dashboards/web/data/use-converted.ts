import { useMemo } from 'react';
import { inCurrency, isByCurrency, notConverted, rateOf } from '../../converted.ts';
import type { RateTable } from '../../figure-settings.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { View } from '../../view.ts';
import { useFigureSettings } from './figure-settings.ts';
import type { Answers } from './use-readings.ts';

/** In which currency the amounts of a page are shown, and what of them is. */
export interface Conversion {
  readonly currency: string;
  readonly rates: RateTable;
  /** Those that the answers of these names were converted from. */
  readonly from: (names: readonly string[]) => readonly string[];
  /** Those in these answers that have no rate, and stay as they are. */
  readonly left: (names: readonly string[]) => readonly string[];
  /** Whether one of these answers lacks rows, so that it has no sum. */
  readonly isCut: (names: readonly string[]) => boolean;
  /** The currencies of what is behind a converted figure; undefined if it has all there are. */
  readonly behind: readonly string[] | undefined;
}

interface Shown {
  readonly answers: Answers<KpiReading>;
  /** Undefined while each amount is shown in its own currency. */
  readonly conversion: Conversion | undefined;
}

/**
 * The readings of a page as its view shows them: the only place where amounts are converted. Until
 * the rates are known there are none, as amounts would be taken for what they are not.
 * @param names of all readings of the page
 */
export function useConverted(
  readings: Answers<KpiReading>,
  names: readonly string[],
  { inCurrency: currency }: View,
): Shown {
  const settings = useFigureSettings();
  const rates = settings?.rates;
  const convert = useMemo(
    () => (currency !== undefined && rates ? converter(currency, rates) : undefined),
    [currency, rates],
  );
  if (currency === undefined) return { answers: readings, conversion: undefined };
  if (!rates || !convert) return { answers: { ...readings, get: () => undefined }, conversion: undefined };
  const amounts = (among: readonly string[]) =>
    among.flatMap((name) => readings.get(name) ?? []).filter(({ query }) => isByCurrency(kpiOf(query.kpi)));
  const from = (among: readonly string[]) =>
    currenciesIn(amounts(among)).filter((each) => rateOf(rates, each) !== undefined);
  const left = (among: readonly string[]) => [
    ...new Set(amounts(among).flatMap((reading) => notConverted(convert(reading), currency))),
  ];
  const isCut = (among: readonly string[]) => amounts(among).some(({ truncated }) => truncated);
  return {
    answers: {
      ...readings,
      get: (name) => {
        const reading = readings.get(name);
        return reading && convert(reading);
      },
    },
    conversion: {
      ...{ currency, rates, from, left, isCut },
      behind: left(names).length > 0 ? from(names) : undefined,
    },
  };
}

function currenciesIn(readings: readonly KpiReading[]): readonly string[] {
  return [...new Set(readings.flatMap(({ rows }) => rows.flatMap(({ group }) => group.currency ?? [])))];
}

/** Converts each reading once, however often it is shown. */
function converter(currency: string, rates: RateTable): (reading: KpiReading) => KpiReading {
  const done = new WeakMap<KpiReading, KpiReading>();
  return (reading) => {
    const known = done.get(reading);
    if (known) return known;
    const converted = inCurrency(reading, kpiOf(reading.query.kpi), currency, rates);
    done.set(reading, converted);
    return converted;
  };
}
