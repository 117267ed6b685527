import { BemsError, type FailureClass, type RetryHint } from '../errors.ts';

/**
 * What a consumer does with a message of each failure class. Every consumer and every queue reads
 * this table.
 */
export const failurePolicy = {
  /**
   * Retried until the message is so old, after a delay with exponential backoff and full jitter
   * (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
   */
  transient: { maxAgeSeconds: 12 * 3_600, baseSeconds: 1, capSeconds: 300 },
  /**
   * At the other side's pace: 1 m, 5 m, 15 m, 1 h after each answer of this class. Receives that ended
   * otherwise do not count where the consumer counts the answers.
   */
  business: { scheduleSeconds: [60, 300, 900, 3_600] },
  permanent: {},
} as const satisfies Record<FailureClass, object>;

/** What decides when a failed message is retried. */
export interface Attempt {
  /** How often the message has been received, this time included (1, 2, …). */
  readonly receiveCount: number;
  /** Seconds since it was received for the first time. */
  readonly ageSeconds: number;
}

/**
 * How long to hide a failed message before it is retried.
 * @param random a number in [0, 1): the jitter
 * @param hint what the other side said; it may ask for no more than the cap of transient delays
 * @returns whole seconds, or undefined when the message now belongs on the dead-letter queue
 */
export function retryDelaySeconds(
  failureClass: FailureClass,
  { receiveCount, ageSeconds }: Attempt,
  random: number,
  { afterSeconds = 0, businessAnswers = receiveCount }: RetryHint = {},
): number | undefined {
  switch (failureClass) {
    case 'transient': {
      if (ageSeconds >= failurePolicy.transient.maxAgeSeconds) return undefined;
      const asked = Math.min(Math.ceil(afterSeconds), failurePolicy.transient.capSeconds);
      return Math.max(asked, Math.floor(random * (delayCeiling(receiveCount) + 1)));
    }
    case 'business':
      return failurePolicy.business.scheduleSeconds[businessAnswers - 1];
    case 'permanent':
      return undefined;
  }
}

function delayCeiling(receiveCount: number): number {
  const { baseSeconds, capSeconds } = failurePolicy.transient;
  return Math.min(capSeconds, baseSeconds * 2 ** receiveCount);
}

/**
 * How often a message that keeps failing is received before it is too old. The first delays grow;
 * from then on receives are a renewal process whose delays are uniform over 0 … cap, so that their
 * number in t seconds has mean t ÷ μ and variance t σ² ÷ μ³.
 * @param deviations how many standard deviations above the mean; six leave one message in a billion
 */
export function receivesUntilTooOld(deviations: number): number {
  const { maxAgeSeconds, capSeconds } = failurePolicy.transient;
  let growing = 1;
  let elapsed = 0;
  while (delayCeiling(growing) < capSeconds) elapsed += delayCeiling(growing++) / 2;
  const mean = capSeconds / 2;
  const variance = ((capSeconds + 1) ** 2 - 1) / 12;
  const remaining = maxAgeSeconds - elapsed;
  return growing + remaining / mean + deviations * Math.sqrt((remaining * variance) / mean ** 3);
}

/**
 * Receives that no consumer decides about, because the invocation was throttled or died, relative
 * to the others. They take longer than an average delay (the visibility timeout of 180 s against
 * 150 s), so they fit into the same hours; the margin is for those that come after them.
 */
const undecidedShare = 0.1;

/**
 * `maxReceiveCount` of a queue: the last resort when a consumer dies each time before it can
 * decide. No message that is decided about reaches it: it is received 295 times on average, and 354
 * times at most, until it is too old; with the margin that makes 390. SQS allows 1,000.
 */
export const queueMaxReceives = Math.ceil(receivesUntilTooOld(6) * (1 + undecidedShare));

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
