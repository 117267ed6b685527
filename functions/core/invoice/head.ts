import type { Stage, Status } from '../../../schemas/stages.ts';

/** What the set of an invoice's events says about it now: a pure projection, so any order and any repetition give the same. */
export interface InvoiceHead {
  readonly invoiceId: string;
  /** Number of distinct facts it was projected from; a head from more of them wins. */
  readonly eventCount: number;
  /** Where the event that happened last (by `occurredAt`, then lifecycle order, then event id) left it. */
  readonly stage: Stage;
  readonly status: Status;
  readonly statusSince: string;
  /** Until when the invoice may stay in this stage; missing when nothing is awaited. Past it, the invoice is stuck. */
  readonly deadline?: string;
  /** First time each stage was entered, and, once a later stage was entered or the last one finished, when it was left. */
  readonly stages: Readonly<
    Partial<
      Record<Stage, { readonly enteredAt: string; readonly leftAt?: string; readonly dwellMs?: number }>
    >
  >;
  /** Amount and currency of the latest event; decimal string. */
  readonly amount: string;
  readonly currency: string;
  /** What is still to be paid: the amount until paid, "0" after; decimal string. */
  readonly openAmount: string;
  readonly vendorId: string;
  readonly dueDate?: string;
  readonly discountDate?: string;
  /** Number of events with an exception status. */
  readonly exceptions: number;
  /** Event ids that came with more than one content. */
  readonly conflicts: readonly string[];
  /** Newest `receivedAt` among the facts. */
  readonly updatedAt: string;
}
