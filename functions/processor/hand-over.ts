import { epochMs } from '../core/invoice/instant.ts';
import { type BatchFailures, failuresOf, noFailures } from '../core/messaging/batch-failures.ts';
import type { DueCall, DueCalls } from '../core/ports.ts';
import { type Delivery, recordsOf } from './batch.ts';

/**
 * Hands over what the stage's downstream is to be told of, once it is in the ledger. A message is
 * finished only after that, so dying in between hands its event over again; whoever makes the call
 * makes it once. Repeats and what a replay brings are handed over like anything else: their first
 * delivery may have died before it got here.
 * @param dueCalls undefined when the stage has no downstream
 */
export async function handOver(
  deliveries: readonly Delivery[],
  dueCalls: DueCalls | undefined,
): Promise<BatchFailures> {
  if (!dueCalls) return noFailures;
  const due = deliveries.filter(({ fact }) => epochMs(fact.receivedAt) >= dueCalls.since);
  if (due.length === 0) return noFailures;
  try {
    await dueCalls.add(due.map(dueCall));
    return noFailures;
  } catch (error) {
    return failuresOf(recordsOf(due), error);
  }
}

/** Names the event and tells nothing of it: neither queue nor dead letters hold a copy of what it says. */
function dueCall({ fact }: Delivery): DueCall {
  const { event, digest, entryId } = fact;
  return { event: { invoiceId: event.invoiceId, eventId: event.eventId }, digest, entryId };
}
