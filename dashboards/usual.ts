import { DateTime } from 'luxon';
import type { FigureAsk, Looker } from './asks.ts';
import { compareDecimals } from './figures.ts';
import type { KpiReading, Period } from './kpi-reader.ts';
import type { UsualPanel } from './pages/dashboard.ts';

const minuteMs = 60_000;

/** What a figure has come to today, and what it usually has by this time of the day on this day of the week. */
export interface Usual {
  readonly today: string;
  /** The middle one of the weeks before, the smaller of two; undefined while there are too few of them. */
  readonly usual: string | undefined;
  /** How many weeks before there are. */
  readonly weeks: number;
}

/**
 * Today up to the end of the present minute, and the same hours of the same day so many weeks before, in the
 * zone of who looks: by the clock on the wall, whatever happened to summer time in between.
 */
export function sameHours({ now, zone }: Pick<Looker, 'now' | 'zone'>, weeksAgo: number): Period {
  const day = DateTime.fromMillis(now, { zone }).startOf('day').minus({ weeks: weeksAgo });
  const until = DateTime.fromMillis(now + minuteMs, { zone }).minus({ weeks: weeksAgo });
  return { from: day.toUTC().toISO() ?? '', to: until.toUTC().toISO() ?? '' };
}

/** What the panel asks for: each figure of today and of the weeks before, and on which days there was one. */
export function usualAsks({ kpis, weeks }: UsualPanel, looker: Looker): readonly FigureAsk[] {
  return kpis.flatMap((kpi) => [
    ...Array.from({ length: weeks + 1 }, (_, weeksAgo) => weekAsk(kpi, looker, weeksAgo)),
    historyAsk(kpi, looker, weeks),
  ]);
}

/** A figure of the same hours so many weeks ago. */
export function weekAsk(kpi: string, looker: Looker, weeksAgo: number): FigureAsk {
  const period = sameHours(looker, weeksAgo);
  return { kpi, as: `${weeksAgo} weeks ago`, period, goesOn: true, settled: weeksAgo > 0 };
}

/** The days with something of a figure: a week more, so that the first day of all need not be one. */
export function historyAsk(kpi: string, looker: Looker, weeks: number): FigureAsk {
  const period = { from: sameHours(looker, weeks + 1).from, to: sameHours(looker, 0).to };
  return { kpi, as: 'history', period, bucket: 'day', goesOn: true, settled: true };
}

/**
 * What is usual.
 * @param readings of today and of the weeks before, the latest first
 * @param histories of all figures of the panel: a week in which there was one of them has a 0 of the others
 */
export function usualOf(
  readings: readonly (KpiReading | undefined)[],
  histories: readonly (KpiReading | undefined)[],
  atLeast: number,
): Usual {
  const firstDay = histories
    .flatMap((history) => history?.rows.flatMap(({ at }) => at ?? []) ?? [])
    .sort()
    .at(0);
  const [today, ...before] = readings;
  const there = before.filter(
    (reading) => reading !== undefined && firstDay !== undefined && firstDay < reading.query.period.to,
  );
  const values = there.map(countIn).sort(compareDecimals);
  return {
    today: countIn(today),
    usual: values.length < atLeast ? undefined : values[Math.ceil(values.length / 2) - 1],
    weeks: values.length,
  };
}

function countIn(reading: KpiReading | undefined): string {
  return reading?.rows[0]?.value ?? '0';
}
