import type { Price } from './price.ts';
import type { Workload } from './workload.ts';

/** So much of something in a month. Its price says per what. */
export interface CostLine {
  readonly price: Price;
  /** null: not known, as its price is not. */
  readonly units: number | null;
}

/** What a hop, or what watches over all of them, uses in the twelfth month of such a load. */
export interface CostHop {
  readonly hop: string;
  readonly lines: (workload: Workload) => readonly CostLine[];
}

/** A line of a bill. */
export function line(price: Price, units: number | null): CostLine {
  return { price, units };
}
