import type { Bucket } from '../kpi-reader.ts';
import type { CountKpiId } from '../kpis/registry.ts';

/**
 * How a figure is written: the page picks the format, the definition only says what the number is.
 */
export type Unit = 'count' | 'milliseconds';

/** One number with its name and, in a sentence, what it counts. */
export interface StatPanel<Source extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** Name of the figure it shows, in the page's table of figures. */
  readonly source: Source;
  readonly help: string;
  /** Marks a figure that should be zero: anything else is shown as needing attention. */
  readonly expectZero?: boolean;
}

/**
 * A KPI over time: a column per bucket, a colour per stage. Title and explanation are the KPI's.
 */
export interface ChartPanel {
  readonly kpi: CountKpiId;
  readonly bucket: Bucket;
  /** Buckets shown; the last of them is the present one. */
  readonly buckets: number;
}

/** One hop on the path of an event. A counter only grows; a gauge is what is there now. */
export interface HopPanel<Source extends string = string> {
  readonly source: Source;
  readonly title: string;
  readonly reading: 'counter' | 'gauge';
  /** The counter whose speed is that of the line leading here. */
  readonly fedBy: Source;
  readonly help: string;
}
