import { Worker } from 'node:worker_threads';
import { type CashFlowForecast, forecastSettings } from '../../dashboards/cash-flow-forecast.ts';
import type { RateTable } from '../../dashboards/figure-settings.ts';
import type { PayableValues } from '../../functions/core/analytics/forecast/payable-of.ts';
import { addDays } from '../../functions/core/invoice/dates.ts';
import type { Clock } from '../../lib/clock.ts';
import type { KnownPast, PayablesReader } from '../time-series/payables.ts';

/** A forecast is made anew when it is older than this, and than so many times what it took. */
const freshMs = 60_000;
const timesItsWork = 20;
/** The past stands still when for so long next to nothing of it has come in. */
const stillMs = 20_000;
/** Late events, which are no load of a history: so many, or such a share of the invoices that are known. */
const fewLate = 20;
const lateShare = 0.005;
/** What was learned from a past that has grown by more is no forecast any more. */
const grownShare = 0.01;

interface Made {
  readonly forecast: CashFlowForecast;
  /** What was known of the past just before it was read. */
  readonly past: KnownPast;
  readonly at: number;
  readonly tookMs: number;
}

/**
 * Forecasts a cell's payments when somebody asks, in a thread of its own, at most a twentieth of the
 * time. Who asks while there is one of this day gets it, and has it made anew once it is old. Of a past
 * that is still being loaded there is none, and one of a past that has grown since is nobody's.
 * @param rates for a total in their base
 */
export function cashFlowForecaster(
  store: PayablesReader,
  clock: Clock,
  rates?: RateTable,
): () => Promise<CashFlowForecast> {
  let made: Made | undefined;
  let making: Promise<CashFlowForecast> | undefined;
  const make = async (today: string, past: KnownPast): Promise<CashFlowForecast> => {
    const began = clock.now();
    const invoices = await store.payables(
      addDays(today, -forecastSettings.days),
      // One more, which says that there are too many.
      forecastSettings.mostInvoices + 1,
    );
    const forecast = await forecastAside({ invoices, today, rates });
    made = { forecast, past, at: clock.now(), tookMs: clock.now() - began };
    return forecast;
  };
  const makeOnce = (today: string, past: KnownPast) => {
    making ??= make(today, past).finally(() => {
      making = undefined;
    });
    return making;
  };
  const look = (today: string) => store.knownPast(today, clock.now() - stillMs);
  return async () => {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const past = await look(today);
    if (isLoading(past)) return loading(today, past);
    if (made?.forecast.asOf !== addDays(today, -1) || hasGrown(made.past, past)) {
      const forecast = await makeOnce(today, past);
      // A load may have begun while it was made.
      const since = await look(today);
      return isLoading(since) ? loading(today, since) : forecast;
    }
    const isOld = clock.now() - made.at > Math.max(freshMs, timesItsWork * made.tookMs);
    // Nobody waits for it: should it fail, the next to ask tries again.
    if (isOld) makeOnce(today, past).catch(() => {});
    return made.forecast;
  };
}

function isLoading({ arriving, invoices }: KnownPast): boolean {
  return arriving > Math.max(fewLate, lateShare * invoices);
}

function hasGrown(from: KnownPast, to: KnownPast): boolean {
  const isMore = (before: number, after: number) => Math.abs(after - before) > grownShare * before;
  return isMore(from.invoices, to.invoices) || isMore(from.settled, to.settled);
}

function loading(today: string, { invoices }: KnownPast): CashFlowForecast {
  return { asOf: addDays(today, -1), loading: { invoices }, currencies: [], leftOut: [] };
}

/** What the thread of a forecast is given. */
export interface AskedForecast {
  readonly invoices: readonly PayableValues[];
  readonly today: string;
  readonly rates: RateTable | undefined;
}

function forecastAside(asked: AskedForecast): Promise<CashFlowForecast> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./forecast-thread.ts', import.meta.url), { workerData: asked });
    // A cell that is stopped does not wait for it.
    worker.unref();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the forecast has ended without one')));
  });
}
