/**
 * The seconds that a `Retry-After` header asks for: a number of seconds, or a time
 * (https://www.rfc-editor.org/rfc/rfc9110#name-retry-after). Undefined when it says neither, or nothing.
 * @param now ms since the epoch
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // A time always has a letter in it; `Date` takes much else for one.
  const time = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, (time - now) / 1_000);
}
