import { instant as instantPattern } from '../../../schemas/patterns.ts';

const pattern = new RegExp(instantPattern);
const secondsAt = 17;
const utcLength = 24;

/**
 * Whether the text is an instant as the contract defines it: RFC 3339 with offset, a moment that
 * exists.
 */
export function isInstant(text: string): boolean {
  return pattern.test(text);
}

/**
 * Whether a valid instant is already in the form that `utc` gives. Most are, and skip `Date`, which
 * is ten times slower.
 */
function isUtc(instant: string): boolean {
  return instant.length === utcLength && instant[utcLength - 1] === 'Z' && instant[secondsAt] !== '6';
}

/** The number of two digits at a position. */
function twoDigits(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 48 * 11;
}

function epochMsOfUtc(instant: string): number {
  return Date.UTC(
    twoDigits(instant, 0) * 100 + twoDigits(instant, 2),
    twoDigits(instant, 5) - 1,
    twoDigits(instant, 8),
    twoDigits(instant, 11),
    twoDigits(instant, 14),
    twoDigits(instant, secondsAt),
    twoDigits(instant, 20) * 10 + instant.charCodeAt(22) - 48,
  );
}

/**
 * Milliseconds since the epoch of a valid instant, truncated. A leap second counts as the second
 * after it, as in POSIX time.
 */
export function epochMs(instant: string): number {
  if (isUtc(instant)) return epochMsOfUtc(instant);
  if (instant[secondsAt] !== '6') return Date.parse(instant);
  return Date.parse(`${instant.slice(0, secondsAt)}59${instant.slice(secondsAt + 2)}`) + 1000;
}

/** Nanoseconds of a valid instant below the millisecond, 0–999,999. */
export function nanosBelowMs(instant: string): number {
  const digits = /\.[0-9]{3}([0-9]{1,6})/.exec(instant)?.[1];
  return digits === undefined ? 0 : Number(digits.padEnd(6, '0'));
}

/** RFC 3339 in UTC with milliseconds. */
export function utc(ms: number): string {
  return new Date(ms).toISOString();
}

/** A valid instant rewritten in UTC with milliseconds. */
export function inUtc(instant: string): string {
  return isUtc(instant) ? instant : utc(epochMs(instant));
}
