const daysOfWeek = 7;

/** Weeks after an origin, one after the other; the first may be what is left of one. */
export interface Weeks {
  /** The last day that is known: days since 1970-01-01. */
  readonly origin: number;
  /** Days of the first week, 1 to 7. */
  readonly firstDays?: number;
}

/** Which of the weeks a day is in, from 0; -1 up to the origin. */
export function weekOfDay(day: number, { origin, firstDays = daysOfWeek }: Weeks): number {
  if (day <= origin) return -1;
  return Math.floor((day - origin - 1 + daysOfWeek - firstDays) / daysOfWeek);
}

/** The first day of a week. */
export function firstDayOf(week: number, { origin, firstDays = daysOfWeek }: Weeks): number {
  return origin + 1 + (week === 0 ? 0 : firstDays + (week - 1) * daysOfWeek);
}
