import { median, quantile } from 'simple-statistics';
import { weekdayOf } from '../forecast/pay-days.ts';
import type { HourlySeries } from './hourly-series.ts';
import type { Scale } from './scale.ts';
import { isWeekday, type Season, seasonOf } from './seasons.ts';

const hoursOfDay = 24;
const hoursOfWeek = 168;
const learnedWeeks = 8;
/** Fewer weeks tell nothing; fewer than `slotWeeks` tell working days from weekends, but no weekdays apart. */
export const fewestWeeks = 3;
const slotWeeks = 5;
/** Of machines each hour of the day was seen twice then, so it is known how it varies. */
const fewestDays = 2;
/** What a week counts less than the one after it. */
const fading = 0.93;
/** Residuals further out count less: Noufaily et al. (2013), doi 10.1002/sim.5595. */
export const outlying = 2.58;
/** The standard deviation of a normal distribution in median absolute deviations. */
export const madToDeviation = 1.4826;
/**
 * What an hour weighs that somebody said is to be expected, where its slot's prior and other seven weeks together
 * weigh 6.5. What is expected then lies about halfway by ratios: of up to five times as many neither the return nor
 * the absence is unusual. Of what fell to nothing the return still is, until it was said a few times.
 */
export const expectedWeight = 3;
const rareHours = 0.99;
/** Of how many days without a season the mean shift of a season's days is drawn to none. */
const seasonPrior = 0.5;

/** What is known of a series at a moment. */
export interface Learned {
  /** How many weeks of values it rests on, 8 at the most. */
  readonly weeks: number;
  /** What an hour is expected to have, in the scale's units; none while that is still to be learned. */
  expected(hour: number): number | undefined;
  /** How far hours usually are off: the standard deviation of their deviations, told robustly. */
  readonly spread: number;
  /** What the deviation of one hour in a hundred reaches, unusual ones among them. */
  readonly reach: number;
}

interface Known {
  readonly hour: number;
  readonly value: number;
  /** Of its week, the newest being 1. */
  readonly weight: number;
}

/**
 * What the eight weeks before an hour say about the hours from then on. A slot is a weekday and an hour; its mean is
 * drawn to (mean of its day × mean of its hour ÷ mean of all) by the weight of one week.
 * @param before hours since 1970-01-01 in the series' zone; that hour and later ones are not looked at
 */
export function learn(series: HourlySeries, before: number, scale: Scale): Learned {
  const { firstHour, values, hoursPerDay = hoursOfDay, expectedHours = new Set() } = series;
  const isOfMachines = series.rhythm === 'machines';
  const seasonAt = (hour: number) => (isOfMachines ? undefined : seasonOf(dayOf(hour)));
  const end = Math.min(before - firstHour, values.length);
  const begin = Math.max(0, end - learnedWeeks * hoursOfWeek);
  const known = knownHours(values, begin, end, firstHour);
  const first = known[0]?.hour ?? before;
  const weeks = Math.min(learnedWeeks, Math.floor((before - first) / hoursOfWeek));
  if (before - first < (isOfMachines ? fewestDays * hoursOfDay : fewestWeeks * hoursOfWeek))
    return { weeks, expected: () => undefined, spread: 0, reach: 0 };

  const dayKey = (hour: number) => {
    if (weeks < fewestWeeks) return 0;
    return weeks < slotWeeks ? Number(isWeekday(dayOf(hour))) : weekdayOf(dayOf(hour));
  };
  const ordinary = known.filter(({ hour }) => seasonAt(hour) === undefined);
  const priorOf = priors(ordinary, dayKey, scale);
  const roughly = slotMeans(ordinary, dayKey, priorOf, () => 1);
  const outliers = outlierWeights(ordinary, roughly, scale);
  const usual = slotMeans(ordinary, dayKey, priorOf, (one) =>
    expectedHours.has(one.hour) ? expectedWeight : outliers(one),
  );
  const shifts = seasonShifts(
    known.filter(({ hour }) => seasonAt(hour) !== undefined),
    usual,
    scale,
    hoursPerDay,
  );
  const deviations = deviationsOf(ordinary, usual, scale);
  return {
    weeks,
    spread: deviations.length === 0 ? 0 : madToDeviation * median(deviations),
    reach: deviations.length === 0 ? 0 : quantile(deviations, rareHours),
    expected: (hour) => {
      const season = seasonAt(hour);
      if (season === undefined) return usual(hour);
      const shift = shifts.get(season);
      return shift === undefined ? undefined : scale.shifted(usual(hour), shift);
    },
  };
}

