import { awaitsNothing } from '../../functions/core/cold/awaits-nothing.ts';
import type { ColdCopy } from '../../functions/core/cold/cold-copy.ts';
import type { HotTable } from '../../functions/core/cold/hot-table.ts';
import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { compareText } from '../../functions/core/invoice/order.ts';
import { headVersion } from '../../functions/core/invoice/projection.ts';
import type { OverduePosition } from '../../functions/core/ports.ts';
import { frozenCopy } from './frozen-copy.ts';

const byDeadline = (a: OverduePosition, b: OverduePosition) =>
  Date.parse(a.deadline) - Date.parse(b.deadline) || compareText(a.invoiceId, b.invoiceId);

/** The table behind a ledger that lets go, in memory. */
export interface MemoryHotTable extends HotTable {
  /** How many facts lie in it, whatever the copies have. */
  size(): number;
}

export function memoryHotTable(): MemoryHotTable {
  const invoices = new Map<string, Map<string, Fact>>();
  const heads = new Map<string, InvoiceHead>();
  const marks = new Map<string, ColdCopy>();
  return {
    size: () => [...invoices.values()].reduce((sum, { size }) => sum + size, 0),
    async append(fact) {
      const { invoiceId } = fact.event;
      const facts = invoices.get(invoiceId) ?? new Map<string, Fact>();
      invoices.set(invoiceId, facts);
      if (facts.has(factKey(fact))) return 'present';
      facts.set(factKey(fact), frozenCopy(fact));
      return 'appended';
    },
    async read(invoiceId) {
      return {
        facts: [...(invoices.get(invoiceId)?.values() ?? [])],
        mark: marks.get(invoiceId),
        headFacts: heads.get(invoiceId)?.eventCount,
      };
    },
    async saveHead(head) {
      const standing = heads.get(head.invoiceId);
      if (!standing || headVersion(standing) < headVersion(head)) heads.set(head.invoiceId, frozenCopy(head));
    },
    async head(invoiceId) {
      return heads.get(invoiceId);
    },
    async overdue(now, limit, after) {
      const overdue = [...heads.values()]
        .flatMap(({ invoiceId, stage, deadline }) =>
          deadline !== undefined && Date.parse(deadline) < now ? [{ invoiceId, stage, deadline }] : [],
        )
        .sort(byDeadline);
      return overdue.filter((each) => !after || byDeadline(each, after) > 0).slice(0, limit);
    },
    async settled(before, limit) {
      return [...heads.values()]
        .filter((head) => awaitsNothing(head) && Date.parse(head.updatedAt) < before)
        .map(({ invoiceId, updatedAt }) => ({ invoiceId, updatedAt }))
        .sort((a, b) => compareText(a.updatedAt, b.updatedAt))
        .slice(0, limit);
    },
    async mark(invoiceId, mark, former) {
      if (marks.get(invoiceId)?.pack !== former?.pack) return false;
      marks.set(invoiceId, mark);
      return true;
    },
    async markOf(invoiceId) {
      return marks.get(invoiceId);
    },
    async removeFact(invoiceId, key) {
      invoices.get(invoiceId)?.delete(key);
    },
    async removeHead(head) {
      const standing = heads.get(head.invoiceId);
      if (standing && headVersion(standing) === headVersion(head)) heads.delete(head.invoiceId);
    },
  };
}
