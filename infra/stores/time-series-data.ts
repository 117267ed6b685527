import type { Cell, TimeSeriesName } from '../cells/cell.ts';
import type { StoreData } from './store-plan.ts';
import { timestreamKinds } from './timestream/kinds.ts';
import { timestreamPlan } from './timestream/plan.ts';

/**
 * What is known of every time-series store without creating it. Its constructs are in
 * time-series.ts.
 */
export const timeSeriesData = {
  timestream: { plan: timestreamPlan, kinds: timestreamKinds },
} as const satisfies Record<TimeSeriesName, StoreData>;

/** What is known of the time-series store of a cell. */
export function timeSeriesDataOf({ timeSeries }: Pick<Cell, 'timeSeries'>): StoreData {
  return timeSeriesData[timeSeries.store];
}
