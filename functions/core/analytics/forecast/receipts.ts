import { mean } from 'simple-statistics';
import { dayClasses, dayClassOf, weekdayOfClass } from './pay-days.ts';
import type { Payable } from './payable.ts';

/** What invoices are yet to come, learned from those that came. */
export interface Receipts {
  /** Invoices expected on a day. */
  expectedOn(day: number): number;
  /** Variances of factors of mean 1: of all that comes, and of what comes on one day. */
  readonly levelVariance: number;
  readonly dayVariance: number;
  /** Invoices like those to come; empty without any. */
  readonly alike: readonly Payable[];
}

const learnedFromDays = 400;
/** The days whose invoices are like those to come, and those that say how many come now. */
const alikeDays = 120;
const levelWeeks = 8;
const priorDays = 2;
const weekDays = 7;

/** @param payables as known at the end of the day */
export function receiptsOf(payables: readonly Payable[], day: number): Receipts {
  const first = Math.min(...payables.map(({ receivedOn }) => receivedOn), day);
  const from = Math.max(day - learnedFromDays, first);
  const counts = new Float64Array(day - from + 1);
  for (const { receivedOn } of payables)
    if (receivedOn >= from) counts[receivedOn - from] = (counts[receivedOn - from] ?? 0) + 1;
  const profile = profileOf(counts, from);
  const weeks = weeklyRatios(counts, from, profile);
  const recent = weeks.slice(-levelWeeks);
  const level = recent.length > 0 ? mean(recent) : 0;
  const expectedOn = (at: number) => level * (profile[dayClassOf(at)] ?? 0);
  return {
    expectedOn,
    levelVariance: levelVariance(weeks),
    dayVariance: dayVariance(counts, profile, from),
    alike: payables.filter(({ receivedOn }) => receivedOn > day - alikeDays),
  };
}

/** Invoices a day by class of day, drawn towards those of its weekday. */
function profileOf(counts: Float64Array, from: number): Float64Array {
  const [found, days] = [new Float64Array(dayClasses), new Float64Array(dayClasses)];
  counts.forEach((count, index) => {
    const of = dayClassOf(from + index);
    found[of] = (found[of] ?? 0) + count;
    days[of] = (days[of] ?? 0) + 1;
  });
  const weekday = (cells: Float64Array, of: number) =>
    cells.reduce((sum, each, index) => (weekdayOfClass(index) === of ? sum + each : sum), 0);
  return found.map((count, index) => {
    const of = weekdayOfClass(index);
    const usual = weekday(found, of) / Math.max(weekday(days, of), 1);
    return (count + priorDays * usual) / ((days[index] ?? 0) + priorDays);
  });
}

/** What came in each whole week up to the last day, in multiples of what comes in such a week. */
function weeklyRatios(counts: Float64Array, from: number, profile: Float64Array): readonly number[] {
  const weeks = Math.floor(counts.length / weekDays);
  return Array.from({ length: weeks }, (_, week) => {
    const start = counts.length - (weeks - week) * weekDays;
    let [count, expected] = [0, 0];
    for (let at = start; at < start + weekDays; at += 1) {
      count += counts[at] ?? 0;
      expected += profile[dayClassOf(from + at)] ?? 0;
    }
    return expected > 0 ? count / expected : 0;
  });
}

/** How far the mean of some weeks was off that of the weeks before them. */
function levelVariance(weeks: readonly number[]): number {
  const errors: number[] = [];
  for (let at = levelWeeks; at + levelWeeks <= weeks.length; at += 1) {
    const before = mean(weeks.slice(at - levelWeeks, at));
    if (before > 0) errors.push((mean(weeks.slice(at, at + levelWeeks)) / before - 1) ** 2);
  }
  return errors.length > 0 ? Math.min(mean(errors), 1) : 0.04;
}

/** What counts of days vary by beyond the variance of a Poisson distribution. */
function dayVariance(counts: Float64Array, profile: Float64Array, from: number): number {
  let [excess, squares] = [0, 0];
  counts.forEach((count, index) => {
    const expected = profile[dayClassOf(from + index)] ?? 0;
    excess += (count - expected) ** 2 - expected;
    squares += expected ** 2;
  });
  return squares > 0 ? Math.min(Math.max(0, excess / squares), 4) : 0;
}
