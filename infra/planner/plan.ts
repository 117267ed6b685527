import { apiThrottle, type Throttle } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import { storePlansOf } from '../stores/plans.ts';
import { type CapacityPlan, capacityPlan } from './capacity-plan.ts';
import { type CostPlan, costPlan, loads, requestSizes } from './cost-plan.ts';
import { priceList } from './prices.ts';

/** What a cell needs, which quota stops it first, and what it costs. */
export interface CellPlan {
  readonly cell: string;
  readonly region: string;
  readonly partitions: number;
  readonly peakEventsPerSecond: number;
  readonly growth: number;
  readonly apiThrottle: Throttle;
  /** What to know about its stores before anything else. */
  readonly notices: readonly string[];
  /** With every event in a request of its own, then with ten in each. */
  readonly capacity: readonly CapacityPlan[];
  /** Where and when the prices held; for other Regions they are an approximation. */
  readonly prices: typeof priceList;
  readonly costs: readonly CostPlan[];
}

/** Plans a cell. The load of the costs is given by `loads`, not by the cell's peak. */
export function planCell(cell: Cell): CellPlan {
  return {
    cell: cell.name,
    region: cell.region,
    partitions: cell.partitions.length,
    peakEventsPerSecond: cell.peakEventsPerSecond,
    growth: cell.growth,
    apiThrottle: apiThrottle(cell),
    notices: storePlansOf(cell).flatMap(({ notices = [] }) => notices),
    capacity: requestSizes.map((size) => capacityPlan(cell, size)),
    prices: priceList,
    costs: requestSizes.flatMap((size) => loads.map((load) => costPlan(cell, load, size))),
  };
}
