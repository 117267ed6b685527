import { newestEventsSql, valueSql } from '../../../functions/adapters/lake/sql.ts';
import { columnName, eventsTable, measureColumn } from '../../../functions/adapters/lake/tables.ts';
import { dimensions, measures } from '../../../functions/core/measures/measures.ts';
import { names } from '../../../functions/core/names.ts';
import type { Cell } from '../../cells/cell.ts';

const ever = [{ from: Date.UTC(2020, 0, 1), to: Date.UTC(2200, 0, 1) }];

/** The newest version of every record, with numbers for texts and the names that data sets have. */
export function recordsForQuickSight({ prefix }: Pick<Cell, 'prefix'>): string {
  const columns = [
    'time',
    ...dimensions.map((name) => `${columnName(name)} AS "${name}"`),
    ...measures.map((name) => `${valueSql(measureColumn(name))} AS "${name}"`),
  ];
  const table = `"${names(prefix).figureDatabase}".${eventsTable.name}`;
  return `(SELECT ${columns.join(', ')} FROM ${newestEventsSql(ever, table)} e) records`;
}
