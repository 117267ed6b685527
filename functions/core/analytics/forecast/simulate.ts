import { ageBinOf } from './ages.ts';
import { cellOf, clockOf } from './hazard.ts';
import type { PaymentModel } from './model.ts';
import { dayClassOf, weekdayOf } from './pay-days.ts';
import type { Payable } from './payable.ts';
import type { Random } from './random.ts';
import type { Receipts } from './receipts.ts';

/** What is paid on each day after the origin, path by path: index `path * days + day`. */
export interface Paths {
  readonly count: number;
  readonly days: number;
  /** Of invoices that are open at the origin. */
  readonly open: Float64Array;
  /** Of invoices that have not come by then. */
  readonly toCome: Float64Array;
}

export interface Simulation {
  readonly model: PaymentModel;
  readonly open: readonly Payable[];
  readonly receipts: Receipts;
  /** The last day that is known. */
  readonly origin: number;
  readonly days: number;
  readonly paths: number;
}

/**
 * Simulates which invoices are paid when. All payments of a day share a shock, and all invoices of a
 * path a level of what is yet to come. An invoice is paid on the day on which its hazards, shocks
 * included, add up to a draw from the exponential distribution: the proportional form of a discrete
 * hazard, 1 − exp(−λ·shock), whose λ is such that the mean over shocks is the hazard.
 */
export function simulate(simulation: Simulation, random: Random): Paths {
  const { model, open, receipts, origin, days, paths: count } = simulation;
  const paths: Paths = {
    ...{ count, days },
    ...{ open: new Float64Array(count * days), toCome: new Float64Array(count * days) },
  };
  const rates = ratesOf(model, origin, days);
  const shift = ({ vendor }: Payable) => model.shifts.get(vendor) ?? 0;
  const waiting = open.map((each) => {
    const { stratum, zero } = clockOf(each, shift(each));
    return { amount: each.amount, rates: rates(stratum, zero) };
  });
  /** With the rates of an invoice that comes on each day. */
  const alike = receipts.alike.map((each) => {
    const { stratum, zero } = clockOf(each, shift(each));
    const zeroAfter = zero - each.receivedOn;
    const ratesIf = Array.from({ length: days }, (_, day) => rates(stratum, origin + 1 + day + zeroAfter));
    return { amount: each.amount, ratesIf };
  });
  const variances = Array.from({ length: days }, (_, day) => model.shocks[weekdayOf(origin + 1 + day)] ?? 0);
  const expected = Array.from({ length: days }, (_, day) => receipts.expectedOn(origin + 1 + day));
  for (let path = 0; path < count; path += 1) {
    const shocks = variances.map((variance) => random.shock(variance));
    const sums = summedWith(shocks);
    const add = (to: Float64Array, sum: Float64Array, threshold: number, amount: number) => {
      const day = firstReaching(sum, threshold);
      if (day < days) to[path * days + day] = (to[path * days + day] ?? 0) + amount;
    };
    for (const each of waiting) add(paths.open, sums(each.rates), random.exponential(), each.amount);
    const level = random.shock(receipts.levelVariance);
    for (let day = 0; day < days && alike.length > 0; day += 1) {
      const mean = (expected[day] ?? 0) * level * random.shock(receipts.dayVariance);
      for (let left = random.poisson(mean); left > 0; left -= 1) {
        const each = alike[Math.floor(random.uniform() * alike.length)];
        const ratesIf = each?.ratesIf[day];
        if (!each || !ratesIf) continue;
        const sum = sums(ratesIf);
        const before = day > 0 ? (sum[day - 1] ?? 0) : 0;
        add(paths.toCome, sum, before + random.exponential(), each.amount);
      }
    }
  }
  return paths;
}

/** λ of each day after the origin, by stratum and the day on which ages are 0. */
function ratesOf(model: PaymentModel, origin: number, days: number) {
  const byClock = new Map<string, Map<number, Float64Array>>();
  const classes = Array.from({ length: days }, (_, day) => dayClassOf(origin + 1 + day));
  return (stratum: string, zero: number): Float64Array => {
    let byZero = byClock.get(stratum);
    if (!byZero) {
      byZero = new Map();
      byClock.set(stratum, byZero);
    }
    let rates = byZero.get(zero);
    if (!rates) {
      const hazards = model.tables.get(stratum)?.hazards;
      rates = Float64Array.from(classes, (of, day) => {
        const hazard = hazards?.[cellOf(ageBinOf(origin + 1 + day - zero), of)] ?? 0;
        return rateOf(hazard, model.shocks[weekdayOf(origin + 1 + day)] ?? 0);
      });
      byZero.set(zero, rates);
    }
    return rates;
  };
}

/** The λ for which 1 − E[exp(−λ·shock)] is the hazard, the shock being gamma of mean 1. */
function rateOf(hazard: number, variance: number): number {
  if (variance < 1e-6) return -Math.log1p(-hazard);
  return ((1 - hazard) ** -variance - 1) / variance;
}

/** Rates with the shocks of a path, added up day by day; each only once. */
function summedWith(shocks: readonly number[]) {
  const summed = new Map<Float64Array, Float64Array>();
  return (rates: Float64Array): Float64Array => {
    let sums = summed.get(rates);
    if (!sums) {
      let sum = 0;
      sums = rates.map((rate, day) => {
        sum += rate * (shocks[day] ?? 1);
        return sum;
      });
      summed.set(rates, sums);
    }
    return sums;
  };
}

/** The first index at which the rising values reach the threshold; their length if none does. */
function firstReaching(rising: Float64Array, threshold: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) >= threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}
