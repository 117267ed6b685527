/**
 * What a failure means for its message: `transient` passes by itself, `business` waits for someone
 * else, `permanent` fails the same way every time.
 */
export type FailureClass = 'transient' | 'business' | 'permanent';

/** What the other side said about another attempt. */
export interface RetryHint {
  /** Not before so many seconds. */
  readonly afterSeconds?: number | undefined;
  /** How often it has answered like this, this time included (1, 2, …). */
  readonly businessAnswers?: number | undefined;
}

/**
 * An error that a person or a client can act on: a code, a sentence, the next step, and whether to
 * retry.
 */
export class BemsError extends Error {
  override readonly name = 'BemsError';
  /** Stable, upper case with underscores, e.g. FACT_MALFORMED. */
  readonly code: string;
  /** One sentence. */
  readonly nextStep: string;
  readonly failureClass: FailureClass;
  readonly retry: RetryHint;

  constructor(
    code: string,
    sentence: string,
    options: {
      readonly nextStep: string;
      readonly failureClass: FailureClass;
      readonly cause?: unknown;
      readonly retry?: RetryHint;
    },
  ) {
    super(sentence, { cause: options.cause });
    this.code = code;
    this.nextStep = options.nextStep;
    this.failureClass = options.failureClass;
    this.retry = options.retry ?? {};
  }
}
