import { type AuditEntry, auditCollection } from '../../functions/core/audit.ts';
import type { Records } from '../../functions/core/ports.ts';
import { isObject, type JsonObject } from '../../lib/json.ts';
import { everyRecord } from '../record-pages.ts';

/** An entry as it was written, with what its act says besides. */
export type ListedEntry = AuditEntry & JsonObject;

export interface AuditSelection {
  /** Ms since the epoch: what was done before is left out. */
  readonly since?: number | undefined;
  /** Only what was done about this invoice. */
  readonly invoiceId?: string | undefined;
  /** Entries listed at most, 1 or more. */
  readonly limit: number;
}

export interface AuditListing {
  /** The newest first. */
  readonly entries: readonly ListedEntry[];
  /** Whether there are older ones that were left out. */
  readonly more: boolean;
}

/** Who did what to the cell, and why: the newest entries of the audit trail. */
export async function auditTrail(
  records: Pick<Records, 'list'>,
  { since, invoiceId, limit }: AuditSelection,
): Promise<AuditListing> {
  // Keys begin with the time, in the trail's own way to write it.
  const first = since === undefined ? '' : new Date(since).toISOString();
  const entries: ListedEntry[] = [];
  for await (const { key, value } of everyRecord(records, auditCollection, { descending: true })) {
    if (key < first) break;
    if (!isEntry(value) || !isAbout(value, invoiceId)) continue;
    if (entries.length === limit) return { entries, more: true };
    entries.push(value);
  }
  return { entries, more: false };
}

function isEntry(value: unknown): value is ListedEntry {
  return isObject(value) && [value.what, value.at, value.by].every((text) => typeof text === 'string');
}

/** A redrive names its invoice only in what it selected. */
function isAbout({ invoiceId, selection }: ListedEntry, wanted: string | undefined): boolean {
  if (wanted === undefined || invoiceId === wanted) return true;
  return isObject(selection) && selection.invoiceId === wanted;
}
