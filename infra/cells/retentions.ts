import type { Retention } from './cell.ts';

/** Days of so many years, leap years included. */
const ofYears = (years: number): number => Math.ceil(years * 365.25);

/** What auditors of most countries ask for. */
export const tenYears: Retention = {
  replayDays: 400,
  archiveDays: ofYears(10),
  // Most corrections come within a quarter of a year of the payment.
  hotDays: 90,
  logDays: 30,
  accessLogDays: 400,
};

/** For a first try, of which nothing is to stay: a cell of production never has it. */
export const trial: Retention = { replayDays: 1, archiveDays: 1, logDays: 1, accessLogDays: 1 };
