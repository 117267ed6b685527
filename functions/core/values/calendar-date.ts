import { date as datePattern } from '../../../schemas/patterns.ts';
import { momentOf, type TimeForm } from './instant.ts';
import { quote, type Reader, type Reading } from './reading.ts';
import { readIso, type WallTime } from './wall-time.ts';
import type { Zone } from './zone.ts';

/**
 * A reader of calendar dates into `YYYY-MM-DD`. The day is the one that is written, whatever time
 * and offset follow it. With a zone, a time with an offset gives the day that it is in that zone.
 * Never the day in UTC, unless UTC is the zone.
 */
export function dateReader({ format, zone }: TimeForm = {}): Reader<string> {
  return (text) => {
    if (!format && contractDate.test(text)) return { value: text };
    const days = [readIso(text), format?.(text)]
      .filter((wall) => wall !== undefined)
      .map((wall) => dayOf(wall, zone));
    const [day, other] = days;
    if (!day) return { problem: notDate(text, format !== undefined) };
    if (other && 'value' in day && 'value' in other && day.value !== other.value)
      return { problem: `${quote(text)} is one day in ISO 8601 and another in the format of the mapping` };
    return day;
  };
}

const contractDate = new RegExp(datePattern);

function dayOf(wall: WallTime, zone: Zone | undefined): Reading<string> {
  if (wall.offset === undefined || !zone) return { value: wall.date };
  const moment = momentOf(wall, zone);
  if ('problem' in moment) return moment;
  const local = moment.value + zone.offsetAt(moment.value) * 60_000;
  const date = new Date(local).toISOString().slice(0, 10);
  return contractDate.test(date) ? { value: date } : { problem: `${date} is not between 1900 and 2199` };
}

function notDate(text: string, hasFormat: boolean): string {
  const forms = hasFormat
    ? 'YYYY-MM-DD or in the format of the mapping'
    : 'YYYY-MM-DD; name its format in the mapping';
  return `${quote(text)} is not a date written as ${forms}`;
}
