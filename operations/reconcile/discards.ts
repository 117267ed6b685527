import { auditCollection } from '../../functions/core/audit.ts';
import { type HeldEvent, separator } from '../../functions/core/conservation/held-event.ts';
import type { Records, StoredRecord } from '../../functions/core/ports.ts';
import { isObject } from '../../lib/json.ts';

const pageSize = 500;

/** Whether somebody discarded an event. */
export type IsDiscarded = (event: HeldEvent) => boolean;

/**
 * The events that somebody discarded since a moment, by the audit trail, whose keys begin with the
 * time. Every acceptance of a discarded event counts: the topic may have dropped all but one of them.
 * @param since ms since the epoch
 */
export async function discardsSince(records: Pick<Records, 'list'>, since: number): Promise<IsDiscarded> {
  const discarded = new Set<string>();
  let after: string | undefined = new Date(since).toISOString();
  while (after !== undefined) {
    const page: readonly StoredRecord[] = await records.list(auditCollection, { after, limit: pageSize });
    for (const { value } of page) {
      if (!isObject(value) || value.what !== 'discard') continue;
      if (typeof value.entryId === 'string') discarded.add(value.entryId);
      discarded.add(nameOf(String(value.invoiceId), String(value.eventId)));
    }
    after = page.length < pageSize ? undefined : page.at(-1)?.key;
  }
  return ({ entryId = '', invoiceId, eventKey }) =>
    discarded.has(entryId) || discarded.has(nameOf(invoiceId, eventKey.slice(0, eventKey.lastIndexOf('#'))));
}

function nameOf(invoiceId: string, eventId: string): string {
  return `${invoiceId}${separator}${eventId}`;
}
