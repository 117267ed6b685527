import { agreedDates } from './agreement.ts';
import type { TimelineEntry } from './order.ts';
import { type Settlement, settlementOf } from './settlement.ts';

/** When an invoice is due, and what its payments come to. */
export interface PaidState {
  readonly agreed: ReturnType<typeof agreedDates>;
  readonly settlement: Settlement;
}

/** The state after the last of the facts. @param entries at least one, in order */
export function paidStateOf(entries: readonly TimelineEntry[]): PaidState {
  const agreed = agreedDates(entries);
  return { agreed, settlement: settlementOf(entries, agreed) };
}
