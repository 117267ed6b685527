import { epochMs, isInstant, nanosBelowMs, utc } from '../invoice/instant.ts';
import { quote, type Reader, type Reading } from './reading.ts';
import type { FormatReader } from './time-format.ts';
import { asUtcMs, nanosOf, readIso, type WallTime } from './wall-time.ts';
import type { Zone } from './zone.ts';

/** How a file writes times. */
export interface TimeForm {
  /** Reads the format they are in; ISO 8601 when left out. */
  readonly format?: FormatReader | undefined;
  /** What times without an offset are in; UTC when left out. */
  readonly zone?: Zone | undefined;
}

const leapSecondAt = 17;

/**
 * A reader of times into RFC 3339, in UTC, to the nanosecond. A time without an offset is in the
 * zone; one that its clocks skip or show twice is refused. A day without a time is its first
 * moment. Whatever the contract takes as an instant is taken, leap seconds as they are written.
 */
export function instantReader({ format, zone }: TimeForm = {}): Reader<string> {
  const read = format ?? readIso;
  return (text) => {
    if (!format && isInstant(text)) return { value: contractInstant(text) };
    const wall = read(text);
    if (!wall) return { problem: notTime(text, format !== undefined) };
    const moment = momentOf(wall, zone);
    if ('problem' in moment) return { problem: `${quote(text)}: ${moment.problem}` };
    return inContract(utcInstant(moment.value, nanosOf(wall)), text);
  };
}

function contractInstant(text: string): string {
  if (text[leapSecondAt] === '6') return text;
  const inUtc = utcInstant(epochMs(text), nanosBelowMs(text));
  // The first and the last hours of the contract's years have no UTC form in it.
  return isInstant(inUtc) ? inUtc : text;
}

/** The moment of a wall time, in ms since the epoch. */
export function momentOf(wall: WallTime, zone: Zone | undefined): Reading<number> {
  const local = asUtcMs(wall);
  if (wall.offset !== undefined) return { value: local - wall.offset * 60_000 };
  return zone ? zone.momentOf(local) : { value: local };
}

/** RFC 3339 in UTC with milliseconds, and with as many digits more as the nanoseconds need. */
function utcInstant(ms: number, nanos: number): string {
  if (nanos === 0) return utc(ms);
  const digits = String(nanos).padStart(6, '0').replace(/0+$/, '');
  return `${utc(ms).slice(0, -1)}${digits}Z`;
}

function inContract(value: string, text: string): Reading<string> {
  return isInstant(value) ? { value } : { problem: `${quote(text)} is not between 1900 and 2199 in UTC` };
}

function notTime(text: string, isFormatted: boolean): string {
  if (text === '') return 'there is no time';
  if (isFormatted) return `${quote(text)} is not a time in the format of the mapping`;
  return `${quote(text)} is not a time in ISO 8601, such as 2026-03-02T09:15:00+01:00; name its format in the mapping`;
}
