import { hash32 } from '../../../../lib/hash32.ts';
import { ageBinOf } from './ages.ts';
import { cellOf, clockOf } from './hazard.ts';
import type { PaymentModel } from './model.ts';
import { dayClassOf, weekdayOf } from './pay-days.ts';
import type { Payable } from './payable.ts';
import { drawingFrom } from './places.ts';
import { exponential, keyOf, poisson, shock } from './random.ts';
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
  /** A whole number: with the same, what is the same is drawn alike. */
  readonly seed: number;
}

/**
 * Simulates which invoices are paid when. All payments of a day share a shock, and all invoices of a
 * path a level of what is yet to come. An invoice is paid on the day on which its hazards, shocks
 * included, add up to a draw from the exponential distribution: the proportional form of a discrete
 * hazard, 1 − exp(−λ·shock), whose λ is such that the mean over shocks is the hazard. Every draw belongs
 * to what it is for, by path: an invoice that comes late moves the forecast by what it says, no more.
 */
export function simulate(simulation: Simulation): Paths {
  const { model, open, receipts, origin, days, paths: count, seed } = simulation;
  const paths: Paths = {
    ...{ count, days },
    ...{ open: new Float64Array(count * days), toCome: new Float64Array(count * days) },
  };
  const rates = ratesOf(model, origin, days);
  const shift = ({ vendor }: Payable) => model.shifts.get(vendor) ?? 0;
  const waiting = open.map((each) => {
    const { stratum, zero } = clockOf(each, shift(each));
    const key = keyOf(keyOf(seed, purposes.invoice), hash32(each.id));
    return { key, amount: each.amount, rates: rates(stratum, zero) };
  });
  /** With the rates of an invoice that comes on each day. */
  const alike = receipts.alike.map((each) => {
    const { stratum, zero } = clockOf(each, shift(each));
    const zeroAfter = zero - each.receivedOn;
    const ratesIf = Array.from({ length: days }, (_, day) => rates(stratum, origin + 1 + day + zeroAfter));
    return { id: each.id, amount: each.amount, ratesIf };
  });
  const drawAlike = drawingFrom(alike);
  const variances = Array.from({ length: days }, (_, day) => model.shocks[weekdayOf(origin + 1 + day)] ?? 0);
  const expected = Array.from({ length: days }, (_, day) => receipts.expectedOn(origin + 1 + day));
  for (let path = 0; path < count; path += 1) {
    const keyFor = (purpose: number) => keyOf(keyOf(seed, purpose), path);
    const ofDay = (purpose: number, day: number) => keyOf(keyFor(purpose), origin + 1 + day);
    const shocks = variances.map((variance, day) => shock(ofDay(purposes.run, day), variance));
    const sums = summedWith(shocks);
    const add = (to: Float64Array, sum: Float64Array, threshold: number, amount: number) => {
      const day = firstReaching(sum, threshold);
      if (day < days) to[path * days + day] = (to[path * days + day] ?? 0) + amount;
    };
    for (const each of waiting)
      add(paths.open, sums(each.rates), exponential(keyOf(each.key, path)), each.amount);
    const level = shock(keyFor(purposes.level), receipts.levelVariance);
    for (let day = 0; day < days; day += 1) {
      const ownLevel = shock(ofDay(purposes.levelOfDay, day), receipts.dayVariance);
      const coming = poisson(ofDay(purposes.count, day), (expected[day] ?? 0) * level * ownLevel);
      const ofComing = ofDay(purposes.coming, day);
      for (let index = 0; index < coming; index += 1) {
        const key = keyOf(ofComing, index);
        const each = drawAlike(key);
        const ratesIf = each?.ratesIf[day];
        if (!each || !ratesIf) break;
        const sum = sums(ratesIf);
        const before = day > 0 ? (sum[day - 1] ?? 0) : 0;
        add(paths.toCome, sum, before + exponential(keyOf(key, purposes.invoice)), each.amount);
      }
    }
  }
  return paths;
}

/** What draws are for, so that none is taken for two things. */
const purposes = { invoice: -1, run: -2, level: -3, levelOfDay: -4, count: -5, coming: -6 };

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
