import type { InvoiceEvent } from '../../functions/core/invoice/event.ts';
import type { Envelope } from '../../functions/core/invoice/fact.ts';
import type { Stage, Status } from '../../schemas/stages.ts';

/** An event to be POSTed, and the stage whose path it goes to. */
export interface StagedEvent {
  readonly stage: Stage;
  readonly event: InvoiceEvent;
}

/** An event of an invoice on 2026-03-02 with what a test does not care about filled in. */
export function eventOf(
  stage: Stage,
  status: Status,
  invoiceId: string,
  { minute = 0, ...changes }: Partial<InvoiceEvent> & { readonly minute?: number } = {},
): StagedEvent {
  return {
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
  };
}

/** What the API would put on the bus for the event. */
export function envelopeOf({ stage, event }: StagedEvent): Envelope {
  return {
    schemaVersion: '1.0',
    stage,
    receivedAt: new Date().toISOString(),
    requestId: 'request',
    producer: 'erp',
    cell: 'local',
    region: 'eu-west-1',
    accountId: '000000000000',
    event,
  };
}
