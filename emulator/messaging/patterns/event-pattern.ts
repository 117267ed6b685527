import type { JsonValue } from '../../../lib/json.ts';
import { expand } from './branches.ts';
import type { Dialect } from './matchers.ts';
import { compileBranch } from './tree.ts';

const eventBridge: Dialect = {
  code: 'InvalidEventPattern',
  operators: new Set([
    ...['exactly', 'prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'anything-but'],
    ...['numeric', 'exists', 'cidr'],
  ]),
  negatable: new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']),
  numbers: { magnitude: 5e9, decimals: 6 },
  exists: () => true,
};

/**
 * Compiles an EventBridge event pattern with the semantics of AWS's event-ruler. Keys are taken
 * literally: a dot in a key is part of it.
 * @returns a test of one event; it never throws
 * @throws {InvalidPatternError} naming the path that PutRule would refuse
 */
export function compilePattern(pattern: unknown): (event: JsonValue) => boolean {
  return compileWith(pattern, eventBridge);
}

/** Compiles a pattern in the dialect of a service. */
export function compileWith(pattern: unknown, dialect: Dialect): (event: JsonValue) => boolean {
  const branches = expand(pattern, dialect).map(compileBranch);
  const [only] = branches;
  return only && branches.length === 1 ? only : (event) => branches.some((matches) => matches(event));
}
