import { isObject, type JsonScalar } from '../../../lib/json.ts';
import { compileCidr } from './cidr.ts';
import { InvalidPatternError } from './invalid-pattern.ts';
import { type Comparable, compileNumeric, refuseUncomparable } from './numeric.ts';
import { compileWildcard } from './wildcard.ts';
import { isTooComplex } from './wildcard-complexity.ts';

/** A test of one scalar of an event. */
type Matcher = (value: JsonScalar) => boolean;

/** What a pattern asks of one field. */
export interface FieldMatcher {
  /** Whether one of the field's values fits. */
  readonly matches: Matcher;
  /** Whether the field may also be absent (`exists: false`). */
  readonly mayBeAbsent: boolean;
}

/** Where services that share the pattern language differ. */
export interface Dialect {
  readonly code: InvalidPatternError['code'];
  /** Match types besides exact values. */
  readonly operators: ReadonlySet<string>;
  /** Match types that `anything-but` takes as an object. */
  readonly negatable: ReadonlySet<string>;
  /** The numbers that `numeric` and `anything-but` compare. */
  readonly numbers: Comparable;
  /** What counts as there for `exists: true`. */
  readonly exists: Matcher;
}

/**
 * Compiles the array of alternatives that a pattern gives for one field.
 * @param path dotted keys of the field, for errors
 * @throws {InvalidPatternError} when the service would refuse it
 */
export function compileField(alternatives: readonly unknown[], path: string, dialect: Dialect): FieldMatcher {
  const fail = (reason: string) => new InvalidPatternError(path, reason, dialect.code);
  if (alternatives.length === 0) throw fail('empty arrays are not allowed');

  const exact = new Set<JsonScalar>();
  const matchers: Matcher[] = [];
  let mayBeAbsent = false;
  for (const alternative of alternatives) {
    if (isScalar(alternative)) {
      if (isMatchable(alternative)) exact.add(alternative);
    } else if (isObject(alternative)) {
      const [operator, operand] = onlyEntry(alternative, fail);
      if (operator === 'exists' && operand === false) mayBeAbsent = true;
      else matchers.push(compileOperator(operator, operand, dialect, fail));
    } else {
      throw fail('a match value must be a string, a number, true, false, null or a match expression');
    }
  }
  if (isTooComplex(alternatives.flatMap(wildcardsIn)))
    throw fail('its wildcards are too complex: use fewer of them, or fewer repeated texts after them');
  if (exact.size > 0) matchers.unshift(anyOf(exact));
  return { matches: firstOf(matchers), mayBeAbsent };
}

type Fail = (reason: string) => InvalidPatternError;

function isScalar(value: unknown): value is JsonScalar {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

/**
 * Whether an event can have the value. An integer that no double holds exactly is not what it says
 * any more when it has been read: EventBridge matches it to nothing.
 */
function isMatchable(value: JsonScalar): boolean {
  return typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value);
}

/** The wildcards of one alternative, those within `anything-but` included. */
function wildcardsIn(alternative: unknown): readonly string[] {
  if (!isObject(alternative)) return [];
  const { wildcard, 'anything-but': unwanted } = alternative;
  return [wildcard, ...(isObject(unwanted) ? [unwanted.wildcard].flat() : [])].filter(
    (text) => typeof text === 'string',
  );
}

function anyOf(values: ReadonlySet<JsonScalar>): Matcher {
  const [only] = values;
  return values.size === 1 ? (value) => value === only : (value) => values.has(value);
}

function firstOf(matchers: readonly Matcher[]): Matcher {
  const [only] = matchers;
  return only && matchers.length === 1 ? only : (value) => matchers.some((matches) => matches(value));
}

function onlyEntry(expression: Readonly<Record<string, unknown>>, fail: Fail): [string, unknown] {
  const [entry, ...others] = Object.entries(expression);
  if (!entry) throw fail('a match expression needs a name');
  if (others.length > 0) throw fail('only one key is allowed in a match expression');
  return entry;
}

