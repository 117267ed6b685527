/** How a figure is written: the page picks the format, the definition only says what the number is. */
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

/** A chart over time, split into named series. */
export interface TimePanel<Source extends string = string, Series extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly source: Source;
  readonly help: string;
  readonly series: readonly { readonly key: Series; readonly title: string }[];
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
