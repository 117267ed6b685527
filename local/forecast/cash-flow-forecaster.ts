import { Worker } from 'node:worker_threads';
import { type CashFlowForecast, forecastSettings } from '../../dashboards/cash-flow-forecast.ts';
import type { PayableValues } from '../../functions/core/analytics/forecast/payable-of.ts';
import { addDays } from '../../functions/core/invoice/dates.ts';
import type { Clock } from '../../lib/clock.ts';
import type { PayablesReader } from '../time-series/payables.ts';

/** A forecast is made anew when it is older than this, and than so many times what it took. */
const freshMs = 60_000;
const timesItsWork = 20;

interface Made {
  readonly forecast: CashFlowForecast;
  readonly at: number;
  readonly tookMs: number;
}

/**
 * Forecasts a cell's payments when somebody asks, in a thread of its own, at most a twentieth of the
 * time. Who asks while there is one of this day gets it, and has it made anew once it is old.
 * @param payables see `PayablesReader`
 */
export function cashFlowForecaster(
  payables: PayablesReader['payables'],
  clock: Clock,
): () => Promise<CashFlowForecast> {
  let made: Made | undefined;
  let making: Promise<CashFlowForecast> | undefined;
  const make = async (today: string): Promise<CashFlowForecast> => {
    const began = clock.now();
    const invoices = await payables(
      addDays(today, -forecastSettings.days),
      // One more, which says that there are too many.
      forecastSettings.mostInvoices + 1,
    );
    const forecast = await forecastAside(invoices, today);
    made = { forecast, at: clock.now(), tookMs: clock.now() - began };
    return forecast;
  };
  const makeOnce = (today: string) => {
    making ??= make(today).finally(() => {
      making = undefined;
    });
    return making;
  };
  return async () => {
    const now = clock.now();
    const today = new Date(now).toISOString().slice(0, 10);
    if (made?.forecast.asOf !== addDays(today, -1)) return makeOnce(today);
    const isOld = now - made.at > Math.max(freshMs, timesItsWork * made.tookMs);
    // Nobody waits for it: should it fail, the next to ask tries again.
    if (isOld) makeOnce(today).catch(() => {});
    return made.forecast;
  };
}

function forecastAside(invoices: readonly PayableValues[], today: string): Promise<CashFlowForecast> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./forecast-thread.ts', import.meta.url), {
      workerData: { invoices, today },
    });
    // A cell that is stopped does not wait for it.
    worker.unref();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the forecast has ended without one')));
  });
}
