import Big from 'big.js';
import { grownPeak, secondsPerDay } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import { assumptions } from '../estimates/assumptions.ts';
import type { CostLine } from '../estimates/cost-hop.ts';
import { costOf, mostOf } from '../estimates/price.ts';
import { addedPerYear, costHopsOf } from './cost-lines.ts';
import { freeOf } from './free-allowances.ts';

/** A sum in US dollars, and what is missing from it. */
export interface Sum {
  /** Decimal text with two places. */
  readonly usd: string;
  /** The same with the most that could be missing, as far as anybody can say. */
  readonly most: string;
  /** What the sum lacks, and why. */
  readonly without: readonly string[];
}

/** What a cell costs in the twelfth month of a load. */
export interface CostPlan {
  readonly eventsPerDay: number;
  readonly eventsPerRequest: number;
  readonly hops: readonly (Sum & { readonly hop: string })[];
  readonly month: Sum;
  /** The month of a small cell that has its account to itself, less what AWS gives away: decimal text, US dollars. */
  readonly lessFree?: string;
  /** null without events. */
  readonly perMillionEvents: string | null;
  /** What each further year at this load adds to the month. */
  readonly addedPerYear: Sum;
}

/**
 * The loads, in events a day, that the plan of a cell shows: none, a small one, its peak as if it lasted all
 * day, and the peak to come. Rising, each once.
 */
export function loadsOf(cell: Cell): readonly number[] {
  const loads = [0, 1_000_000, cell.peakEventsPerSecond * secondsPerDay, grownPeak(cell) * secondsPerDay];
  return [...new Set(loads)].sort((a, b) => a - b);
}

/** Events in a request: one, as most producers send them, and the maximum. */
export const requestSizes = [1, 10] as const;

/** The monthly cost of a cell, hop by hop. */
export function costPlan(cell: Cell, eventsPerDay: number, eventsPerRequest: number): CostPlan {
  const workload = { cell, eventsPerDay, eventsPerRequest };
  const hops = costHopsOf(cell).map(({ hop, lines }) => ({ hop, lines: lines(workload) }));
  const sums = hops.map(({ hop, lines }) => ({ hop, sum: sumOf(hop, lines) }));
  const month = sums.map(({ sum }) => sum).reduce(added, nothing);
  const millions = new Big(eventsPerDay).times(assumptions.daysPerMonth).div(1_000_000);
  return {
    eventsPerDay,
    eventsPerRequest,
    hops: sums.map(({ hop, sum }) => ({ hop, ...written(sum) })),
    month: written(month),
    ...(cell.profile === 'small' && {
      lessFree: month.usd.minus(freeOf(hops.flatMap(({ lines }) => lines))).toFixed(2),
    }),
    perMillionEvents: eventsPerDay === 0 ? null : month.usd.div(millions).toFixed(2),
    addedPerYear: written(sumOf('storage', addedPerYear(workload))),
  };
}

interface ExactSum {
  readonly usd: Big;
  readonly most: Big;
  readonly without: readonly string[];
}

const nothing: ExactSum = { usd: new Big(0), most: new Big(0), without: [] };

function added(a: ExactSum, b: ExactSum): ExactSum {
  return { usd: a.usd.plus(b.usd), most: a.most.plus(b.most), without: [...a.without, ...b.without] };
}

function sumOf(hop: string, lines: readonly CostLine[]): ExactSum {
  return lines.map((each) => costOfLine(hop, each)).reduce(added, nothing);
}

function costOfLine(hop: string, { price, units }: CostLine): ExactSum {
  const cost = units === null ? null : costOf(price, units);
  if (cost !== null) return { usd: cost, most: cost, without: [] };
  const why = 'unknown' in price ? price.unknown : 'how much is not known';
  const most = units === null ? null : mostOf(price, units);
  return { usd: new Big(0), most: most ?? new Big(0), without: [`${hop}: ${why}`] };
}

function written({ usd, most, without }: ExactSum): Sum {
  return { usd: usd.toFixed(2), most: most.toFixed(2), without };
}
