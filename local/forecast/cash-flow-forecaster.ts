import { type CashFlowForecast, forecastSettings } from '../../dashboards/cash-flow-forecast.ts';
import type { RateTable } from '../../dashboards/figure-settings.ts';
import type { PayableValues } from '../../functions/core/analytics/forecast/payable-of.ts';
import { addDays } from '../../functions/core/invoice/dates.ts';
import type { Clock } from '../../lib/clock.ts';
import type { PayablesReader } from '../time-series/payables.ts';
import { aside } from './aside.ts';
import { keptForecast } from './kept-forecast.ts';

/** What the thread of a forecast is given. */
export interface AskedForecast {
  readonly invoices: readonly PayableValues[];
  readonly today: string;
  readonly rates: RateTable | undefined;
}

const script = new URL('./forecast-thread.ts', import.meta.url);

/**
 * Forecasts a cell's payments when somebody asks, in a thread of its own.
 * @param rates for a total in their base
 */
export function cashFlowForecaster(
  store: PayablesReader,
  clock: Clock,
  rates?: RateTable,
): () => Promise<CashFlowForecast> {
  return keptForecast(store, clock, {
    async make(today) {
      const invoices = await store.payables(
        addDays(today, -forecastSettings.days),
        // One more, which says that there are too many.
        forecastSettings.mostInvoices + 1,
      );
      const asked: AskedForecast = { invoices, today, rates };
      return aside<CashFlowForecast>(script, asked);
    },
    loading: (today, invoices) => ({
      ...{ asOf: addDays(today, -1), loading: { invoices } },
      ...{ currencies: [], leftOut: [] },
    }),
  });
}
