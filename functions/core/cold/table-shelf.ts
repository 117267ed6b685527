import { hash } from 'node:crypto';
import { atOnce } from '../../../lib/at-once.ts';
import type { Clock } from '../../../lib/clock.ts';
import { factKey } from '../invoice/fact.ts';
import type { Records, StoredRecord } from '../ports.ts';
import { type ColdCopy, type ColdStore, factsIn, invoiceIdsIn, packKey, packOf } from './cold-copy.ts';
import type { HotTable } from './hot-table.ts';
import type { LeavingInvoice, Shelf } from './shelf.ts';
import { readWhole, type WholeInvoice } from './tiered-ledger.ts';

/** Collection of the packs whose facts are still to be removed from the hot ledger. */
export const packsToClear = 'cold-packs';

/**
 * How long a mark was seen to stand before the facts that it covers are removed. Whoever began to read an
 * invoice before it stood has ended by then: no function that reads invoices runs for a quarter of it.
 */
const markedBeforeRemovalMs = 60 * 60_000;

/** Packs looked at in one go, and calls to the table under way at once. */
const packsPerPage = 100;
const callsAtOnce = 32;

interface ShelfPorts {
  readonly table: HotTable;
  readonly cold: ColdStore;
  readonly records: Pick<Records, 'create' | 'read' | 'list' | 'replace' | 'remove'>;
  readonly clock: Clock;
}

/** What is noted of a pack that is to be cleared; nothing of one that nobody has looked at. */
interface ToClear {
  /** The invoices whose mark named it, by a digest, and when they were seen, ms since the epoch. */
  readonly seen?: { readonly marked: string; readonly at: number };
}

/**
 * A shelf over a table and a store of packs. Its order keeps everything: a pack is noted as one to be
 * cleared, stored and read back, then the invoices are marked one by one. The facts of those are removed
 * whose marks were seen, an hour ago and again, to name this very pack, once each copy was proved again.
 * Dying anywhere leaves facts that are hot and copied, never facts that are neither.
 */
export function tableShelf({ table, cold, records, clock }: ShelfPorts): Shelf<WholeInvoice> {
  /**
   * Has a pack cleared from the beginning, also while somebody is at it.
   * @returns false when somebody else changed the note just now
   */
  const noteToClear = async (pack: string): Promise<boolean> => {
    if (await records.create(packsToClear, pack, {} satisfies ToClear)) return true;
    const standing = await records.read(packsToClear, pack);
    if (!standing) return false;
    const { seen } = standing.value as ToClear;
    return !seen || records.replace(packsToClear, pack, {} satisfies ToClear, standing.revision);
  };

  /** Stores the invoices in a pack, and reads back what it holds. @returns the copies by invoice */
  const store = async (invoices: readonly LeavingInvoice<WholeInvoice>[]) => {
    const { bytes, copies } = packOf(
      invoices.map(({ invoiceId, read: { facts } }) => ({ invoiceId, facts })),
    );
    const pack = packKey(bytes, clock.now());
    await cold.put(pack, bytes);
    const stored = await cold.read(pack);
    for (const copy of copies)
      factsIn(stored.subarray(copy.offset, copy.offset + copy.length), { ...copy, pack });
    await noteToClear(pack);
    return new Map(copies.map(({ invoiceId, ...copy }) => [invoiceId, { ...copy, pack }]));
  };

  /** The invoices in a pack whose marks name it, by id. */
  const markedIn = async (pack: string, bytes: Uint8Array): Promise<ReadonlyMap<string, ColdCopy>> => {
    const marked = new Map<string, ColdCopy>();
    await atOnce(invoiceIdsIn(bytes), callsAtOnce, async (invoiceId) => {
      const mark = await table.markOf(invoiceId);
      if (mark?.pack === pack) marked.set(invoiceId, mark);
    });
    return marked;
  };

  /** @returns how many facts were removed; nothing while the marks have not stood long enough */
  const clearPack = async ({ key: pack, value, revision }: StoredRecord): Promise<number> => {
    const { seen } = value as ToClear;
    const isDue = seen !== undefined && clock.now() - seen.at >= markedBeforeRemovalMs;
    if (seen && !isDue) return 0;
    const bytes = await cold.read(pack);
    const marked = await markedIn(pack, bytes);
    const digest = hash('sha256', JSON.stringify([...marked.keys()].sort()), 'hex');
    if (seen?.marked !== digest) {
      // The time comes after the look: all of them stood by then.
      await records.replace(packsToClear, pack, { seen: { marked: digest, at: clock.now() } }, revision);
      return 0;
    }
    let removed = 0;
    await atOnce(marked, callsAtOnce, async ([invoiceId, mark]) => {
      const copy = bytes.subarray(mark.offset, mark.offset + mark.length);
      for (const fact of factsIn(copy, mark)) {
        await table.removeFact(invoiceId, factKey(fact));
        removed += 1;
      }
    });
    await records.remove(packsToClear, pack, revision);
    return removed;
  };

  return {
    settled: (before, limit) => table.settled(before, limit),
    read: (invoiceId) => readWhole(table, cold, invoiceId),

    async copy(invoices) {
      // Nothing came but repeats of what the copy has, or whoever marked it died right after: its pack is cleared again.
      await atOnce(invoices.filter(isCovered), callsAtOnce, async ({ head, read: { mark } }) => {
        if (mark && (await noteToClear(mark.pack))) await table.removeHead(head);
      });
      const fresh = invoices.filter((invoice) => !isCovered(invoice));
      if (fresh.length === 0) return 0;
      const copies = await store(fresh);
      let marked = 0;
      await atOnce(fresh, callsAtOnce, async ({ invoiceId, head, read }) => {
        const copy = copies.get(invoiceId);
        if (!copy || !(await table.mark(invoiceId, copy, read.mark))) return;
        // It is listed as settled no longer. A head of more facts stays, and lists it again.
        await table.removeHead(head);
        marked += 1;
      });
      return marked;
    },

    async clear(until) {
      let removed = 0;
      let after: string | undefined;
      for (;;) {
        const packs = await records.list(packsToClear, { limit: packsPerPage, after });
        for (const pack of packs) {
          if (clock.now() >= until) return removed;
          removed += await clearPack(pack);
        }
        if (packs.length < packsPerPage) return removed;
        after = packs.at(-1)?.key;
      }
    },
  };
}

function isCovered({ read: { facts, mark } }: LeavingInvoice<WholeInvoice>): boolean {
  return mark !== undefined && mark.facts === facts.length;
}
