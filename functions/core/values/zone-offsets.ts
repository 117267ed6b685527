import type { Zone } from './zone.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const maxKnownHours = 10_000;

/**
 * The offsets of a zone by the machine's own tables: a function that asks for nothing else is a quarter smaller
 * without luxon, which `readZone` takes. Offsets change on whole hours of UTC, at the least.
 * @returns undefined when there is no such zone
 */
export function zoneOffsets(name: string): Pick<Zone, 'offsetAt'> | undefined {
  const format = formatOf(name);
  if (!format) return undefined;
  const known = new Map<number, number>();
  return {
    offsetAt(ms) {
      const hour = Math.floor(ms / hourMs);
      const offset = known.get(hour) ?? offsetIn(format, hour * hourMs);
      if (known.size >= maxKnownHours) known.clear();
      known.set(hour, offset);
      return offset;
    },
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}

/** Of `GMT`, `GMT+01:00` and the like, minutes. */
function offsetIn(format: Intl.DateTimeFormat, ms: number): number {
  const text = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
