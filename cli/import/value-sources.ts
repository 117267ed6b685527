import type { LogRecord } from './log-record.ts';
import { sameName } from './mapped-names.ts';
import type { ValueSource } from './mapping-schema.ts';
import { matcher } from './matches.ts';

/** What was found for a field. */
export interface Found {
  readonly text: string;
  /** The attribute it comes from; undefined for one that comes from nowhere. */
  readonly from: string | undefined;
  /** Whether the mapping says it, not the log. */
  readonly isConstant?: boolean;
}

export type Lookup = (record: LogRecord) => Found | undefined;

/** The text that was found, wherever. */
export function textOf(found: Found | undefined): string | undefined {
  return found?.text;
}

/**
 * Finds the value of a field: of the event, else of the case, else the default; undefined when there
 * is none.
 */
export function lookup(source: ValueSource | undefined): Lookup {
  if (!source) return () => undefined;
  const fallback = source.default === undefined ? undefined : constant(source.default);
  const event = source.event === undefined ? undefined : sameName(source.event);
  const ofCase = source.case === undefined ? undefined : sameName(source.case);
  const matched = source.match && matcher(source.match);
  return (record) => {
    const ofEvent = event === undefined ? undefined : record.eventAttribute(event);
    const text = ofEvent || (ofCase === undefined ? undefined : record.caseAttribute(ofCase));
    if (!text) return fallback;
    if (!matched) return { text, from: ofEvent ? event : ofCase };
    const value = matched(text);
    return value === undefined ? fallback : constant(value);
  };
}

function constant(text: string): Found {
  return { text, from: undefined, isConstant: true };
}
