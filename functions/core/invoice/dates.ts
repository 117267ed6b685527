const dayMs = 86_400_000;

/** Days since 1970-01-01 of a calendar date `YYYY-MM-DD`. */
const dayNumber = (date: string): number =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / dayMs;

const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The calendar date so many days later. */
export const addDays = (date: string, days: number): string => dateOf(dayNumber(date) + days);

/** Days from one calendar date to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** The last day of the date's month. */
export const endOfMonth = (date: string): string =>
  new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).toISOString().slice(0, 10);
