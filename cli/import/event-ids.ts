import { hash } from 'node:crypto';
import type { Mapping } from './mapping-schema.ts';

/** One event of a log, as far as its id may depend on it. */
export interface Identified {
  readonly caseId: string;
  readonly activity: string;
  /** RFC 3339 in UTC. */
  readonly occurredAt: string;
  /** Counted from 1 over every event of the case. */
  readonly position: number;
}

/** What every id that an import makes for an event of the case begins with. */
export function idPrefix(caseId: string): string {
  return `${caseId}#`;
}

/**
 * Digits of a position in an event id: text order equals log order up to a million events of one
 * case.
 */
const positionDigits = 6;

/** The id of the case's n-th event: the same log, imported again, repeats it. */
export function positionId(caseId: string, position: number): string {
  return `${idPrefix(caseId)}${String(position).padStart(positionDigits, '0')}`;
}

/** The scheme of ids that a mapping asks for. Ids of a content are to be asked for in log order. */
export function idScheme(ids: Mapping['ids'] = 'position'): (event: Identified) => string {
  return ids === 'content' ? contentIds() : ({ caseId, position }) => positionId(caseId, position);
}

/** Hexadecimal digits of a content in an id: 2^32 events of one case until two are likely to share one. */
const contentDigits = 16;

/**
 * Ids of case, activity and time, and of a number where a case has several such events. They do not
 * depend on where in a file an event stands, nor on which file, as long as events that differ in
 * nothing stand in one file.
 */
function contentIds(): (event: Identified) => string {
  const occurrences = new Map<string, number>();
  return ({ caseId, activity, occurredAt }) => {
    const content = hash('sha256', JSON.stringify([activity, occurredAt])).slice(0, contentDigits);
    const id = `${idPrefix(caseId)}${content}`;
    const occurrence = (occurrences.get(id) ?? 0) + 1;
    occurrences.set(id, occurrence);
    return occurrence === 1 ? id : `${id}-${occurrence}`;
  };
}
