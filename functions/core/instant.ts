import { instant as instantPattern } from '../../schemas/patterns.ts';

const pattern = new RegExp(instantPattern);
const secondsAt = 17;

/** Whether the text is an instant as the contract has it: RFC 3339 with offset, a moment that exists. */
export const isInstant = (text: string): boolean => pattern.test(text);

/**
 * Milliseconds since the epoch of a valid instant, what is below a millisecond cut off. A leap second is
 * the second after it, as POSIX time counts.
 */
export const epochMs = (instant: string): number =>
  instant[secondsAt] === '6'
    ? Date.parse(`${instant.slice(0, secondsAt)}59${instant.slice(secondsAt + 2)}`) + 1000
    : Date.parse(instant);

/** Nanoseconds of a valid instant below the millisecond, 0–999,999. */
export const nanosBelowMs = (instant: string): number => {
  const digits = /\.[0-9]{3}([0-9]{1,6})/.exec(instant)?.[1];
  return digits === undefined ? 0 : Number(digits.padEnd(6, '0'));
};

/** RFC 3339 in UTC with milliseconds. */
export const utc = (ms: number): string => new Date(ms).toISOString();
