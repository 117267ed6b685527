import { BemsError } from './errors.ts';

/** The collection of `Records` that says who did what to the cell, and why. Nothing in it expires. */
export const auditCollection = 'audit';

/** What every entry of the audit trail says. */
export interface AuditEntry {
  /** What was done. */
  readonly what: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  /** Who did it. */
  readonly by: string;
}

/**
 * The key of an entry: the trail is in the order of time, and the same act recorded again is the
 * same entry.
 * @param of what tells the act from others of this kind and time
 */
export function auditKey({ at, what }: AuditEntry, ...of: readonly string[]): string {
  return [at, what, ...of].join('#');
}

/** @throws {BemsError} ACT_UNEXPLAINED when the text is blank: the audit trail has to say it */
export function requireText(text: string, what: string): void {
  if (text.trim() !== '') return;
  throw new BemsError('ACT_UNEXPLAINED', `Nothing says ${what}.`, {
    nextStep: `Say ${what}; the audit trail keeps it.`,
    failureClass: 'permanent',
  });
}
