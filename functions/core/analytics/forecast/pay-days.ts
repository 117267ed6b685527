const dayMs = 86_400_000;

/** Positions in a month: the last of its weekday, otherwise the first, the second, or one between. */
const positions = 4;
const weekdays = 7;

/** How many classes of days there are. */
export const dayClasses = weekdays * positions;

/**
 * The pay-run class of a day: its weekday, and whether it is the first, the second, the last or
 * another such weekday of its month. Companies pay on some weekdays, and many pay most at the end of
 * a month or in the week after it.
 */
export function dayClassOf(day: number): number {
  return weekdayOf(day) * positions + positionOf(day);
}

/** The classes of the days from one to another, both included. */
export function dayClassesOf(from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => dayClassOf(from + index));
}

/** The weekday of a class, as `weekdayOf` gives it. */
export function weekdayOfClass(dayClass: number): number {
  return Math.floor(dayClass / positions);
}

/** The position in the month of a class. */
export function positionOfClass(dayClass: number): number {
  return dayClass % positions;
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % weekdays) + weekdays) % weekdays;
}

function positionOf(day: number): number {
  const date = new Date(day * dayMs);
  const lastOfMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (date.getUTCDate() + weekdays > lastOfMonth) return 3;
  return Math.min(2, Math.floor((date.getUTCDate() - 1) / weekdays));
}
