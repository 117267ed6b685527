import { endAsked, type FigureAsk, isComparable, type Looker } from './asks.ts';
import { bucketMs, type KpiReading, type Period } from './kpi-reader.ts';
import type { Kpi } from './kpis/kpi.ts';
import { coverage } from './pages/coverage.ts';
import { periodOf, previousOf } from './periods.ts';

/** What a cell has data of, as far as that is known. */
export type Coverage =
  | { readonly isKnown: false }
  | {
      readonly isKnown: true;
      /** The day (UTC, `YYYY-MM-DD`) on which it received its first invoice; undefined without any. */
      readonly firstDay: string | undefined;
    };

/** Of what a period lacks data. */
export interface Gap {
  /** The first day with data in it, `YYYY-MM-DD`; undefined if it has none. */
  readonly since: string | undefined;
}

/** How far back invoices are looked for: as many months as a cell answers at once. */
const yearsBack = 100;

/**
 * What tells in which month the first invoice was received. Filters do not apply: a vendor may be new, data
 * are missing for all.
 * @param now ms since the epoch
 */
export function monthsAsk(now: number): FigureAsk {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return {
    ...{ ...coverage, as: 'months', bucket: 'month' },
    period: between(Date.UTC(year - yearsBack, month), Date.UTC(year, month + 1)),
  };
}

/** What tells on which day of a month that was. @param day any of the month */
export function daysAsk(day: string): FigureAsk {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1];
  return {
    ...{ ...coverage, as: 'days', bucket: 'day' },
    period: between(Date.UTC(year, month), Date.UTC(year, month + 1)),
  };
}

/** The beginning of the first step in which something was received, `YYYY-MM-DD`. */
export function firstIn({ rows }: KpiReading): string | undefined {
  return rows
    .flatMap(({ at, value }) => (at !== undefined && Number(value) > 0 ? [at.slice(0, 10)] : []))
    .sort()[0];
}

/** What the period lacks; undefined if nothing, or that is not known. */
export function gapOf({ from, to }: Period, coverage: Coverage): Gap | undefined {
  if (!coverage.isKnown) return undefined;
  const { firstDay } = coverage;
  if (firstDay === undefined || Date.parse(firstDay) >= Date.parse(to)) return { since: undefined };
  return firstDay <= from.slice(0, 10) ? undefined : { since: firstDay };
}

/** What the view's own period lacks. */
export function ownGap({ view, now }: Looker, coverage: Coverage): Gap | undefined {
  return gapOf(periodOf(view.period, now), coverage);
}

/** What the period before lacks, if anything is compared with it. */
export function gapBefore({ view, now }: Looker, coverage: Coverage): Gap | undefined {
  return view.compare ? gapOf(previousOf(view.period, now), coverage) : undefined;
}

/** Whether all of a figure's time is before the first data: it is not 0 then, but not known. */
export function lacksData(kpi: Kpi, looker: Looker, coverage: Coverage): boolean {
  const gap = ownGap(looker, coverage);
  if (!gap || gap.since !== undefined) return false;
  const period = periodOf(looker.view.period, looker.now);
  return kpi.clock !== null || endAsked(kpi, period, looker.now) !== undefined;
}

/** Of the days that a figure looks back at, those that there are data of. */
export interface ShortLook {
  readonly days: number;
  readonly of: number;
}

/**
 * What a figure lacks of the days that it looks back at; undefined if nothing.
 * @param end exclusive, RFC 3339
 */
export function shortLook(kpi: Kpi, end: string, coverage: Coverage): ShortLook | undefined {
  if (kpi.looksBack === undefined || !coverage.isKnown || coverage.firstDay === undefined) return undefined;
  const first = Date.parse(coverage.firstDay);
  const days = Math.max(0, Math.ceil((Date.parse(end) - first) / bucketMs.day));
  return days < kpi.looksBack ? { days, of: kpi.looksBack } : undefined;
}

/** The end that a figure of the view looks back from. */
export function lookEnd(kpi: Kpi, { view, now }: Looker): string {
  return endAsked(kpi, periodOf(view.period, now), now) ?? new Date(now).toISOString();
}

/** Whether there are data of all that a figure is held against. */
export function isCompared(kpi: Kpi, looker: Looker, coverage: Coverage): boolean {
  const { view, now } = looker;
  if (!view.compare || !isComparable(kpi) || !coverage.isKnown || gapBefore(looker, coverage)) return false;
  const before = previousOf(view.period, now);
  const ends = [endAsked(kpi, before, now) ?? before.to, lookEnd(kpi, looker)];
  return ends.every((end) => shortLook(kpi, end, coverage) === undefined);
}

function between(from: number, to: number): Period {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
