import { isObject } from '../../../lib/json.ts';
import { InvalidPatternError } from './invalid-pattern.ts';
import { compileField, type Dialect, type FieldMatcher } from './matchers.ts';

/** One way to satisfy a pattern: every field's matcher, by the field's keys from the root. */
export type Branch = ReadonlyMap<string, Field>;

interface Field {
  readonly keys: readonly string[];
  readonly matcher: FieldMatcher;
  /** How many alternatives the pattern gave: what complexity limits count. */
  readonly alternatives: number;
}

/**
 * Most branches that `$or` may multiply a pattern into; EventBridge calls a rule beyond that too
 * complex.
 */
const maxBranches = 1000;

/**
 * Field names that make `$or` an ordinary field: an object naming one is a match expression, not a
 * branch.
 */
const reserved = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric'],
  ...['cidr', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after'],
  ...['date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range'],
  'ip-address-not-in-range',
]);

/**
 * Expands a pattern into the branches of which an event must satisfy one, like AWS's event-ruler:
 * `$or` multiplies branches instead of being tested on its own, so that the fields on either side
 * of it must match within the same array element; a field given twice counts as given last.
 * @throws {InvalidPatternError} when the service would refuse the pattern
 */
export function expand(pattern: unknown, dialect: Dialect): readonly Branch[] {
  if (!isObject(pattern)) throw new InvalidPatternError('', 'must be an object', dialect.code);
  return expandObject([new Map()], pattern, [], dialect);
}

function expandObject(
  before: readonly Branch[],
  object: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  dialect: Dialect,
): readonly Branch[] {
  const fail = (at: readonly string[], reason: string) =>
    new InvalidPatternError(at.join('.'), reason, dialect.code);
  const entries = Object.entries(object);
  if (entries.length === 0) throw fail(keys, 'empty objects are not allowed');

  let branches = before;
  for (const [key, value] of entries) {
    const at = [...keys, key];
    if (key === '$or' && isChoice(value)) {
      const stem = branches;
      branches = value.flatMap((choice) => expandObject(stem, choice, keys, dialect));
      if (branches.length > maxBranches) throw fail(at, `more than ${maxBranches} combinations`);
    } else if (isObject(value)) {
      branches = expandObject(branches, value, at, dialect);
    } else if (Array.isArray(value)) {
      const matcher = compileField(value, at.join('.'), dialect);
      const field = { keys: at, matcher, alternatives: value.length };
      branches = branches.map((branch) => new Map(branch).set(JSON.stringify(at), field));
    } else {
      throw fail(at, 'must be an object or an array');
    }
  }
  return branches;
}

/**
 * Whether `$or` has the form that makes it an operator: two or more objects, none a match
 * expression.
 */
function isChoice(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return (
    Array.isArray(value) &&
    value.length >= 2 &&
    value.every((choice) => isObject(choice) && !Object.keys(choice).some((key) => reserved.has(key)))
  );
}
