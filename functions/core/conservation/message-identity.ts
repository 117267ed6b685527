import { hash } from 'node:crypto';
import { isObject, parseJsonObject } from '../../../lib/json.ts';
import { canonicalJson } from '../invoice/digest.ts';
import { factKey } from '../invoice/fact.ts';
import { identityOf } from './held-event.ts';

/** What the archive calls an entry that is no readable event. */
export function unreadableEntry(entryId: string): { readonly invoiceId: string; readonly eventKey: string } {
  return { invoiceId: '', eventKey: `entry ${entryId}` };
}

/**
 * The identities that a message may have been accepted under: that of its event, and that of an entry
 * that cannot be read. On a relay queue the message is an event of the bus, elsewhere a fact, or what
 * names one.
 */
export function identitiesInMessage(body: string): readonly string[] {
  const message = parseJsonObject(body);
  if (!message) return [];
  const carrier = isObject(message.detail) ? message.detail : message;
  const { event, digest, entryId = message.id } = carrier;
  const identities = typeof entryId === 'string' ? [identityOf(unreadableEntry(entryId))] : [];
  if (!isObject(event) || typeof event.invoiceId !== 'string' || typeof event.eventId !== 'string')
    return identities;
  const { invoiceId, eventId } = event;
  const eventKey = factKey({
    event: { eventId },
    digest: typeof digest === 'string' ? digest : hash('sha256', canonicalJson(event)),
  });
  return [...identities, identityOf({ invoiceId, eventKey })];
}
