import type { QuietHours } from '../../functions/core/alerts/policy.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

const minuteMs = 60_000;
const minutesOfDay = 24 * 60;

/** Whether the clocks of the zone show a quiet time. Never where no hours are quiet. */
export function isQuiet(quiet: QuietHours | undefined, ms: number): boolean {
  if (!quiet) return false;
  const { from, to, timeZone } = quiet;
  const time = formatOf(timeZone).format(ms);
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** The moment itself unless it is quiet, or else the first one that is not. */
export function afterQuiet(quiet: QuietHours | undefined, ms: number): number {
  if (!isQuiet(quiet, ms)) return ms;
  const nextMinute = (Math.floor(ms / minuteMs) + 1) * minuteMs;
  // Clocks that are put back make a night longer than its hours.
  const minutes = Array.from({ length: 2 * minutesOfDay }, (_, index) => nextMinute + index * minuteMs);
  return minutes.find((at) => !isQuiet(quiet, at)) ?? ms;
}

/** `HH:MM` in the zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  formats.set(timeZone, made);
  return made;
}
