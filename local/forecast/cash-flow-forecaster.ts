import { type CashFlowForecast, pastQuestion } from '../../dashboards/cash-flow-forecast.ts';
import type { RateTable } from '../../dashboards/figure-settings.ts';
import type { SampledPast } from '../../functions/core/analytics/forecast/sampled-past.ts';
import { addDays } from '../../functions/core/invoice/dates.ts';
import type { Clock } from '../../lib/clock.ts';
import type { PayablesReader } from '../time-series/payables.ts';
import { aside } from './aside.ts';
import { keptForecast } from './kept-forecast.ts';

/** What the thread of a forecast is given. */
export interface AskedForecast {
  readonly past: SampledPast;
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
      const asked: AskedForecast = { past: await store.payables(pastQuestion(today)), today, rates };
      return aside<CashFlowForecast>(script, asked);
    },
    loading: (today, invoices) => ({
      ...{ asOf: addDays(today, -1), loading: { invoices } },
      ...{ currencies: [], leftOut: [] },
    }),
  });
}
