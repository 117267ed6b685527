import { date as datePattern } from '../../../schemas/patterns.ts';

/** What a calendar and a clock show: a day, a time of the day, and perhaps the offset from UTC. */
export interface WallTime {
  /** `YYYY-MM-DD`, a day that exists, 1900 to 2199. */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Decimals of the second, up to nine digits; empty when there are none. */
  readonly fraction: string;
  /** Minutes ahead of UTC; undefined when the text does not say. */
  readonly offset: number | undefined;
}

/** The parts of a wall time as a text writes them. */
export type WallTimeParts = Readonly<
  Partial<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'offset', string>>
>;

const existingDay = new RegExp(datePattern);

/** The wall time with these parts; undefined when no calendar or clock shows it. */
export function wallTime(parts: WallTimeParts): WallTime | undefined {
  const { year = '', month = '', day = '', fraction = '' } = parts;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const [hour, minute, second] = [parts.hour, parts.minute, parts.second].map((part) => Number(part ?? 0));
  const offset = parts.offset === undefined ? undefined : offsetMinutes(parts.offset);
  if (!existingDay.test(date) || Number.isNaN(offset)) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  return { date, hour, minute, second, fraction, offset };
}

/** Minutes of an offset such as `Z`, `UTC`, `+01:00`, `-0530`, `+1`; NaN when there is no such. */
function offsetMinutes(text: string): number {
  if (/^(?:z|utc)$/i.test(text)) return 0;
  const [, sign, hours = '', minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const time = String.raw`(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?|(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?)`;
const iso = new RegExp(
  String.raw`^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d))(?:[Tt ]${time}(?: ?(Z|z|UTC|[+-]\d\d(?::?\d\d)?))?)?$`,
);

/**
 * Reads a day, or a day and a time, in ISO 8601, extended or basic; a space may stand for the T,
 * and offset and seconds may be missing. Never a time without its day, nor a year or month alone.
 */
export function readIso(text: string): WallTime | undefined {
  const parts = iso.exec(text);
  if (!parts) return undefined;
  return wallTime({
    year: parts[1],
    month: parts[2] ?? parts[4],
    day: parts[3] ?? parts[5],
    hour: parts[6],
    minute: parts[7] ?? parts[10],
    second: parts[8] ?? parts[11],
    fraction: parts[9] ?? parts[12],
    offset: parts[13],
  });
}

/** Milliseconds since the epoch if the wall time were in UTC. */
export function asUtcMs({ date, hour, minute, second, fraction }: WallTime): number {
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return Date.parse(date) + ((hour * 60 + minute) * 60 + second) * 1_000 + ms;
}

/** Nanoseconds of the wall time below the millisecond. */
export function nanosOf({ fraction }: WallTime): number {
  return Number(fraction.slice(3).padEnd(6, '0'));
}
