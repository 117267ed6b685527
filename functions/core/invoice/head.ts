import type { DocumentType } from '../../../schemas/document-types.ts';
import type { Stage, Status } from '../../../schemas/stages.ts';
import type { Wait } from './stage-sla.ts';

/**
 * The current state of an invoice: a pure projection of the set of its events and of what was decided
 * about them, so their order and repetition do not matter. It says what the invoice waits for, unless
 * nothing is awaited.
 */
export interface InvoiceHead extends Partial<Wait> {
  readonly invoiceId: string;
  /** Number of distinct facts, those that do not count included; part of the head's version. */
  readonly eventCount: number;
  /** Number of decisions about its conflicts, the other part; missing without any. */
  readonly decisionCount?: number;
  /**
   * Where the latest event (by `occurredAt`, then lifecycle order, then event id) left the invoice.
   */
  readonly stage: Stage;
  readonly status: Status;
  readonly statusSince: string;
  /**
   * When each stage was first entered and, once a later stage was entered or the invoice was
   * settled, left.
   */
  readonly stages: Readonly<
    Partial<
      Record<Stage, { readonly enteredAt: string; readonly leftAt?: string; readonly dwellMs?: number }>
    >
  >;
  /** As the latest event that states it says, otherwise by the sign of the amount. */
  readonly documentType: DocumentType;
  /** Amount and currency of the latest event; decimal string. */
  readonly amount: string;
  readonly currency: string;
  /** Sum of what payments say they paid; decimal string, missing while none says. */
  readonly paidAmount?: string;
  /**
   * What remains to be paid: the amount less what was paid, and "0" once settled (`settlement.ts`
   * says when); decimal string.
   */
  readonly openAmount: string;
  /** What was paid beyond the amount; decimal string of the amount's sign. */
  readonly overpaidAmount?: string;
  readonly vendorId: string;
  readonly dueDate?: string;
  readonly discountDate?: string;
  /** Number of events with an exception status. */
  readonly exceptions: number;
  /** Event ids used for more than one content, unless that is settled. */
  readonly conflicts: readonly string[];
  /** Newest `receivedAt` among the facts that count. */
  readonly updatedAt: string;
}
