import type { Price } from './price.ts';
import type { Workload } from './workload.ts';

/** An amount of something in a month, in the unit of its price. */
export interface CostLine {
  readonly price: Price;
  /** null when it is not known, and neither is its price. */
  readonly units: number | null;
}

/** What a hop, or whatever watches over all of them, uses in the twelfth month of a load. */
export interface CostHop {
  readonly hop: string;
  readonly lines: (workload: Workload) => readonly CostLine[];
}

/** A line of the bill. */
export function line(price: Price, units: number | null): CostLine {
  return { price, units };
}
