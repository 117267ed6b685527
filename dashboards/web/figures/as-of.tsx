import { endAsked } from '../../asks.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { periodOf } from '../../periods.ts';
import { formatLastDay } from '../format/periods.ts';
import type { Board } from './board.ts';

/** As of when a figure is that has no period, where the page's period is over and one may think of that. */
export function AsOf({ kpi, looker: { view, now } }: { kpi: Kpi; looker: Board['looker'] }) {
  const period = periodOf(view.period, now);
  if (kpi.clock !== null || Date.parse(period.to) > now) return null;
  const end = endAsked(kpi, period, now);
  return <span className="change">{end === undefined ? 'as of now' : `end of ${formatLastDay(end)}`}</span>;
}
