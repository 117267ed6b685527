import type { TimeSeriesName } from '../../infra/cells/cell.ts';
import type { AlarmKind } from '../../infra/metrics/alarm-kind.ts';
import { alarmKinds } from '../../infra/monitoring/alarm-kinds.ts';
import { timeSeriesData } from '../../infra/stores/time-series-data.ts';

/** The kinds of alarms of a cell with this time series: all but those of the other stores. */
export function kindsWith(store: TimeSeriesName): readonly [string, AlarmKind][] {
  const ofOthers = new Set(
    Object.entries(timeSeriesData).flatMap(([name, { kinds }]) => (name === store ? [] : Object.keys(kinds))),
  );
  return Object.entries<AlarmKind>(alarmKinds).filter(([kind]) => !ofOthers.has(kind));
}
