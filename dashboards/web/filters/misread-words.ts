import { dimensionTitles } from '../../dimension-titles.ts';
import { isAssumption } from '../../kpis/assumptions.ts';
import { type KpiDimension, kpiDimensions } from '../../kpis/kpi.ts';
import { calendarTitles, periodNames, type ViewPeriod } from '../../periods.ts';
import { assumedWords, type Misread, type View } from '../../view.ts';
import { formatDate } from '../format/times.ts';

/** A part of the address without a meaning, and what the page does instead, in words. */
export interface MisreadPart extends Misread {
  readonly instead: string;
}

/** What the page shows in the place of each part. @param dimensions that the page can be narrowed to */
export function misreadParts(
  misread: readonly Misread[],
  view: View,
  dimensions: readonly KpiDimension[],
): readonly MisreadPart[] {
  return misread.map((each) => ({ ...each, instead: insteadOf(each.name, view, dimensions) }));
}

function insteadOf(name: string, view: View, dimensions: readonly KpiDimension[]): string {
  const dimension = kpiDimensions.find((each) => each === name);
  if (dimension && dimensions.includes(dimension)) {
    const values = view.filters[dimension];
    return values
      ? `shown: ${values.join(', ')}`
      : `not filtered by ${dimensionTitles[dimension].toLowerCase()}`;
  }
  if (periodNames.includes(name)) return `shown: ${periodWords(view.period)}`;
  if (name === 'compare') return view.compare ? 'compared with the period before' : 'not compared';
  if (name === 'in') return `amounts in ${view.inCurrency ?? 'their own currencies'}`;
  return isAssumption(name) ? assumedWords(view, name) : 'nothing here has that name';
}

/** A period in words, as it was asked for: `the last 30 days`. */
export function periodWords(period: ViewPeriod): string {
  if ('days' in period) return `the last ${period.days} days`;
  if ('calendar' in period) return calendarTitles[period.calendar].toLowerCase();
  return `${formatDate(period.from)} to ${formatDate(period.to)}`;
}
