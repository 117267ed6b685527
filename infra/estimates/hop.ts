import type { Cell } from '../cells/cell.ts';
import type { Quota } from './quota.ts';

/** A step of an event's path that is limited by a quota of the account. */
export interface Hop {
  readonly name: string;
  readonly unit: string;
  readonly quota: Quota;
  /** What this rate of events needs of it; null when that is not known. */
  readonly need: (eventsPerSecond: number, eventsPerRequest: number) => number | null;
  /** What the cell's own settings allow, if they say so: the quota must cover that too. */
  readonly provisioned?: (cell: Cell) => number;
  /** The need is an upper bound; how much of it will come about is not known. */
  readonly atMost?: true;
  /** What the figure rests on, where it is not obvious. */
  readonly note?: string;
}
