import { BemsError } from '../core/errors.ts';
import { conflictCode } from '../core/invoice/conflicts.ts';
import { factKey } from '../core/invoice/fact.ts';
import { logMessages } from '../core/log-messages.ts';
import { type BatchFailures, failuresOf, noFailures } from '../core/messaging/batch-failures.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';
import { type Delivery, recordsOf } from './batch.ts';
import type { ProjectedInvoice } from './projected-invoice.ts';

/**
 * Fails, for good, the messages whose event id the ledger already held with other content, unless
 * that is settled: then they repeat what is known. Their facts are stored and counted like any
 * others: the copy on the dead-letter queue asks somebody to look, and nothing is lost if nobody does.
 * A message that failed otherwise is left to its retry, which finds the conflict again. What a replay
 * brings again was reported the first time.
 * @param failures what failed before
 */
export function reportConflicts(
  projected: readonly ProjectedInvoice[],
  failures: BatchFailures,
  { log, metrics }: Pick<Ports, 'log' | 'metrics'>,
): BatchFailures {
  const conflicts = recordsOf(projected.flatMap(conflictsOf)).filter((record) => !failures.has(record));
  if (conflicts.length === 0) return noFailures;
  metrics.count(metricNames.conflicts, conflicts.length);
  log.warn(logMessages.conflictingContent, { messageIds: conflicts.map(({ messageId }) => messageId) });
  return failuresOf(conflicts, conflict());
}

/**
 * The deliveries that conflict with an earlier fact. Of two in the same batch only the second finds
 * the first, as it would in a batch of its own.
 */
function conflictsOf({ head, facts, deliveries }: ProjectedInvoice): readonly Delivery[] {
  if (head.conflicts.length === 0) return [];
  return deliveries.filter(({ fact, replayed }, position) => {
    if (replayed || !head.conflicts.includes(fact.event.eventId)) return false;
    const later = new Set(deliveries.slice(position + 1).map(({ key }) => key));
    return facts.some(
      (other) =>
        other.event.eventId === fact.event.eventId &&
        other.digest !== fact.digest &&
        !later.has(factKey(other)),
    );
  });
}

function conflict(): BemsError {
  return new BemsError(conflictCode, 'The ledger holds this event id with other content; both are kept.', {
    nextStep:
      'Ask the producer which is right, then settle the conflict (bems conflicts settle): this copy goes away with it.',
    failureClass: 'permanent',
  });
}
