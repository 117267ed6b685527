import type { Cell, TimeSeriesName } from '../cells/cell.ts';
import { lake } from './lake/store.ts';
import type { TimeSeriesConstructs } from './time-series-store.ts';
import { timestream } from './timestream/store.ts';

/**
 * Every time-series store there is. What is known of one without creating it is in
 * time-series-data.ts.
 */
const timeSeriesStores: Readonly<Record<TimeSeriesName, TimeSeriesConstructs>> = {
  lake,
  timestream,
};

/** The time-series store of a cell. */
export function timeSeriesStoreOf({ timeSeries }: Pick<Cell, 'timeSeries'>): TimeSeriesConstructs {
  return timeSeriesStores[timeSeries.store];
}
