import { dimensionTitles } from '../dimension-titles.ts';
import type { KpiDimension, Subject } from '../kpis/kpi.ts';
import type { Measure } from './measures.ts';

/** A column of a data set, by what it is for. Types are those of QuickSight. */
export interface DataSetColumn {
  readonly name: string;
  readonly type: 'STRING' | 'INTEGER' | 'DECIMAL' | 'DATETIME';
  readonly role: 'time' | 'dimension' | 'measure';
  readonly title: string;
  /** The KPIs that are worked out of a measure. */
  readonly kpis?: readonly string[];
}

export const dataSetNames = [
  'invoices',
  'invoices-now',
  'invoice-levels',
  'event-hours',
  'anomaly-scores',
] as const;
export type DataSetName = (typeof dataSetNames)[number];

/** Rows that QuickSight asks for directly, and what they are. */
export interface FigureDataSet {
  readonly name: DataSetName;
  readonly title: string;
  /** What a row is, in a sentence. */
  readonly grain: string;
  readonly subject: Subject;
  readonly columns: readonly DataSetColumn[];
  /** In the words that Athena and DuckDB share; its columns are those above, in their order. */
  readonly sql: string;
}

/** What is worked out of the columns of a data set. */
export interface CalculatedField {
  readonly dataSet: DataSetName;
  /** Unlike that of any column. */
  readonly name: string;
  readonly expression: string;
}

/** The time by which a period is chosen, in every data set that has one. */
export const timeColumn: DataSetColumn = { name: 'time', type: 'DATETIME', role: 'time', title: 'Time' };

/** A dimension of figures. */
export function dimensionColumn(name: KpiDimension): DataSetColumn {
  return { name, type: 'STRING', role: 'dimension', title: dimensionTitles[name] };
}

/** Any other text that rows are told apart by. */
export function textColumn(name: string, title: string): DataSetColumn {
  return { name, type: 'STRING', role: 'dimension', title };
}

/** What figures are worked out of. */
export function measureColumn({ name, title, type, kpis }: Measure): DataSetColumn {
  return { name, title, kpis, role: 'measure', type: type === 'count' ? 'INTEGER' : 'DECIMAL' };
}
