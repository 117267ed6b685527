import type { MetricStore } from './metric-store.ts';

/** What is read of a queue. */
interface MeasuredQueue {
  readonly settings: { readonly name: string };
  readonly waiting: number;
  readonly inFlight: number;
  /** When its oldest message was sent, ms since the epoch; undefined when it is empty. */
  oldestSentAt(): number | undefined;
}

/**
 * Records the levels of all queues at the end of a minute, as SQS reports them once a minute:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * Queues that nobody uses report zero here; SQS falls silent after six hours.
 */
export function recordQueues(
  queues: Iterable<MeasuredQueue>,
  store: MetricStore,
  minute: number,
  now: number,
): void {
  for (const queue of queues) {
    const record = (name: string, value: number) =>
      store.record(
        { namespace: 'AWS/SQS', name, dimensions: { QueueName: queue.settings.name } },
        minute,
        value,
      );
    record('ApproximateNumberOfMessagesVisible', queue.waiting);
    record('ApproximateNumberOfMessagesNotVisible', queue.inFlight);
    const oldest = queue.oldestSentAt();
    record('ApproximateAgeOfOldestMessage', oldest === undefined ? 0 : Math.max(0, (now - oldest) / 1_000));
  }
}
