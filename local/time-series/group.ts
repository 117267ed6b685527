import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { RejectedRecord } from '../../functions/core/ports.ts';
import { encodeRecord, identityOf } from './columns.ts';
import type { Row } from './duckdb-append.ts';
import { versionRow } from './invoices.ts';
import { judge } from './judge.ts';
import type { PackedSnapshot } from './packed-snapshots.ts';

/** One call of `write`, settled when each of its records is. */
export interface Write {
  readonly rejected: RejectedRecord[];
  unsettled: number;
  readonly resolve: (rejected: readonly RejectedRecord[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One record of a call, and the snapshots that go with it. */
export interface Entry {
  readonly record: MeasureRecord;
  readonly snapshots: readonly PackedSnapshot[];
  readonly index: number;
  readonly write: Write;
}

/** An entry whose record the store can hold, as a row of the events table. */
export interface StorableEntry {
  readonly entry: Entry;
  readonly row: Row;
}

/** A record of the group and the entries that share its fate. */
export interface Staged {
  readonly record: MeasureRecord;
  readonly row: Row;
  readonly sharing: readonly Entry[];
}

export const refusal = 'This version of the record stands with other values.';

/** The entries of a call. A snapshot goes with the last record of its invoice. */
export function entriesOf(
  records: readonly MeasureRecord[],
  snapshots: readonly PackedSnapshot[],
  write: Write,
): Entry[] {
  const lastOf = new Map(records.map(({ dimensions: { invoiceId } }, index) => [invoiceId, index]));
  const byIndex = Map.groupBy(snapshots, ({ invoiceId }) => lastOf.get(invoiceId) ?? records.length - 1);
  return records.map((record, index) => ({
    ...{ record, index, write },
    snapshots: byIndex.get(index) ?? none,
  }));
}

const none: readonly PackedSnapshot[] = [];

/** What the store can hold of a group, and why it can never take the rest. */
export interface Encoded {
  readonly storable: readonly StorableEntry[];
  /** The snapshots of all entries, as rows; those of a refused record too. */
  readonly versions: readonly { readonly entry: Entry; readonly row: Row }[];
  readonly refused: readonly { readonly entry: Entry; readonly reason: string }[];
}

/** Makes rows of entries. It is done late, so that rows die young. */
export function encode(entries: readonly Entry[]): Encoded {
  const storable: StorableEntry[] = [];
  const versions: { entry: Entry; row: Row }[] = [];
  const refused: { entry: Entry; reason: string }[] = [];
  for (const entry of entries) {
    const rows = entry.snapshots.map((snapshot) => rowOr(() => versionRow(snapshot)));
    const row = rowOr(() => eventRow(entry.record));
    for (const version of rows) if (typeof version !== 'string') versions.push({ entry, row: version });
    const reason = [row, ...rows].find((made) => typeof made === 'string');
    if (typeof reason === 'string') refused.push({ entry, reason });
    else if (typeof row !== 'string') storable.push({ entry, row });
  }
  return { storable, versions, refused };
}

/** A row, or why the store cannot hold it. */
function rowOr(make: () => Row): Row | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** @throws {RangeError} when the table cannot hold the record */
function eventRow(record: MeasureRecord): Row {
  if (record.measures.receivedAt === undefined)
    throw new RangeError('The record does not say when it was received.');
  return encodeRecord(record);
}

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
export function stage(entries: readonly StorableEntry[]): {
  readonly byIdentity: ReadonlyMap<string, Staged>;
  readonly superseded: readonly Entry[];
  readonly deferred: readonly Entry[];
} {
  const byIdentity = new Map<string, Staged & { readonly sharing: Entry[] }>();
  const superseded: Entry[] = [];
  const deferred: Entry[] = [];
  for (const { entry, row } of entries) {
    const { record } = entry;
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
