import { type Fact, factKey } from '../../functions/core/invoice/fact.ts';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import { compareText } from '../../functions/core/invoice/order.ts';
import { headVersion } from '../../functions/core/invoice/projection.ts';
import type { Ledger, OverduePosition } from '../../functions/core/ports.ts';
import { frozenCopy } from './frozen-copy.ts';

const byDeadline = (a: OverduePosition, b: OverduePosition) =>
  Date.parse(a.deadline) - Date.parse(b.deadline) || compareText(a.invoiceId, b.invoiceId);

/** A ledger in memory, for tests of what stands on one. */
export function memoryLedger(): Ledger {
  const invoices = new Map<string, Map<string, Fact>>();
  const heads = new Map<string, InvoiceHead>();
  return {
    async append(fact) {
      const { invoiceId } = fact.event;
      const facts = invoices.get(invoiceId) ?? new Map<string, Fact>();
      invoices.set(invoiceId, facts);
      if (facts.has(factKey(fact))) return 'present';
      facts.set(factKey(fact), frozenCopy(fact));
      return 'appended';
    },
    async facts(invoiceId) {
      return [...(invoices.get(invoiceId)?.values() ?? [])];
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
  };
}
