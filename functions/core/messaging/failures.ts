import { BemsError, type FailureClass } from '../errors.ts';

/**
 * What a consumer does with a message of each failure class. Every consumer and every queue reads
 * this table.
 */
export const failurePolicy = {
  /**
   * Exponential backoff with full jitter
   * (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
   */
  transient: { maxReceives: 10, baseSeconds: 1, capSeconds: 300 },
  /** At the other side's pace: 1 m, 5 m, 15 m, 1 h. */
  business: { maxReceives: 5, scheduleSeconds: [60, 300, 900, 3600] },
  permanent: { maxReceives: 1 },
} as const satisfies Record<FailureClass, object>;

/** `maxReceiveCount` of a queue: the last resort when a consumer dies before it can decide. */
export const queueMaxReceives = Math.max(
  ...Object.values(failurePolicy).map(({ maxReceives }) => maxReceives),
);

/**
 * How long to hide a failed message before it is retried.
 * @param receiveCount how often the message has been received, this time included (1, 2, …)
 * @param random a number in [0, 1): the jitter
 * @returns whole seconds, or undefined when the message now belongs on the dead-letter queue
 */
export function retryDelaySeconds(
  failureClass: FailureClass,
  receiveCount: number,
  random: number,
): number | undefined {
  if (receiveCount >= failurePolicy[failureClass].maxReceives) return undefined;
  if (failureClass === 'transient') {
    const { baseSeconds, capSeconds } = failurePolicy.transient;
    const ceiling = Math.min(capSeconds, baseSeconds * 2 ** receiveCount);
    return Math.floor(random * (ceiling + 1));
  }
  return failureClass === 'business' ? failurePolicy.business.scheduleSeconds[receiveCount - 1] : undefined;
}

/** Errors of AWS services that no retry fixes, because the request itself is wrong. */
const permanentErrors: ReadonlySet<string> = new Set([
  'ValidationException',
  'SerializationException',
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'InvalidMessageContents',
  'ItemCollectionSizeLimitExceededException',
  'MessageTooLong',
  'RejectedRecordsException',
]);

/**
 * The class of any error that a consumer may catch. A `BemsError` carries it. Of AWS errors only
 * those that blame the request are permanent. Everything else is transient, unknown errors
 * included: a throttle, a timeout or a 5xx passes, a missing permission or table gets fixed, and a
 * bug of ours ends on the dead-letter queue after its retries, with nothing lost.
 */
export function failureClassOf(error: unknown): FailureClass {
  if (error instanceof BemsError) return error.failureClass;
  return error instanceof Error && permanentErrors.has(error.name) ? 'permanent' : 'transient';
}
