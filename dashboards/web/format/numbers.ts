const whole = new Intl.NumberFormat();
const tenth = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 4 });

/** A count in full. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A count that fits a small box: in full up to 9,999,999, then shortened. */
export function formatShortCount(count: number): string {
  return count < 10_000_000 ? whole.format(count) : compact.format(count);
}

/** Events per second; a dash while there is nothing to compare. */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null) return '–/s';
  if (perSecond === 0) return '0/s';
  return `${perSecond < 10 ? tenth.format(perSecond) : whole.format(Math.round(perSecond))}/s`;
}
