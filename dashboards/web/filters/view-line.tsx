import { endAsked, type Looker } from '../../asks.ts';
import { type Kpi, kpiDimensions } from '../../kpis/kpi.ts';
import { periodOf, previousOf } from '../../view.ts';
import { dimensionTitles } from '../format/dimensions.ts';
import { formatAsOf, formatLastDay, formatPeriod } from '../format/periods.ts';

interface ViewLineProps {
  readonly looker: Looker;
  readonly answers: { readonly asOf: number | undefined; readonly failed: boolean };
  /** The one figure that the page is about; a page of several unless given. */
  readonly kpi?: Kpi;
}

/** Which time and which part of the invoices the page is about, and as of when: printed as well. */
export function ViewLine({ looker: { view, now, zone }, answers, kpi }: ViewLineProps) {
  const period = periodOf(view.period, now);
  const filters = kpiDimensions.flatMap((dimension) => {
    const values = view.filters[dimension];
    return values ? [`${dimensionTitles[dimension]} ${values.join(', ')}`] : [];
  });
  const hasPeriod = kpi === undefined || kpi.clock !== null;
  const end = kpi && endAsked(kpi, period, now);
  return (
    <p className="view-line">
      {hasPeriod && <span>{formatPeriod(period)} (UTC)</span>}
      {end !== undefined && <span>as of the end of {formatLastDay(end)} (UTC)</span>}
      {kpi === undefined && view.compare && <span>against {formatPeriod(previousOf(period, now))}</span>}
      <span className="print-only">{filters.length > 0 ? filters.join('; ') : 'No filters'}</span>
      <span className={answers.failed ? 'stale-mark' : undefined}>
        {answers.failed && 'Not up to date. '}
        {formatAsOf(answers.asOf, zone)}
      </span>
    </p>
  );
}
