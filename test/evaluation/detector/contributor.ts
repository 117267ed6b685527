import { explainSum, type Part } from '../../../functions/core/analytics/anomaly/explain.ts';
import type { HourlySeries } from '../../../functions/core/analytics/anomaly/hourly-series.ts';
import { countLimits, judgeHours } from '../../../functions/core/analytics/anomaly/judge.ts';
import { counts } from '../../../functions/core/analytics/anomaly/scale.ts';
import type { Incident } from './incidents.ts';
import { currencies, seriesOf, vendors, type World } from './world.ts';

const dimensions = { vendor: vendors, currency: currencies };

/** Of the incidents of one vendor or currency that the detector found, how many it names as the first cause. */
export function contributors(judged: World): { readonly named: number; readonly of: number } {
  let [named, of] = [0, 0];
  for (const incident of judged.incidents) {
    if (incident.scope.dimension === 'all' || incident.from < judged.judgedFrom) continue;
    const hours = judgeHours(seriesOf(judged, incident.scope), incident, counts, countLimits)
      .filter(({ verdict }) => verdict === 'unusual')
      .map(({ hour }) => hour);
    const [from] = hours;
    if (from === undefined) continue;
    of += 1;
    if (isNamed(judged, incident, { from, until: (hours.at(-1) ?? from) + 1 })) named += 1;
  }
  return { named, of };
}

function isNamed(
  judged: World,
  { scope }: Incident,
  hours: { readonly from: number; readonly until: number },
): boolean {
  const parts = (dimension: keyof typeof dimensions) =>
    dimensions[dimension].map((_, element) =>
      partOf(String(element), seriesOf(judged, { dimension, element }), hours),
    );
  const found = explainSum({ vendor: parts('vendor'), currency: parts('currency') });
  return found?.dimension === scope.dimension && found.elements[0]?.element === String(scope.element);
}

function partOf(
  element: string,
  series: HourlySeries,
  hours: { readonly from: number; readonly until: number },
): Part {
  const judged = judgeHours(series, hours, counts, countLimits);
  const sum = (of: 'value' | 'expected') => judged.reduce((total, hour) => total + (hour[of] ?? 0), 0);
  return { element, value: sum('value'), expected: sum('expected') };
}
