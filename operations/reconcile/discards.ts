import { auditCollection } from '../../functions/core/audit.ts';
import { type HeldEvent, identityOf } from '../../functions/core/conservation/held-event.ts';
import type { Records } from '../../functions/core/ports.ts';
import { isObject, type JsonObject } from '../../lib/json.ts';
import { everyRecord } from '../record-pages.ts';

/** Whether somebody discarded an event. */
export type IsDiscarded = (event: HeldEvent) => boolean;

/**
 * The events that somebody discarded since a moment, by the audit trail, whose keys begin with the
 * time. Every acceptance of a discarded event counts: the topic may have dropped all but one of them.
 * @param since ms since the epoch
 */
export async function discardsSince(records: Pick<Records, 'list'>, since: number): Promise<IsDiscarded> {
  const discarded = new Set<string>();
  for await (const { value } of everyRecord(records, auditCollection, {
    after: new Date(since).toISOString(),
  })) {
    if (!isObject(value) || value.what !== 'discard') continue;
    if (typeof value.entryId === 'string') discarded.add(value.entryId);
    discarded.add(nameOf(value));
  }
  return (event) =>
    discarded.has(event.entryId ?? '') ||
    discarded.has(identityOf(event)) ||
    // As entries of former versions name an event: by its id, whatever its content.
    discarded.has(
      identityOf({ ...event, eventKey: event.eventKey.slice(0, event.eventKey.lastIndexOf('#')) }),
    );
}

/**
 * What an entry says was discarded: one content of an event, so that the others are missed if they
 * are lost.
 */
function nameOf({ invoiceId, eventId, digest }: JsonObject): string {
  const eventKey = typeof digest === 'string' ? `${String(eventId)}#${digest}` : String(eventId);
  return identityOf({ invoiceId: String(invoiceId), eventKey });
}
