import { hash } from 'node:crypto';
import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import type { Wait } from '../../functions/core/invoice/stage-sla.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { AnnouncementType, UnstuckReason } from '../../schemas/announcements.ts';
import type { Stage } from '../../schemas/stages.ts';

/** An announcement of the detector; its `detail` is of the schema of its type. */
export interface StuckAnnouncement {
  readonly detailType: AnnouncementType;
  readonly detail: JsonObject & {
    readonly id: string;
    readonly invoiceId: string;
    readonly stage: Stage;
  };
}

/** A head of an invoice that waits for something. */
export type WaitingHead = InvoiceHead & Wait;

/**
 * @param key of the mark: the same deadline of the same invoice
 * @param now ms since the epoch
 */
export function invoiceStuck(key: string, head: WaitingHead, now: number): StuckAnnouncement {
  const { invoiceId, stage, status, waitsFor, waitsSince, deadline, currency, vendorId } = head;
  return {
    detailType: 'InvoiceStuck',
    detail: {
      // Of the events as well: a deadline that is met and later stands again is another announcement.
      id: hash('sha256', JSON.stringify(['stuck', key, head.eventCount])),
      ...{ invoiceId, stage, status, waitsFor, waitsSince, deadline },
      amount: head.openAmount,
      ...{ currency, vendorId },
      detectedAt: new Date(now).toISOString(),
    },
  };
}

/** What is known of the announcement that an InvoiceUnstuck ends. */
export interface Announced {
  /** The `id` of the InvoiceStuck. */
  readonly id: string;
  /** The stage in which the invoice was stuck. */
  readonly stage: Stage;
}

export function invoiceUnstuck(
  { id, stage: stuckIn }: Announced,
  head: InvoiceHead,
  now: number,
): StuckAnnouncement {
  const { invoiceId, stage, status, deadline } = head;
  return {
    detailType: 'InvoiceUnstuck',
    detail: {
      id: hash('sha256', JSON.stringify(['unstuck', id])),
      stuckId: id,
      invoiceId,
      reason: reasonOf(head, stuckIn),
      ...{ stage, status },
      ...(deadline !== undefined && { deadline }),
      detectedAt: new Date(now).toISOString(),
    },
  };
}

function reasonOf({ waitsFor, openAmount, stage }: InvoiceHead, stuckIn: Stage): UnstuckReason {
  if (waitsFor === undefined) return openAmount === '0' ? 'settled' : 'closed';
  return stage === stuckIn ? 'rescheduled' : 'moved';
}
