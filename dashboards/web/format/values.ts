import type { Change } from '../../figures.ts';
import type { Unit } from '../../kpis/kpi.ts';
import { formatDuration } from './durations.ts';
import { formatCount } from './numbers.ts';

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const points = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });

/** Above this a change is so many times, not so many percent. */
const manyTimes = 10;

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/**
 * An amount with the digits that its currency has, without its code: it stands beside the code. A
 * code that nobody knows has two digits.
 */
export function formatAmount(amount: string, currency: string, signDisplay: Sign = 'negative'): string {
  if (!isNumeric(amount)) return amount;
  return amountFormat(currency, signDisplay).format(amount);
}

/** By currency and sign: to make one takes longer than to format a hundred amounts. */
const amountFormats = new Map<string, Intl.NumberFormat>();

function amountFormat(currency: string, signDisplay: Sign): Intl.NumberFormat {
  const key = `${currency} ${signDisplay}`;
  const known =
    amountFormats.get(key) ?? new Intl.NumberFormat(undefined, { ...digitsOf(currency), signDisplay });
  amountFormats.set(key, known);
  return known;
}

/** Three digits say what an estimate is worth. */
const digitsOfEstimate = 3;

/**
 * How the estimates of a column are formatted, without their code: three digits, a tilde, which says that
 * they are none of the cell's facts, and equally many decimals, none unless all are small.
 */
export function estimatesFormat(
  amounts: readonly string[],
  currency: string,
  signDisplay: Sign = 'negative',
): (amount: string) => string {
  const areSmall = amounts.every((amount) => Math.abs(Number(amount)) < 10 ** (digitsOfEstimate - 1));
  const digits = areSmall ? digitsOf(currency) : { maximumFractionDigits: 0 };
  const format = new Intl.NumberFormat(undefined, { ...digits, signDisplay });
  return (amount) => {
    const text = format.format(Number(Number(amount).toPrecision(digitsOfEstimate)));
    return text.replace(/^[+\-−]?/, '$&~');
  };
}

/** How a number says that it is above or below 0. */
type Sign = 'negative' | 'exceptZero';

function digitsOf(currency: string): Intl.NumberFormatOptions {
  const known = /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat(undefined, { style: 'currency', currency }).resolvedOptions()
    : undefined;
  const digits = known?.maximumFractionDigits ?? 2;
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}

/** A figure in its unit, money without its code; a dash where it is not defined. */
export function formatValue(value: string | null, unit: Unit, currency: string | undefined): string {
  if (value === null) return '–';
  if (unit === 'money') return formatAmount(value, currency ?? '');
  const number = Number(value);
  if (unit === 'share') return percent.format(number);
  if (unit === 'duration') return formatDuration(number);
  if (unit === 'days') return `${tenths.format(number)} ${Math.abs(number) === 1 ? 'day' : 'days'}`;
  return formatCount(number);
}

/** How much more or less a figure is, in its unit and with its sign. */
function formatDifference(by: string, unit: Unit, currency: string | undefined): string {
  if (unit === 'money') return formatAmount(by, currency ?? '', 'exceptZero');
  const text = formatValue(by.replace('-', ''), unit, currency);
  return `${by.startsWith('-') ? '-' : '+'}${text}`;
}

/** A change in a few characters. @param currency of an amount */
export function formatChange(change: Change, unit: Unit, currency?: string): string {
  switch (change.kind) {
    case 'new':
      return 'new';
    case 'same':
      return 'unchanged';
    case 'moved':
      return formatDifference(change.by, unit, currency);
    case 'changed':
      if (change.inPoints) return `${points.format(change.by * 100)} points`;
      return change.by > manyTimes ? `${tenths.format(change.by + 1)} times` : signed.format(change.by);
  }
}

const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });

/** A figure beside an axis, where there is little room. */
export function formatShort(value: number, unit: Unit): string {
  return unit === 'money' || unit === 'count'
    ? compact.format(value)
    : formatValue(`${value}`, unit, undefined);
}
