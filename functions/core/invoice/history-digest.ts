import { hash } from 'node:crypto';
import type { ConflictDecision } from './conflicts.ts';
import { canonicalJson } from './digest.ts';
import { type Fact, factKey } from './fact.ts';
import { compareText } from './order.ts';

/**
 * Identifies all that is known of an invoice: the SHA-256 (hex) of the canonical JSON (RFC 8785) of its
 * events' envelopes, with the digest of each event in the place of the event, in the order of their
 * keys, and of the decisions about its conflicts. Two histories with the same digest are the same.
 * @param events distinct ones, in any order
 * @param decisions in the order in which they were made
 */
export function historyDigest(events: readonly Fact[], decisions: readonly ConflictDecision[]): string {
  const envelopes = events
    .toSorted((a, b) => compareText(factKey(a), factKey(b)))
    .map(({ event: { invoiceId, eventId }, ...envelope }) => ({ ...envelope, invoiceId, eventId }));
  return hash('sha256', canonicalJson({ events: envelopes, decisions }), 'hex');
}
