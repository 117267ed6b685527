import type { Status } from '../../schemas/stages.ts';

/** The event as POSTed. Placeholder shape until derived from the schema. */
export interface InvoiceEvent {
  readonly eventId: string;
  readonly invoiceId: string;
  readonly status: Status;
  readonly occurredAt: string;
  readonly amount: string;
  readonly currency: string;
  readonly vendor: { readonly id: string; readonly name?: string; readonly country?: string };
  readonly paymentTerms?: {
    readonly code?: string;
    readonly netDays?: number;
    readonly discountPercent?: string;
    readonly discountDays?: number;
  };
  readonly invoiceDate?: string;
  readonly dueDate?: string;
  readonly source?: {
    readonly system?: string;
    readonly actor?: 'human' | 'system';
    readonly correlationId?: string;
  };
  readonly attributes?: Readonly<Record<string, string>>;
}
