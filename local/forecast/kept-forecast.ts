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

/** A forecast says which day (UTC) is the last that it knows of. */
interface Forecast {
  readonly asOf: string;
}

interface Made<Kind extends Forecast> {
  readonly forecast: Kind;
  /** What was known of the past just before it was read. */
  readonly past: KnownPast;
  readonly at: number;
  readonly tookMs: number;
}

/** How a kind of forecast is made. */
export interface Forecasting<Kind extends Forecast> {
  /** @param today `YYYY-MM-DD` (UTC): the first day that is forecast */
  make(today: string): Promise<Kind>;
  /** What is said while a history is loaded. @param invoices that had begun before today, of those known by now */
  loading(today: string, invoices: number): Kind;
}

/**
 * Makes a forecast when somebody asks, at most a twentieth of the time. Who asks while there is one of this day
 * gets it, and has it made anew once it is old. Of a past that is still being loaded there is none, and one of a
 * past that has grown since is nobody's.
 */
export function keptForecast<Kind extends Forecast>(
  store: Pick<PayablesReader, 'knownPast'>,
  clock: Clock,
  { make, loading }: Forecasting<Kind>,
): () => Promise<Kind> {
  let made: Made<Kind> | undefined;
  let making: Promise<Kind> | undefined;
  const makeNow = async (today: string, past: KnownPast): Promise<Kind> => {
    const began = clock.now();
    const forecast = await make(today);
    made = { forecast, past, at: clock.now(), tookMs: clock.now() - began };
    return forecast;
  };
  const makeOnce = (today: string, past: KnownPast) => {
    making ??= makeNow(today, past).finally(() => {
      making = undefined;
    });
    return making;
  };
  const look = (today: string) => store.knownPast(today, clock.now() - stillMs);
  return async () => {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const past = await look(today);
    if (isLoading(past)) return loading(today, past.invoices);
    if (made?.forecast.asOf !== addDays(today, -1) || hasGrown(made.past, past)) {
      const forecast = await makeOnce(today, past);
      // A load may have begun while it was made.
      const since = await look(today);
      return isLoading(since) ? loading(today, since.invoices) : forecast;
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