function compileOperator(operator: string, operand: unknown, dialect: Dialect, fail: Fail): Matcher {
  if (!dialect.operators.has(operator)) throw fail(`unrecognized match type ${operator}`);
  switch (operator) {
    case 'exists':
      if (operand !== true) throw fail('exists must be either true or false');
      return dialect.exists;
    case 'anything-but':
      return compileAnythingBut(operand, dialect, fail);
    case 'numeric': {
      if (!Array.isArray(operand)) throw fail('the value of numeric must be an array');
      const inRange = explained(() => compileNumeric(operand, dialect.numbers), fail);
      return (value) => typeof value === 'number' && inRange(value);
    }
    default:
      return compileText(operator, operand, fail);
  }
}

/** The match types whose operand is text and that only a string can pass. */
function compileText(operator: string, operand: unknown, fail: Fail): Matcher {
  const caseless = caselessOperand(operator, operand, fail);
  if (caseless !== undefined) {
    const test = textTests[operator]?.(caseless.toLowerCase());
    return (value) => typeof value === 'string' && test?.(value.toLowerCase()) === true;
  }
  if (typeof operand !== 'string') throw fail(`${operator} must be a string`);
  const test = explained(() => textTests[operator]?.(operand), fail);
  return (value) => typeof value === 'string' && test?.(value) === true;
}

const textTests: Readonly<Record<string, (operand: string) => (text: string) => boolean>> = {
  exactly: (operand) => (text) => text === operand,
  'equals-ignore-case': (operand) => (text) => text === operand,
  prefix: (operand) => (text) => text.startsWith(operand),
  suffix: (operand) => (text) => text.endsWith(operand),
  wildcard: compileWildcard,
  cidr: compileCidr,
};

/** The text to compare without regard to case, if the expression asks for that. */
function caselessOperand(operator: string, operand: unknown, fail: Fail): string | undefined {
  if (operator === 'equals-ignore-case') {
    return typeof operand === 'string' ? operand : refuse(fail(`${operator} must be a string`));
  }
  if ((operator !== 'prefix' && operator !== 'suffix') || !isObject(operand)) return undefined;
  const [inner, text] = onlyEntry(operand, fail);
  if (inner !== 'equals-ignore-case' || typeof text !== 'string') {
    throw fail(`${operator} takes a string or {"equals-ignore-case": string}`);
  }
  return text;
}

/**
 * Passes every value that is there and that the operand, taken as a positive match, does not pass.
 */
function compileAnythingBut(operand: unknown, dialect: Dialect, fail: Fail): Matcher {
  if (!isObject(operand)) {
    const values = Array.isArray(operand) ? operand : [operand];
    const [kind] = new Set(values.map((value) => typeof value));
    if ((kind !== 'string' && kind !== 'number') || values.some((value) => typeof value !== kind)) {
      throw fail('anything-but takes strings only or numbers only');
    }
    for (const value of values)
      if (typeof value === 'number') explained(() => refuseUncomparable(value, dialect.numbers), fail);
    return not(anyOf(new Set(values.filter(isScalar))));
  }

  const [operator, unwanted] = onlyEntry(operand, fail);
  if (!dialect.negatable.has(operator)) throw fail(`unsupported anything-but pattern: ${operator}`);
  const list = Array.isArray(unwanted) ? unwanted : [unwanted];
  if (list.length === 0) throw fail(`anything-but ${operator} must not be empty`);
  for (const text of list) {
    if (typeof text !== 'string') throw fail(`anything-but ${operator} takes strings only`);
    // Everything begins and ends with nothing; only a wildcard may say so.
    if (text === '' && (operator === 'prefix' || operator === 'suffix'))
      throw fail(`anything-but ${operator} must not be empty`);
  }
  return not(firstOf(list.map((text) => compileText(operator, text, fail))));
}

function not(matches: Matcher): Matcher {
  return (value) => !matches(value);
}

/** Runs a compiler of one operand; what it finds wrong is told with the path. */
function explained<T>(compile: () => T, fail: Fail): T {
  try {
    return compile();
  } catch (error) {
    throw error instanceof SyntaxError ? fail(error.message) : error;
  }
}

function refuse(error: Error): never {
  throw error;
}
