import type { FigureDataSet } from '../../dashboards/quicksight/data-set.ts';
import { figureDataSets, whenAsked } from '../../dashboards/quicksight/data-sets.ts';
import { lastingTables } from '../../functions/adapters/lake/figure-tables.ts';
import { names } from '../../functions/core/names.ts';
import type { Cell } from '../cells/cell.ts';

/** A data set of a cell. */
export interface QuickSightDataSet extends FigureDataSet {
  /** QuickSight's id of it, which is the account's in the Region. */
  readonly id: string;
}

/** Since when versions of snapshots are read beside the merged ones: runs of the rollup are a quarter of an hour apart. */
const mergedSince = `(${whenAsked.today} - INTERVAL '2' DAY)`;

/**
 * The data sets of figures that QuickSight asks a cell's lake for; none of a cell with another store, whose
 * table has records and no snapshots of invoices.
 */
export function quickSightDataSets({
  prefix,
  timeSeries,
  stageDeadlines,
}: Pick<Cell, 'prefix' | 'timeSeries' | 'stageDeadlines'>): readonly QuickSightDataSet[] {
  if (timeSeries.store !== 'lake') return [];
  const name = names(prefix);
  const tables = lastingTables(mergedSince, (table) => `"${name.figureDatabase}".${table}`);
  return figureDataSets(tables, stageDeadlines).map((set) => ({
    ...set,
    id: name.quickSightFigures(set.name),
  }));
}
