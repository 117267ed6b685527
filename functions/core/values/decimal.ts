import Big from 'big.js';
import { isDecimal } from '../invoice/money.ts';
import { quote, type Reader, type Reading } from './reading.ts';

/** How a file writes decimals. */
export interface DecimalForm {
  /**
   * What stands before the decimals. The other of dot and comma then separates thousands, in groups
   * of three. When left out it is the dot, and nothing separates thousands.
   */
  readonly mark?: '.' | ',' | undefined;
  /** Rounds half to even to so many decimals; when left out nothing is rounded. */
  readonly roundTo?: number | undefined;
}

const maxDigits = 18;
const maxDecimals = 6;
/** Longer than any way to write a decimal of the contract that somebody would use. */
const maxLength = 64;

/**
 * A reader of decimals into the form of the contract: up to 18 digits before the point, 6 after.
 * The value is exactly what was written, with `roundTo` after rounding. A leading plus, leading
 * zeros, `.5`, `5.` and an exponent are read; a negative zero is zero.
 */
export function decimalReader({ mark, roundTo }: DecimalForm = {}): Reader<string> {
  const grammar = grammarOf(mark);
  return (text) => {
    if (mark !== ',' && roundTo === undefined && isDecimal(text)) return { value: withoutNegativeZero(text) };
    if (text.length > maxLength) return { problem: `${quote(text)} is too long for an amount` };
    const parts = grammar.exec(text)?.groups;
    if (!parts) return { problem: notDecimal(text, mark) };
    const whole = parts.whole ?? parts.grouped?.replaceAll(/[.,]/g, '') ?? '';
    const fraction = parts.fraction ?? parts.groupedFraction ?? parts.bareFraction ?? '';
    const number = {
      isNegative: parts.sign === '-',
      digits: `${whole}${fraction}`,
      decimals: fraction.length,
      exponent: Number(parts.exponent ?? 0),
    };
    return written(number, text, roundTo);
  };
}

function grammarOf(mark: DecimalForm['mark']): RegExp {
  const [point, thousands] = mark === ',' ? [',', '\\.'] : ['\\.', ','];
  const fraction = `(?:${point}(?<fraction>[0-9]*))?`;
  const exponent = '(?:[eE](?<exponent>[+-]?[0-9]+))?';
  // Without an exponent: 1.234E3 in a file of decimal commas was written by a program that means 1234.
  const grouped = `(?<grouped>[1-9][0-9]{0,2}(?:${thousands}[0-9]{3})+)(?:${point}(?<groupedFraction>[0-9]+))?`;
  const plain = `(?:(?<whole>[0-9]+)${fraction}|${point}(?<bareFraction>[0-9]+))${exponent}`;
  return new RegExp(`^(?<sign>[+-]?)(?:${plain}${mark === undefined ? '' : `|${grouped}`})$`);
}

interface Digits {
  readonly isNegative: boolean;
  readonly digits: string;
  /** How many of the digits stand after the point. */
  readonly decimals: number;
  readonly exponent: number;
}

/** The decimal of the contract with these digits. */
function written(number: Digits, text: string, roundTo: number | undefined): Reading<string> {
  const significant = number.digits.replace(/^0+/, '');
  if (significant === '') return { value: zero(number, roundTo) };
  const point = significant.length - number.decimals + number.exponent;
  // Decided from the exponent, before a number with a billion digits is written out.
  if (point > maxDigits)
    return { problem: `${quote(text)} has more than ${maxDigits} digits before the decimals` };
  if (point < -maxLength)
    return roundTo === undefined ? { problem: tooFine(text) } : { value: zero(number, roundTo) };
  const value = new Big(`${number.isNegative ? '-' : ''}${significant}e${point - significant.length}`);
  if (roundTo !== undefined)
    return inContract(value.round(roundTo, Big.roundHalfEven).toFixed(roundTo), text);
  const keptDecimals = Math.min(Math.max(number.decimals - number.exponent, 0), maxDecimals);
  if (!value.eq(value.round(maxDecimals))) return { problem: tooFine(text) };
  return inContract(value.toFixed(keptDecimals), text);
}

function zero({ decimals, exponent }: Digits, roundTo: number | undefined): string {
  const places = roundTo ?? Math.min(Math.max(decimals - exponent, 0), maxDecimals);
  return places === 0 ? '0' : `0.${'0'.repeat(places)}`;
}

/** Rounding may have added a digit in front. */
function inContract(value: string, text: string): Reading<string> {
  if (isDecimal(value)) return { value: withoutNegativeZero(value) };
  return { problem: `${quote(text)} has more than ${maxDigits} digits before the decimals` };
}

function withoutNegativeZero(text: string): string {
  return text.startsWith('-') && /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

function tooFine(text: string): string {
  return `${quote(text)} has more than ${maxDecimals} decimals, and nothing is rounded unless the mapping says so (roundTo)`;
}

function notDecimal(text: string, mark: DecimalForm['mark']): string {
  if (text === '') return 'there is no amount';
  const form =
    mark === ','
      ? 'digits with a comma before the decimals and, if anything, dots between groups of three digits'
      : mark === '.'
        ? 'digits with a dot before the decimals and, if anything, commas between groups of three digits'
        : 'digits with a dot before the decimals and nothing between thousands';
  return `${quote(text)} is not an amount as the mapping says it is written: ${form}`;
}
