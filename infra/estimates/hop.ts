import type { Cell } from '../cells/cell.ts';
import type { Quota } from './quota.ts';

/** A step of an event's path that a quota of the account bounds. */
export interface Hop {
  readonly name: string;
  readonly unit: string;
  readonly quota: Quota;
  /** What so many events a second need of it; null when that is not known. */
  readonly need: (eventsPerSecond: number, eventsPerRequest: number) => number | null;
  /**
   * What the cell's own settings allow for, where they say so: the quota must hold that much too.
   */
  readonly provisioned?: (cell: Cell) => number;
  /** The need is the most it can be; how much of that will come about is not known. */
  readonly atMost?: true;
  /** What the figure rests on, where it is not obvious. */
  readonly note?: string;
}
