import { endAsked, type Looker } from '../../asks.ts';
import { conversionWords } from '../../converted.ts';
import { type Coverage, gapBefore, ownGap } from '../../coverage.ts';
import { dimensionTitles } from '../../dimension-titles.ts';
import { type Kpi, kpiDimensions } from '../../kpis/kpi.ts';
import { calendarTitles, periodOf, previousOf, type ViewPeriod } from '../../periods.ts';
import type { Feed } from '../data/status-feed.ts';
import type { Conversion } from '../data/use-converted.ts';
import { formatAsOf, formatLastDay, formatPeriod, gapWords } from '../format/periods.ts';
import { usePrintedLine } from './use-printed-line.ts';

interface ViewLineProps {
  readonly looker: Looker;
  readonly feed: Feed;
  readonly answers: { readonly asOf: number | undefined; readonly failed: boolean };
  /** What the cell has data of. */
  readonly coverage?: Coverage;
  /** The one figure that the page is about; a page of several unless given. */
  readonly kpi?: Kpi;
  /** Of the amounts of the page. */
  readonly conversion: Conversion | undefined;
}

/** Which time and which part of the invoices the page is about, and as of when: printed as well. */
export function ViewLine({
  looker,
  feed,
  answers,
  coverage = { isKnown: false },
  kpi,
  conversion,
}: ViewLineProps) {
  const { view, now, zone } = looker;
  const [lack, gap] = [ownGap(looker, coverage), gapBefore(looker, coverage)];
  const cell = feed.window.at(-1);
  const period = periodOf(view.period, now);
  const filters = kpiDimensions.flatMap((dimension) => {
    const values = view.filters[dimension];
    return values ? [`${dimensionTitles[dimension]} ${values.join(', ')}`] : [];
  });
  const hasPeriod = kpi === undefined || kpi.clock !== null;
  const end = kpi && endAsked(kpi, period, now);
  const days = hasPeriod
    ? `${namedPeriod(view.period)}${formatPeriod(period)} (UTC)`
    : end !== undefined
      ? `as of the end of ${formatLastDay(end)} (UTC)`
      : undefined;
  const where = `Cell ${cell ? `${cell.cell}, ${cell.region}` : 'not known'}`;
  const which = filters.length > 0 ? filters.join('; ') : 'No filters';
  const when = formatAsOf(answers.asOf, zone);
  const rates = conversion && conversionWords(conversion.currency, conversion.rates);
  usePrintedLine(
    [document.title, days, lack && gapWords(lack), where, which, rates, when]
      .filter((each) => each !== undefined)
      .join(' · '),
  );
  return (
    <p className="view-line">
      {days !== undefined && <span>{days}</span>}
      {lack && <strong>{gapWords(lack)}</strong>}
      {kpi === undefined && view.compare && (
        <span>
          {gap && 'not '}against {formatPeriod(previousOf(view.period, now))}
          {gap && `: ${gapWords(gap)}`}
        </span>
      )}
      <span className="print-only">{where}</span>
      <span className="print-only">{which}</span>
      {rates !== undefined && <span>{rates}</span>}
      <span className={answers.failed ? 'stale-mark' : undefined}>
        {answers.failed && 'Not up to date. '}
        {when}
      </span>
    </p>
  );
}

/** What the calendar calls a period, before its days. */
function namedPeriod(period: ViewPeriod): string {
  return 'calendar' in period ? `${calendarTitles[period.calendar]}: ` : '';
}
