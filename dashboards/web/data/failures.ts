import type { AuditListing } from '../../../operations/audit/trail.ts';
import type { DiagnosedLetter } from '../../../operations/dead-letters/diagnosis.ts';
import { readAsOperator } from './api.ts';
import { fetchLetters } from './dead-letters.ts';

/** Acts shown at most; more than anybody does to one invoice. */
const shownActs = 50;

/** What failed about an invoice and still does, and what operators did about it. */
export interface Failures {
  readonly letters: readonly DiagnosedLetter[];
  /** The newest first. */
  readonly acts: AuditListing['entries'];
}

export async function fetchFailures(invoiceId: string, signal: AbortSignal): Promise<Failures> {
  const [{ letters }, { entries }] = await Promise.all([
    fetchLetters({ invoiceId }, undefined, signal),
    readAsOperator<AuditListing>('audit', { invoiceId, limit: `${shownActs}` }, signal),
  ]);
  return { letters, acts: entries };
}
