import { median } from 'simple-statistics';
import { kindOf } from '../../invoice/lifecycle.ts';
import type { EventCount } from './event-counts.ts';
import { explainRatio, tellingOf } from './explain.ts';
import type { HourlySeries } from './hourly-series.ts';
import { countLimits, type JudgedHour, judgeHours, type Limits } from './judge.ts';
import { expectedWeight, fewestWeeks, learn, madToDeviation, outlying } from './learn.ts';
import {
  hoursOf,
  type Measured,
  type Measuring,
  partsBy,
  stepsOf,
  valueAndExpected,
  type ZoneHours,
} from './measured.ts';
import { counts as scale } from './scale.ts';
import { isWeekday } from './seasons.ts';

const hoursOfDay = 24;
const learnedHours = 8 * 7 * hoursOfDay;

/** Of exceptions among so many events; the change is in exceptions, so that one of two is no half. */
export const shareLimits: Limits = { deviation: 0.7, change: 10, spreads: 4 };

/** Which share of a stage's events are exceptions: how many there are, given how many events there are. */
export function measuredShare(own: readonly EventCount[], measuring: Measuring): Measured {
  const partOf = (some: readonly EventCount[]) => stepsOf(some.filter(isException), measuring);
  const allOf = (some: readonly EventCount[]) => stepsOf(some, measuring);
  const [part, all] = [partOf(own), allOf(own)];
  return {
    ...{ bucket: measuring.bucket, zone: measuring.zone, hours: hoursOf(all) },
    tolerance: { addend: scale.addend, change: shareLimits.change },
    weeksAt: (hour) => learn(all, hour, scale).weeks,
    judge: (hours) => judgeShares({ part, all }, hours),
    wholeOf: ({ from, until }) =>
      all.values
        .slice(from - all.firstHour, until - all.firstHour)
        .reduce((sum: number, value) => sum + (value ?? 0), 0),
    explain: (hours) => {
      const parts = partsBy(['currency'], own, (element, some) => ({
        element,
        numerator: counted(partOf(some), hours, measuring),
        denominator: counted(allOf(some), hours, measuring),
      }));
      return tellingOf(explainRatio(parts), parts);
    },
  };
}

function counted(series: HourlySeries, hours: ZoneHours, { bucket }: Measuring) {
  return valueAndExpected(judgeHours(series, hours, scale, countLimits), bucket);
}

function isException({ stage, status }: EventCount): boolean {
  return kindOf(stage, status) === 'exception';
}

/** What is counted, and of how many, over the same hours. */
interface PartOfAll {
  readonly part: HourlySeries;
  readonly all: HourlySeries;
}

/**
 * Judges how many of all events are in a part, by the share that they had before: what is expected is that share of
 * the events that came, so that twice as many events are nothing unusual, and an outage teaches nothing.
 */
export function judgeShares(
  of: PartOfAll,
  { from, until }: ZoneHours,
  limits: Limits = shareLimits,
): readonly JudgedHour[] {
  const judged: JudgedHour[] = [];
  let learned: LearnedShare | undefined;
  for (let hour = from; hour < until; hour += 1) {
    if (learned === undefined || hour % hoursOfDay === 0) learned = learnShare(of, hour);
    judged.push(judgeShare(of, hour, learned, limits));
  }
  return judged;
}

function judgeShare(
  { part, all }: PartOfAll,
  hour: number,
  { shareAt, isEnough, spread }: LearnedShare,
  limits: Limits,
): JudgedHour {
  const share = shareAt(hour);
  if (share === undefined) return { hour, verdict: 'learning' };
  const [value, whole] = [part.values[hour - part.firstHour], all.values[hour - all.firstHour]];
  if (value === undefined || !whole) return { hour, verdict: 'cannot tell' };
  const expected = share * whole;
  const deviation = scale.deviation(value, expected);
  const of = { hour, value, expected, deviation, limit: limits.deviation, residual: limits.spreads * spread };
  if (!isEnough(hour)) return { ...of, verdict: 'cannot tell' };
  const isUnusual =
    Math.abs(deviation) >= limits.deviation &&
    Math.abs(scale.residual(value, expected)) >= of.residual &&
    Math.abs(value - expected) >= limits.change;
  return { ...of, verdict: isUnusual ? 'unusual' : 'usual' };
}

interface LearnedShare {
  /** Between 0 and 1; none while it is still to be learned. */
  shareAt(hour: number): number | undefined;
  /** Whether so many events usually come that a share means something. */
  isEnough(hour: number): boolean;
  /** How far off hours usually are: the standard deviation of their residuals, told robustly. */
  readonly spread: number;
}

function learnShare({ part, all }: PartOfAll, before: number): LearnedShare {
  const ofAll = learn(all, before, scale);
  const isEnough = (hour: number) => scale.isEnough(ofAll.expected(hour) ?? 0);
  if (ofAll.weeks < fewestWeeks) return { shareAt: () => undefined, isEnough, spread: scale.leastSpread };
  const known = knownHours({ part, all }, before);
  const roughly = slotShares(known, () => 1);
  const far = (one: Known, shareAt: (hour: number) => number) =>
    Math.abs(scale.residual(one.value, shareAt(one.hour) * one.whole));
  const first = spreadOf(known.map((one) => far(one, roughly)));
  const shareAt = slotShares(known, (one) => {
    if (part.expectedHours?.has(one.hour)) return expectedWeight;
    const off = far(one, roughly) / first;
    return off <= outlying ? 1 : (outlying / off) ** 2;
  });
  const enough = known.filter(({ hour }) => isEnough(hour));
  return { shareAt, isEnough, spread: spreadOf(enough.map((one) => far(one, shareAt))) };
}

interface Known {
  readonly hour: number;
  readonly value: number;
  readonly whole: number;
}

/** The hours of the eight weeks before that had events. */
function knownHours({ part, all }: PartOfAll, before: number): readonly Known[] {
  const known: Known[] = [];
  for (let hour = Math.max(all.firstHour, before - learnedHours); hour < before; hour += 1) {
    const [value, whole] = [part.values[hour - part.firstHour], all.values[hour - all.firstHour]];
    if (value !== undefined && whole) known.push({ hour, value, whole });
  }
  return known;
}

/** Of each hour of the day on working days and on others, drawn to that of all by what a slot has on average. */
function slotShares(known: readonly Known[], trust: (one: Known) => number): (hour: number) => number {
  const slots = new Map<number, { value: number; whole: number }>();
  const grand = { value: 0, whole: 0 };
  for (const one of known) {
    const slot = slots.get(slotOf(one.hour)) ?? { value: 0, whole: 0 };
    slots.set(slotOf(one.hour), slot);
    const weight = trust(one);
    for (const sum of [slot, grand]) {
      sum.value += weight * one.value;
      sum.whole += weight * one.whole;
    }
  }
  const usual = grand.whole === 0 ? 0 : grand.value / grand.whole;
  const prior = grand.whole / Math.max(1, slots.size);
  return (hour) => {
    const { value = 0, whole = 0 } = slots.get(slotOf(hour)) ?? {};
    return whole + prior === 0 ? 0 : Math.min(1, (value + prior * usual) / (whole + prior));
  };
}

function slotOf(hour: number): number {
  const day = Math.floor(hour / hoursOfDay);
  return (isWeekday(day) ? hoursOfDay : 0) + hour - day * hoursOfDay;
}

function spreadOf(residuals: readonly number[]): number {
  return Math.max(scale.leastSpread, residuals.length === 0 ? 0 : madToDeviation * median([...residuals]));
}