function dayOf(hour: number): number {
  return Math.floor(hour / hoursOfDay);
}

function hourOf(hour: number): number {
  return hour - dayOf(hour) * hoursOfDay;
}

function knownHours(
  values: HourlySeries['values'],
  begin: number,
  end: number,
  firstHour: number,
): readonly Known[] {
  const known: Known[] = [];
  for (let index = begin; index < end; index += 1) {
    const value = values[index];
    const weight = fading ** Math.floor((end - 1 - index) / hoursOfWeek);
    if (value !== undefined) known.push({ hour: firstHour + index, value, weight });
  }
  return known;
}

type OfHour = (hour: number) => number;

function priors(known: readonly Known[], dayKey: OfHour, scale: Scale): OfHour {
  const days = new Mean();
  const hours = new Mean();
  const all = new Mean();
  for (const { hour, value } of known) {
    days.add(dayKey(hour), value);
    hours.add(hourOf(hour), value);
    all.add(0, value);
  }
  const grand = all.of(0) ?? 0;
  return (hour) => scale.prior(days.of(dayKey(hour)) ?? grand, hours.of(hourOf(hour)) ?? grand, grand);
}

/** Mean of each slot: (prior + Σ weight × value) ÷ (1 + Σ weight). */
function slotMeans(
  known: readonly Known[],
  dayKey: OfHour,
  priorOf: OfHour,
  trust: (known: Known) => number,
): OfHour {
  const slotOf = (hour: number) => dayKey(hour) * hoursOfDay + hourOf(hour);
  const slots = new Mean();
  for (const one of known) slots.add(slotOf(one.hour), one.value, one.weight * trust(one));
  return (hour) => slots.drawnTo(priorOf(hour), slotOf(hour));
}

/** (2.58 ÷ |residual|)² of what is further out than 2.58 deviations, and 1 of all others. */
function outlierWeights(known: readonly Known[], expected: OfHour, scale: Scale): (one: Known) => number {
  const residuals = known.map(({ hour, value }) => scale.residual(value, expected(hour)));
  const spread = Math.max(
    scale.leastSpread,
    residuals.length === 0 ? 0 : madToDeviation * median(residuals.map(Math.abs)),
  );
  return ({ hour, value }) => {
    const residual = Math.abs(scale.residual(value, expected(hour))) / spread;
    return residual <= outlying ? 1 : (outlying / residual) ** 2;
  };
}

/** How far off the hours were of which unusual ones can be told. */
function deviationsOf(known: readonly Known[], usual: OfHour, scale: Scale): number[] {
  return known
    .filter(({ hour }) => scale.isEnough(usual(hour)))
    .map(({ hour, value }) => Math.abs(scale.deviation(value, usual(hour))));
}

/** How much more a season's days have than others, as logarithms of ratios: the median of its days, drawn to 0. */
function seasonShifts(
  known: readonly Known[],
  usual: OfHour,
  scale: Scale,
  hoursPerDay: number,
): ReadonlyMap<Season, number> {
  const days = new Map<number, { readonly value: number; readonly usual: number }[]>();
  for (const { hour, value } of known) {
    const day = days.get(dayOf(hour)) ?? [];
    day.push({ value, usual: usual(hour) });
    days.set(dayOf(hour), day);
  }
  const shifts = new Map<Season, number[]>();
  for (const [day, hours] of days) {
    const season = seasonOf(day);
    if (season === undefined || hours.length < hoursPerDay / 2) continue;
    const mean = (of: 'value' | 'usual') => hours.reduce((sum, hour) => sum + hour[of], 0) / hours.length;
    shifts.set(season, [...(shifts.get(season) ?? []), scale.deviation(mean('value'), mean('usual'))]);
  }
  return new Map(
    [...shifts].map(([season, of]) => [season, (median(of) * of.length) / (of.length + seasonPrior)]),
  );
}

/** Weighted means by key. */
class Mean {
  readonly #sums = new Map<number, { sum: number; weight: number }>();

  add(key: number, value: number, weight = 1): void {
    const of = this.#sums.get(key);
    if (of) {
      of.sum += value * weight;
      of.weight += weight;
    } else this.#sums.set(key, { sum: value * weight, weight });
  }

  of(key: number): number | undefined {
    const of = this.#sums.get(key);
    return of && of.sum / of.weight;
  }

  drawnTo(prior: number, key: number): number {
    const { sum, weight } = this.#sums.get(key) ?? { sum: 0, weight: 0 };
    return (prior + sum) / (1 + weight);
  }
}
