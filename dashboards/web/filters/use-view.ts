import { useMemo } from 'react';
import { reportingCurrencies } from '../../converted.ts';
import type { KpiDimension } from '../../kpis/kpi.ts';
import { type Misread, misreadIn, shownIn, type View, viewFrom } from '../../view.ts';
import { useFigureSettings } from '../data/figure-settings.ts';

interface AskedView {
  /** It keeps its identity when the cell's settings come in, unless they have no rate for its currency. */
  readonly view: View;
  readonly misread: readonly Misread[];
}

/**
 * The view that an address asks for, and what of the address has no meaning.
 * @param query the part of the address after the question mark
 * @param others names in it that mean something else to the page
 */
export function useView(
  query: string,
  dimensions: readonly KpiDimension[],
  others: readonly string[],
): AskedView {
  const settings = useFigureSettings();
  const parameters = useMemo(() => new URLSearchParams(query), [query]);
  const currencies = settings && reportingCurrencies(settings.rates);
  const { inCurrency } = viewFrom(parameters, { dimensions, currencies });
  const usual = settings?.assumed;
  const view = useMemo(() => {
    const asked = shownIn(viewFrom(parameters, { dimensions }), inCurrency);
    return usual ? { ...asked, usual } : asked;
  }, [parameters, dimensions, inCurrency, usual]);
  return { view, misread: misreadIn(parameters, others, { dimensions, currencies }) };
}
