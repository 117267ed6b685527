import type { StageDeadlines } from '../../functions/core/invoice/stage-deadlines.ts';
import type { Scope } from '../athena/expression-sql.ts';
import { medianTable } from '../athena/selection-sql.ts';
import type { Kpi } from '../kpis/kpi.ts';
import type { DataSetName, FigureDataSet } from './data-set.ts';
import { type EventTables, eventHoursDataSet } from './event-hours-sql.ts';
import { invoicesDataSet, openInvoicesDataSet } from './invoices-sql.ts';
import { levelsDataSet } from './levels-sql.ts';
import { scoresDataSet } from './scores-sql.ts';
import { stuckSql } from './stuck-sql.ts';

/** Where the rows of data sets are. */
export interface DataSetTables extends EventTables {
  /** The newest snapshot of every invoice: SQL in parentheses, as `FigureTables.invoices`. */
  readonly invoices: string;
  /** How unusual hours and days were: SQL in parentheses. */
  readonly scores: string;
}

/** When a question is asked, as SQL. */
export interface Asked {
  readonly today: string;
  /** A timestamp in UTC. */
  readonly now: string;
}

/** Athena asks itself what time it is, in UTC. */
export const whenAsked: Asked = {
  today: 'current_date',
  now: 'CAST(current_timestamp AS timestamp)',
};

/** Every data set of figures. @param deadlines of the cell */
export function figureDataSets(
  tables: DataSetTables,
  deadlines: StageDeadlines,
  { today, now }: Asked = whenAsked,
): readonly FigureDataSet[] {
  const about = (subject: Scope['subject']): Scope => ({ subject, today, medianTable });
  return [
    invoicesDataSet(tables.invoices, about('invoices')),
    openInvoicesDataSet(tables.invoices, about('invoices'), stuckSql(deadlines, now)),
    levelsDataSet(tables.invoices, about('invoices')),
    eventHoursDataSet(tables, now, about('events')),
    scoresDataSet(tables.scores),
  ];
}

/** The data set that a figure is worked out of, over a period or as of now. */
export function dataSetOf({ subject, clock }: Kpi): DataSetName {
  if (subject === 'events') return 'event-hours';
  return clock === null ? 'invoices-now' : 'invoices';
}
