import { auditCollection } from '../../functions/core/audit.ts';
import { type HeldEvent, separator } from '../../functions/core/conservation/held-event.ts';
import type { Records } from '../../functions/core/ports.ts';
import { isObject } from '../../lib/json.ts';
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
  for await (const { value } of everyRecord(records, auditCollection, new Date(since).toISOString())) {
    if (!isObject(value) || value.what !== 'discard') continue;
    if (typeof value.entryId === 'string') discarded.add(value.entryId);
    discarded.add(nameOf(String(value.invoiceId), String(value.eventId)));
  }
  return ({ entryId = '', invoiceId, eventKey }) =>
    discarded.has(entryId) || discarded.has(nameOf(invoiceId, eventKey.slice(0, eventKey.lastIndexOf('#'))));
}

function nameOf(invoiceId: string, eventId: string): string {
  return `${invoiceId}${separator}${eventId}`;
}
