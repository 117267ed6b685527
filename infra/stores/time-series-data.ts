import type { Cell, TimeSeriesName } from '../cells/cell.ts';
import { lakeKinds } from './lake/kinds.ts';
import { lakeNeeds } from './lake/needs.ts';
import { lakePlan } from './lake/plan.ts';
import { lakeRegionErrors } from './lake/regions.ts';
import type { StoreData } from './store-plan.ts';
import { timestreamKinds } from './timestream/kinds.ts';
import { timestreamNeeds } from './timestream/needs.ts';
import { timestreamPlan } from './timestream/plan.ts';

/**
 * What is known of every time-series store without creating it. Its constructs are in
 * time-series.ts.
 */
export const timeSeriesData = {
  lake: { plan: lakePlan, needs: lakeNeeds, kinds: lakeKinds, regionErrors: lakeRegionErrors },
  timestream: { plan: timestreamPlan, needs: timestreamNeeds, kinds: timestreamKinds },
} as const satisfies Record<TimeSeriesName, StoreData>;

/** What is known of the time-series store of a cell. */
export function timeSeriesDataOf({ timeSeries }: Pick<Cell, 'timeSeries'>): StoreData {
  return timeSeriesData[timeSeries.store];
}
