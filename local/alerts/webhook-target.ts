import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BemsError } from '../../functions/core/errors.ts';
import type { AlertTarget } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';

export interface Webhook {
  readonly url: string;
  /** Shared with the receiver, who checks the signature with it. */
  readonly secret: string;
  readonly clock: Clock;
  /** Milliseconds one attempt may take; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Milliseconds between attempts; one attempt more than pauses. */
  readonly pausesMs?: readonly number[];
}

/**
 * POSTs every announcement as JSON to an address. `bems-signature: t=<seconds>,v1=<hex>` is the
 * HMAC-SHA256 of `<seconds>.<body>`: whoever has the secret can tell who sent the announcement, and
 * when. `idempotency-key` tells a repetition, which follows an answer that was lost. A redirect is a
 * failure, because a signed announcement goes where the operator said and nowhere else.
 */
export function webhookTarget(webhook: Webhook): AlertTarget {
  const { url, pausesMs = [500, 2_000] } = webhook;
  return {
    name: 'webhook',
    async deliver(announcement) {
      const body = JSON.stringify(announcement);
      const key = `${announcement.key}#${announcement.contact}`;
      for (const pauseMs of [...pausesMs, undefined]) {
        const outcome = await post(webhook, body, key);
        if (outcome === 'taken') return;
        if (pauseMs === undefined || !outcome.mayPass) throw notTaken(url, outcome.reason);
        await sleep(pauseMs);
      }
    },
  };
}

type Outcome = 'taken' | { readonly reason: string; readonly mayPass: boolean };

async function post(
  { url, secret, clock, timeoutMs = 5_000 }: Webhook,
  body: string,
  key: string,
): Promise<Outcome> {
  const seconds = Math.floor(clock.now() / 1000);
  try {
    const { status, ok } = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        'bems-signature': `t=${seconds},v1=${webhookSignature(secret, seconds, body)}`,
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (ok) return 'taken';
    return { reason: `it answered ${status}`, mayPass: status >= 500 || status === 429 || status === 408 };
  } catch (error) {
    // An address that does not answer may do so in a moment.
    const { name, cause } = error instanceof Error ? error : new Error(String(error));
    return { reason: cause instanceof Error ? cause.message : name, mayPass: true };
  }
}

/** The signature of a body: hex. */
function webhookSignature(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

function notTaken(url: string, reason: string): BemsError {
  const { origin } = new URL(url);
  return new BemsError(
    'WEBHOOK_FAILED',
    `The webhook at ${origin} did not take an announcement: ${reason}.`,
    {
      nextStep: 'Make sure that it runs and answers 2xx within five seconds.',
      failureClass: 'transient',
    },
  );
}
