import { duplicateKey, memberNames } from './duplicate-keys.ts';
import { type FieldPath, fieldName } from './field-path.ts';
import type { JsonValue } from './json.ts';

/** What a JSON text says, or why it cannot be taken at its word. */
export type StrictJson = { readonly value: JsonValue } | { readonly problem: string };

/** Nested deeper than any honest document; whoever walks one may recurse. */
const maxDepth = 100;

/**
 * Reads JSON that says one thing only: no name twice in an object (`JSON.parse` keeps the last), no
 * number that JavaScript cannot hold exactly (it rounds), at most 100 levels. A problem names line
 * and column, or the field.
 */
export function parseStrictJson(text: string): StrictJson {
  if (isTooDeep(text)) return { problem: `it is nested more than ${maxDepth} levels deep` };
  const inexact: string[] = [];
  let value: JsonValue;
  try {
    value = mayRound.test(text) ? JSON.parse(text, reviver(inexact)) : JSON.parse(text);
  } catch (error) {
    return { problem: syntaxProblem(text, error) };
  }
  const [number] = inexact;
  if (number !== undefined) return { problem: inexactNumber(number) };
  if (memberNames(text) === countNames(value)) return { value };
  return { problem: twice(duplicateKey(text)) };
}

function twice(path: FieldPath): string {
  return `${fieldName(path)} appears more than once in the same object`;
}

function inexactNumber(source: string): string {
  const shown = source.length > 40 ? `${source.slice(0, 40)}…` : source;
  return `the number ${shown} has more digits than a JSON number keeps; write it as text, in quotes`;
}

/** Whether some number may not survive: sixteen digits, or an exponent. Texts may match as well. */
const mayRound = /[\d.]{16}|\d[eE][+-]?\d/;

function reviver(inexact: string[]) {
  return (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const source = context?.source;
    if (typeof value === 'number' && source !== undefined && !isExact(source, value)) inexact.push(source);
    return value;
  };
}

/** Whether the number is what its text says: the same digits at the same place. */
function isExact(source: string, value: number): boolean {
  return Number.isFinite(value) && scientific(source) === scientific(String(value));
}

/** A JSON number as its significant digits and the power of ten of the last of them. */
function scientific(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inText) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inText = false;
    } else if (code === 0x22) inText = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** How many names the objects of the value have. */
function countNames(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  return items.reduce((sum: number, item) => sum + countNames(item), Array.isArray(value) ? 0 : items.length);
}

/** Beyond this length only the place that the engine names is told. */
const maxSearched = 1 << 16;

/** The engine's own message quotes the text, which may be long or secret: only its place is told. */
function syntaxProblem(text: string, error: unknown): string {
  const at = positionIn(error) ?? (text.length > maxSearched ? undefined : endOfValidStart(text));
  if (at === undefined) return 'it is not JSON';
  const before = text.slice(0, at);
  const [line, column] = [before.split('\n').length, before.length - before.lastIndexOf('\n')];
  return at >= text.length
    ? `it is not JSON: it ends too early, in line ${line}`
    : `it is not JSON from line ${line}, column ${column} on`;
}

function positionIn(error: unknown): number | undefined {
  const found = / at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Where a text stops being the start of some JSON, by bisection: not every message names the place. */
function endOfValidStart(text: string): number {
  let [valid, invalid] = [0, text.length + 1];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isStart(text.slice(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function isStart(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return /end of JSON|Unterminated/.test(message) || positionIn(error) === text.length;
  }
}
