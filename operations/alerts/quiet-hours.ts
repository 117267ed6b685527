import type { QuietHours } from '../../functions/core/alerts/policy.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the clocks of the zone show a quiet time. */
export function isQuiet({ from, to, timeZone }: QuietHours, ms: number): boolean {
  const time = formatOf(timeZone).format(ms);
  return from < to ? from <= time && time < to : from <= time || time < to;
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
