import type { Bucket } from '../kpi-reader.ts';

/** What a number measures; the page picks the format. */
export type Unit = 'count' | 'milliseconds';

/** One number with its name and, in a sentence, what it counts. */
export interface StatPanel<Source extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** The figure it shows, by its name in the page's table of figures. */
  readonly source: Source;
  readonly help: string;
  /** Marks a figure that should be zero: anything else is shown as needing attention. */
  readonly expectZero?: boolean;
  /** Left out while there is nothing to measure: not every cell has it. */
  readonly optional?: boolean;
  /** What it waits for while there is nothing to show; nothing is said unless given. */
  readonly awaits?: string;
  /** Where the console shows more of it. */
  readonly href?: string;
}

/** A KPI over time: a column per bucket, a colour per stage, with the KPI's own title. */
export interface ChartPanel {
  readonly kpi: string;
  readonly bucket: Bucket;
  /** Buckets shown; the last of them is the present one. */
  readonly buckets: number;
}

/** One hop on the path of an event. A counter only grows; a gauge is the present level. */
export interface HopPanel<Source extends string = string> {
  readonly source: Source;
  readonly title: string;
  readonly reading: 'counter' | 'gauge';
  /** The counter whose rate moves the line that leads here. */
  readonly fedBy: Source;
  readonly help: string;
}
