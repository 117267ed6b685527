import type { Fact } from '../../functions/core/invoice/fact.ts';

/** What happens to an invoice that comes while figures are read. */
const steps = [
  ['ingestion', 'received'],
  ['ingestion', 'validated'],
  ['reconciliation', 'matched'],
  ['authorization', 'pending'],
  ['authorization', 'approved'],
  ['posting', 'scheduled'],
  ['posting', 'paid'],
] as const;
const startedAt = Date.now();

/** The event that is so manieth of an invoice; a second passes between two. */
export function factOf(invoice: number, step: number): Fact {
  const [stage, status] = steps[step] ?? steps[0];
  const at = new Date(startedAt + invoice + step * 1_000).toISOString();
  return {
    ...{ schemaVersion: '1.0', stage, receivedAt: at, requestId: `r-${invoice}-${step}`, producer: 'erp' },
    ...{ cell: 'local', region: 'local', accountId: '000000000000', entryId: `n-${invoice}-${step}` },
    digest: `${invoice}`.padStart(32, '0') + `${step}`.padStart(32, '0'),
    event: {
      ...{ eventId: `e-${step}`, invoiceId: `INV-NEW-${invoice}`, status, occurredAt: at },
      ...{
        amount: '1250.00',
        currency: 'EUR',
        vendor: { id: `V-${10_000 + (invoice % 2_000)}`, country: 'DE' },
      },
      ...{ invoiceDate: at.slice(0, 10), paymentTerms: { code: '2/10 NET30' } },
    },
  };
}
