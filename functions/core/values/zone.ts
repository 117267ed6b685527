import { FixedOffsetZone, IANAZone } from 'luxon';
import { quote, type Reading } from './reading.ts';

/** A time zone: what clocks show where it holds. */
export interface Zone {
  readonly name: string;
  /** Minutes ahead of UTC at a moment, in ms since the epoch. */
  offsetAt(ms: number): number;
  /**
   * The moment at which clocks show a local time, which is given as ms since the epoch as if it
   * were UTC. None when clocks skip it, and none when they show it twice.
   */
  momentOf(localMs: number): Reading<number>;
}

/** Further from UTC than any zone has been. */
const maxOffset = 16 * 60;

/** A zone by its name: `Europe/Amsterdam`, `UTC`, `UTC+1`, `UTC+05:30`. */
export function readZone(name: string): Reading<Zone> {
  const fixed = FixedOffsetZone.parseSpecifier(name);
  if (!fixed && !IANAZone.isValidZone(name)) return { problem: `${quote(name)} is not a time zone` };
  const zone = fixed ?? IANAZone.create(name);
  if (Math.abs(zone.offset(0)) > maxOffset)
    return { problem: `${quote(name)} is further from UTC than any zone` };
  return { value: zoneOf(name, (ms) => zone.offset(ms)) };
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const reach = maxOffset * minuteMs;
const maxKnownDays = 10_000;

function zoneOf(name: string, offsetAt: (ms: number) => number): Zone {
  /** The offset of days on which clocks change neither then nor around it; undefined for others. */
  const steadyDays = new Map<number, number | undefined>();

  function steadyOffset(day: number): number | undefined {
    if (steadyDays.has(day)) return steadyDays.get(day);
    if (steadyDays.size >= maxKnownDays) steadyDays.clear();
    const [before, after] = [offsetAt(day * dayMs - reach), offsetAt((day + 1) * dayMs + reach)];
    const offset = before === after ? before : undefined;
    steadyDays.set(day, offset);
    return offset;
  }

  function momentOf(localMs: number): Reading<number> {
    const steady = steadyOffset(Math.floor(localMs / dayMs));
    if (steady !== undefined) return { value: localMs - steady * minuteMs };
    const around = [localMs - reach, localMs, localMs + reach].map((ms) => offsetAt(ms));
    const moments = [...new Set(around)]
      .filter((offset) => offsetAt(localMs - offset * minuteMs) === offset)
      .map((offset) => localMs - offset * minuteMs);
    const [moment] = moments;
    if (moment === undefined) return { problem: `clocks in ${name} skip this time` };
    if (moments.length > 1)
      return { problem: `clocks in ${name} show this time twice; only an offset tells which` };
    return { value: moment };
  }

  return { name, offsetAt, momentOf };
}
