import { storeBreaker } from '../../functions/core/messaging/breaker.ts';
import { failurePolicy } from '../../functions/core/messaging/failures.ts';
import { type Consumer, catchUp, concurrentInvocations } from '../cells/concurrency.ts';

/**
 * Messages of one queue that are in flight, on average, once what its consumer needs has been away
 * for a while. Every environment holds a batch for as long as its breaker is open, three quarters of
 * the longest on average, and then hides it for half the longest delay: at 1,400/s 56 × 10 ×
 * (1 + 150 ÷ 7.5) = 11,760 for a processor's queue.
 */
export function inFlightInOutage(consumer: Consumer, eventsPerSecond: number): number {
  const heldSeconds = (0.75 * storeBreaker.longestOpenMs) / 1_000;
  const hiddenSeconds = failurePolicy.transient.capSeconds / 2;
  const held = concurrentInvocations(consumer, eventsPerSecond) * catchUp * consumer.batchSize;
  return held * (1 + hiddenSeconds / heldSeconds);
}
