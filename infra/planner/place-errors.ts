import type { Cell } from '../cells/cell.ts';
import { when } from '../cells/sentences.ts';
import { timeSeriesDataOf } from '../stores/time-series-data.ts';
import { quotas } from './quotas.ts';
import { rulesOf } from './rules.ts';

/**
 * What keeps a cell from its Region, whatever its load and its account, a sentence each that names it. Synthesis
 * and the planner say the same.
 */
export function placeErrors(cell: Cell): string[] {
  return [...(timeSeriesDataOf(cell).regionErrors?.(cell.region) ?? []), ...ruleErrors(cell)].map(
    (error) => `cell ${cell.name}: ${error}`,
  );
}

/** A bus is a cell's own, so its rules are counted against nobody else's. */
function ruleErrors({ region, partitions }: Cell): string[] {
  const quota = quotas.rulesPerBus.in(region).value;
  const needed = rulesOf(partitions);
  return when(
    quota !== null && needed > quota,
    `a bus takes ${quota} rules in ${region}, but ${partitions.length} partitions need ${needed}. Join partitions, put the cell into another Region, or make a second cell of some of them`,
  );
}
