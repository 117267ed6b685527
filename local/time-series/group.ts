import type { DuckDBValue } from '@duckdb/node-api';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { RejectedRecord } from '../../functions/core/ports.ts';
import { identityOf } from './columns.ts';
import { judge } from './judge.ts';

/** One call of `write`, settled when each of its records is. */
export interface Write {
  readonly rejected: RejectedRecord[];
  unsettled: number;
  readonly resolve: (rejected: readonly RejectedRecord[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One record of a call. */
export interface Entry {
  readonly record: MeasureRecord;
  /** The record as a row of the events table. */
  readonly row: readonly DuckDBValue[];
  /** Rows of `invoice_versions` that are stored with it. */
  readonly versions: readonly (readonly DuckDBValue[])[];
  readonly index: number;
  readonly write: Write;
}

/** A record of the group and the entries that share its fate. */
export interface Staged extends Pick<Entry, 'record' | 'row'> {
  readonly sharing: readonly Entry[];
}

export const refusal = 'This version of the record stands with other values.';

/** Settles an entry; its call resolves with the last of them. */
export function settleEntry({ write, index }: Pick<Entry, 'write' | 'index'>, reason?: string): void {
  if (reason !== undefined) write.rejected.push({ index, reason });
  write.unsettled -= 1;
  if (write.unsettled === 0) write.resolve(write.rejected.sort((a, b) => a.index - b.index));
}

/**
 * Brings a group down to one record per identity: the newest. Entries that a newer one of the group supersedes share its
 * fate as far as durability goes, but are never refused; entries that contradict one of their own version wait
 * for the next group, to be judged against what stands then.
 */
export function stage(entries: readonly Entry[]): {
  readonly byIdentity: ReadonlyMap<string, Staged>;
  readonly superseded: readonly Entry[];
  readonly deferred: readonly Entry[];
} {
  const byIdentity = new Map<string, Staged & { readonly sharing: Entry[] }>();
  const superseded: Entry[] = [];
  const deferred: Entry[] = [];
  for (const entry of entries) {
    const { record, row } = entry;
    const identity = identityOf(record);
    const staged = byIdentity.get(identity);
    const verdict = staged && judge(record, staged.record);
    if (!staged) byIdentity.set(identity, { record, row, sharing: [entry] });
    else if (verdict === 'replaces') {
      superseded.push(...staged.sharing);
      byIdentity.set(identity, { record, row, sharing: [entry] });
    } else if (verdict === 'refused') deferred.push(entry);
    else if (record.version === staged.record.version) staged.sharing.push(entry);
    else superseded.push(entry);
  }
  return { byIdentity, superseded, deferred };
}
