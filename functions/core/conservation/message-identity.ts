import { hash } from 'node:crypto';
import { isObject, type JsonObject, parseJsonObject } from '../../../lib/json.ts';
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
  const { event, entryId = message.id } = carrier;
  const identities = typeof entryId === 'string' ? [identityOf(unreadableEntry(entryId))] : [];
  const digest = digestOfCarried(carrier);
  if (!isObject(event) || digest === undefined) return identities;
  const [invoiceId, eventId] = [String(event.invoiceId), String(event.eventId)];
  return [...identities, identityOf({ invoiceId, eventKey: factKey({ event: { eventId }, digest }) })];
}

/** The digest of the event that a message is about; undefined when it cannot be read. */
export function digestIn(body: string): string | undefined {
  const message = parseJsonObject(body);
  return message && digestOfCarried(isObject(message.detail) ? message.detail : message);
}

/** A fact, and what names one, say the digest; the event of the bus has only the content. */
function digestOfCarried({ event, digest }: JsonObject): string | undefined {
  if (!isObject(event) || typeof event.invoiceId !== 'string' || typeof event.eventId !== 'string')
    return undefined;
  return typeof digest === 'string' ? digest : hash('sha256', canonicalJson(event));
}
