import { RE2JS } from 're2js';
import type { ValueSource } from './mapping-schema.ts';

type Match = NonNullable<ValueSource['match']>;

/** Why a text is no pattern; undefined when it is one. */
export function patternProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch {
    return `"${pattern}" is not a regular expression in the syntax of RE2 (no look-around, no back-references)`;
  }
}

/** Logs repeat a few values; the limit is for one that does not. */
const maxKnown = 10_000;

/**
 * Turns a value into that of the first pattern that fits it; undefined when none does. RE2 takes
 * linear time, so no value of a log can hold up an import.
 */
export function matcher(match: Match): (text: string) => string | undefined {
  const patterns = match.map(({ pattern, value }) => ({ compiled: RE2JS.compile(pattern), value }));
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    if (known.size >= maxKnown) known.clear();
    const value = patterns.find(({ compiled }) => compiled.matcher(text).find())?.value;
    known.set(text, value);
    return value;
  };
}
