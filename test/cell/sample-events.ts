import type { Stage } from '../../schemas/stages.ts';
import type { StagedEvent } from './cell-client.ts';

/** An event of an invoice on 2026-03-02 with what a test does not care about filled in. */
export const eventOf = (
  stage: Stage,
  status: string,
  invoiceId: string,
  { minute = 0, ...changes }: Partial<StagedEvent['event']> & { readonly minute?: number } = {},
): StagedEvent => ({
  stage,
  event: {
    eventId: `${invoiceId}-${status}`,
    invoiceId,
    status,
    occurredAt: new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString(),
    amount: '1250.00',
    currency: 'EUR',
    vendor: { id: 'V-1017' },
    ...changes,
  },
});
