import type { Cell } from '../cells/cell.ts';
import type { Price } from '../estimates/price.ts';
import { archivePlan } from './archive/plan.ts';
import { ledgerPlan } from './ledger/plan.ts';
import { operationsPlan } from './operations/plan.ts';
import type { StorePlan } from './store-plan.ts';
import { timeSeriesData, timeSeriesDataOf } from './time-series-data.ts';

/** The plans of a cell's stores, in the order an event reaches them. */
export function storePlansOf(cell: Cell): readonly StorePlan[] {
  return [ledgerPlan, operationsPlan, timeSeriesDataOf(cell).plan, archivePlan];
}

const everyPlan: readonly StorePlan[] = [
  ledgerPlan,
  ...Object.values(timeSeriesData).map(({ plan }) => plan),
  archivePlan,
];

/** The prices of every store there is, whichever of them a cell has. */
export const allStorePrices: Readonly<Record<string, Price>> = Object.fromEntries(
  everyPlan.flatMap(({ prices }) => Object.entries(prices)),
);
