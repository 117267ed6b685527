import { quote, type Reading } from './reading.ts';
import { type WallTime, type WallTimeParts, wallTime } from './wall-time.ts';

type Part = keyof WallTimeParts | 'meridiem' | 'weekday' | 'monthName';

interface Token {
  readonly part: Part;
  readonly pattern: string;
  /** Whether it takes one digit or more, so that a digit after it could belong to either. */
  readonly isElastic?: boolean;
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'].concat(
  'October',
  'November',
  'December',
);
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function names(all: readonly string[], length?: number): string {
  return all.map((name) => name.slice(0, length)).join('|');
}

/**
 * The tokens, named as in Luxon. Those that leave something open are missing: two-digit years,
 * formats of a locale, milliseconds of any length.
 */
const tokens: ReadonlyMap<string, Token> = new Map<string, Token>([
  ['yyyy', { part: 'year', pattern: '[0-9]{4}' }],
  ['MMMM', { part: 'monthName', pattern: names(months) }],
  ['MMM', { part: 'monthName', pattern: names(months, 3) }],
  ['MM', { part: 'month', pattern: '[0-9]{2}' }],
  ['M', { part: 'month', pattern: '[0-9]{1,2}', isElastic: true }],
  ['dd', { part: 'day', pattern: '[0-9]{2}' }],
  ['d', { part: 'day', pattern: '[0-9]{1,2}', isElastic: true }],
  ['EEEE', { part: 'weekday', pattern: names(weekdays) }],
  ['EEE', { part: 'weekday', pattern: names(weekdays, 3) }],
  ['HH', { part: 'hour', pattern: '[0-9]{2}' }],
  ['H', { part: 'hour', pattern: '[0-9]{1,2}', isElastic: true }],
  ['hh', { part: 'hour', pattern: '[0-9]{2}' }],
  ['h', { part: 'hour', pattern: '[0-9]{1,2}', isElastic: true }],
  ['a', { part: 'meridiem', pattern: '[AP]M' }],
  ['mm', { part: 'minute', pattern: '[0-9]{2}' }],
  ['m', { part: 'minute', pattern: '[0-9]{1,2}', isElastic: true }],
  ['ss', { part: 'second', pattern: '[0-9]{2}' }],
  ['s', { part: 'second', pattern: '[0-9]{1,2}', isElastic: true }],
  ['SSS', { part: 'fraction', pattern: '[0-9]{3}' }],
  ['u', { part: 'fraction', pattern: '[0-9]{1,9}', isElastic: true }],
  ['Z', { part: 'offset', pattern: '[+-][0-9]{1,2}' }],
  ['ZZ', { part: 'offset', pattern: 'Z|[+-][0-9]{2}:[0-9]{2}' }],
  ['ZZZ', { part: 'offset', pattern: 'Z|[+-][0-9]{4}' }],
]);

/** Longer than any format that somebody would write. */
const maxLength = 100;

/** Reads what a format says a text holds; undefined when it does not. */
export type FormatReader = (text: string) => WallTime | undefined;

/**
 * A reader of times written in a format such as `dd.MM.yyyy HH:mm`. The problem of a format says
 * what it leaves open: a time without its day, an hour without AM or PM.
 */
export function formatReader(format: string): Reading<FormatReader> {
  if (format.length > maxLength) return { problem: `the format ${quote(format)} is too long` };
  const read = compile(format);
  if ('problem' in read) return read;
  const { source, parts, isTwelveHours } = read.value;
  const missing = whatIsMissing(parts, isTwelveHours);
  if (missing) return { problem: `the format ${quote(format)} ${missing}` };
  const pattern = new RegExp(`^${source}$`, 'i');
  return { value: (text) => fromParts(pattern.exec(text)?.groups, isTwelveHours) };
}

interface Compiled {
  readonly source: string;
  readonly parts: ReadonlySet<Part>;
  readonly isTwelveHours: boolean;
}

/** The pieces of a format: a quoted text, a run of one letter, anything else. */
const pieces = /'([^']*)'|([A-Za-z])\2*|[^A-Za-z]/g;

function compile(format: string): Reading<Compiled> {
  const parts = new Set<Part>();
  let source = '';
  let endsElastic = false;
  let isTwelveHours = false;
  for (const [piece, quoted] of format.matchAll(pieces)) {
    const token = tokens.get(piece);
    const literal = quoted ?? piece;
    if (!token && quoted === undefined && /[A-Za-z]/.test(piece))
      return { problem: unknownToken(piece, format) };
    const startsWithDigit = token ? token.pattern.startsWith('[0-9]') : /^[0-9]/.test(literal);
    if (endsElastic && startsWithDigit)
      return {
        problem: `the format ${quote(format)} does not say where the number before ${quote(piece)} ends`,
      };
    endsElastic = token?.isElastic === true;
    if (!token) {
      source += literal.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
      continue;
    }
    if (parts.has(token.part))
      return { problem: `the format ${quote(format)} names the ${token.part} twice` };
    parts.add(token.part);
    isTwelveHours ||= piece.startsWith('h');
    source += `(?<${token.part}>${token.pattern})`;
  }
  return { value: { source, parts, isTwelveHours } };
}

function unknownToken(piece: string, format: string): string {
  const year = piece.startsWith('y')
    ? '; a year has four digits, yyyy, because two do not tell the century'
    : '';
  return `the format ${quote(format)} has ${quote(piece)}, which is not one of ${[...tokens.keys()].join(' ')}${year}`;
}

/** What a format does not say although a reader would need it; undefined when it says everything. */
function whatIsMissing(parts: ReadonlySet<Part>, isTwelveHours: boolean): string | undefined {
  if (!parts.has('year')) return 'has no year (yyyy)';
  if (parts.has('month') === parts.has('monthName')) return 'needs the month once (MM, MMM)';
  if (!parts.has('day')) return 'has no day (dd)';
  if (isTwelveHours !== parts.has('meridiem')) return 'needs a (AM or PM) with h, and neither with H';
  if (parts.has('minute') !== parts.has('hour')) return 'needs hours and minutes together';
  if (parts.has('second') && !parts.has('minute')) return 'has seconds without minutes';
  if (parts.has('fraction') && !parts.has('second')) return 'has decimals without seconds';
  if (parts.has('offset') && !parts.has('hour')) return 'has an offset without a time';
  return undefined;
}

function fromParts(
  parts: Readonly<Record<string, string | undefined>> | undefined,
  isTwelveHours: boolean,
): WallTime | undefined {
  if (!parts) return undefined;
  const hour = isTwelveHours ? hourOfDay(Number(parts.hour), parts.meridiem ?? '') : parts.hour;
  const month = parts.monthName === undefined ? parts.month : String(monthNumber(parts.monthName));
  const read = wallTime({ ...parts, hour, month });
  if (!read || parts.weekday === undefined) return read;
  const weekday = weekdays[new Date(read.date).getUTCDay()];
  return weekday && startsWith(weekday, parts.weekday) ? read : undefined;
}

function monthNumber(name: string): number {
  return 1 + months.findIndex((month) => startsWith(month, name));
}

function startsWith(name: string, written: string): boolean {
  return name.toLowerCase().startsWith(written.toLowerCase());
}

/** An hour of the 24 from one of twelve; none for 0 and 13. */
function hourOfDay(hour: number, meridiem: string): string {
  if (hour < 1 || hour > 12) return 'NaN';
  return String((hour % 12) + (meridiem.toLowerCase() === 'pm' ? 12 : 0));
}
