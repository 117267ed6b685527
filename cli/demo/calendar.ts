import type { Sampling } from './sampling.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** When people and payment runs get to what they have to do. Milliseconds since the epoch. */
export interface Calendar {
  /** When somebody does what they would do at this moment. */
  atWork(at: number, sample: Sampling): number;
  /** The last payment that leaves on this day (UTC) or before it. */
  payBy(date: string, sample: Sampling): number;
  /** The first payment that leaves at this moment or after it. */
  payFrom(at: number, sample: Sampling): number;
}

/** Around the clock, as a feed that runs faster than life needs it: its nights last for seconds. */
export const aroundTheClock: Calendar = {
  atWork: (at) => at,
  // A day early: the dates of a document that is moved back may round to the day before.
  payBy: (date, sample) => Date.parse(date) + sample.between(8, 17) * hour - day,
  payFrom: (at) => at,
};

const opensAt = 7;
const closesAt = 18;
/** Tuesday and Thursday, when most companies pay. */
const payDays: ReadonlySet<number> = new Set([2, 4]);
const paysAt = 9.5 * hour;
/** Free everywhere the demo's companies are: month and day. */
const holidays: ReadonlySet<string> = new Set(['01-01', '05-01', '12-25', '12-26']);

/** Office hours of business days (UTC), and two payment runs a week. */
export const officeHours: Calendar = {
  atWork(at, sample) {
    if (isOpen(at)) return at;
    let morning = midnight(at) + opensAt * hour;
    while (morning < at || !isBusinessDay(morning)) morning += day;
    return morning + sample.between(0, 2) * hour;
  },
  payBy(date, sample) {
    let payDay = Date.parse(date);
    while (!isPayDay(payDay)) payDay -= day;
    return payDay + paysAt + sample.between(0, 30) * minute;
  },
  payFrom(at, sample) {
    let payDay = midnight(at);
    while (!isPayDay(payDay) || payDay + paysAt < at) payDay += day;
    return payDay + paysAt + sample.between(0, 30) * minute;
  },
};

/** Whether the day (UTC) is neither at the weekend nor a holiday. */
export function isBusinessDay(at: number): boolean {
  const weekday = new Date(at).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(new Date(at).toISOString().slice(5, 10));
}

/** Whether offices are open. */
export function isOpen(at: number): boolean {
  const hours = new Date(at).getUTCHours();
  return hours >= opensAt && hours < closesAt && isBusinessDay(at);
}

function isPayDay(at: number): boolean {
  return payDays.has(new Date(at).getUTCDay()) && isBusinessDay(at);
}

function midnight(at: number): number {
  return Math.floor(at / day) * day;
}
