import type { Timing } from './timing.ts';

/** How a request is retried while the cell is busy, restarting or unreachable. */
export interface RetryPolicy {
  /** How long to keep retrying one request, in ms. */
  readonly patienceMs: number;
  /** Upper bound of the first wait, in ms; it doubles with each attempt. */
  readonly baseMs: number;
  /** Upper bound of any wait, in ms. */
  readonly capMs: number;
}

export const sendingPolicy: RetryPolicy = { patienceMs: 120_000, baseMs: 50, capMs: 5_000 };
export const askingPolicy: RetryPolicy = { patienceMs: 5_000, baseMs: 100, capMs: 2_000 };

/**
 * Replies that say "not now": throttled, or not accepted. Retrying is safe because events are
 * idempotent.
 */
const transientStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same request may succeed later. */
export function isTransient(status: number): boolean {
  return transientStatuses.has(status);
}

/**
 * How long to wait before the next attempt: exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), and never less than
 * the server's Retry-After, which counts seconds (RFC 9110 §10.2.3).
 */
export function waitMs(
  policy: RetryPolicy,
  attempt: number,
  retryAfter: string | null,
  timing: Timing,
): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** attempt);
  const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : 0;
  return Math.max(timing.random() * ceiling, Math.min(asked, 60_000));
}
