import { useMemo } from 'react';
import { reportingCurrencies } from '../../converted.ts';
import type { KpiDimension } from '../../kpis/kpi.ts';
import { shownIn, type View, viewFrom } from '../../view.ts';
import { useFigureSettings } from '../data/figure-settings.ts';

/**
 * The view that an address asks for. It keeps its identity when the cell's settings come in, unless
 * they have no rate for the currency that is asked for.
 * @param query the part of the address after the question mark
 */
export function useView(query: string, dimensions: readonly KpiDimension[]): View {
  const settings = useFigureSettings();
  const currencies = settings && reportingCurrencies(settings.rates);
  const { inCurrency } = viewFrom(new URLSearchParams(query), dimensions, currencies);
  const usual = settings?.assumed;
  return useMemo(() => {
    const view = shownIn(viewFrom(new URLSearchParams(query), dimensions), inCurrency);
    return usual ? { ...view, usual } : view;
  }, [query, dimensions, inCurrency, usual]);
}
