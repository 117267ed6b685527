import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Stage } from '../../../schemas/stages.ts';
import { BemsError } from '../errors.ts';
import { logMessages } from '../log-messages.ts';
import type { Ports } from '../ports.ts';
import { failuresOf } from './batch-failures.ts';
import { Breaker, type BreakerSettings, storeBreaker } from './breaker.ts';
import { type ConsumerPorts, completeBatch } from './consumer.ts';

/** The stores, services and systems that a consumer cannot do without. */
export type Needed = 'ledger' | 'time series' | 'topics' | 'operations table' | `downstream of ${Stage}`;

/**
 * How long a batch is held while a breaker is open, at most: as long as a breaker stays open, so
 * that in an environment with one invocation at a time every batch gets its try.
 */
const holdMs = storeBreaker.longestOpenMs;

/** How often a held batch looks whether the probe of another invocation has closed the breaker. */
const lookMs = 250;

/** A breaker over what the function needs; the log says when it opens and closes. */
export function breakerFor(
  needed: Needed,
  { clock, random, log }: Pick<Ports, 'clock' | 'random' | 'log'>,
  settings: BreakerSettings = storeBreaker,
): Breaker {
  return new Breaker(settings, {
    clock,
    random,
    onChange: (state) =>
      state === 'open'
        ? log.warn(logMessages.storeAway, { store: needed })
        : log.info(logMessages.storeBack, { store: needed }),
  });
}

/**
 * Holds the caller while the breaker is open. An invocation that waits takes no further messages,
 * which is the only way for a function to slow its event source down: with partial failures Lambda
 * does not
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 * @returns whether the caller may go on
 */
export async function admitted(
  breaker: Breaker,
  { clock, wait }: Pick<Ports, 'clock' | 'wait'>,
): Promise<boolean> {
  let pause = breaker.admit();
  if (pause === 0) return true;
  const until = clock.now() + holdMs;
  while (clock.now() + lookMs <= until) {
    await wait(Math.min(pause, lookMs));
    pause = breaker.admit();
    if (pause === 0) return true;
  }
  return false;
}

/** Gives a batch back that was not admitted: each message is retried like one that was tried. */
export function refuse(
  records: readonly SQSRecord[],
  needed: Needed,
  ports: ConsumerPorts,
): Promise<SQSBatchResponse> {
  return completeBatch(records, failuresOf(records, isAway(needed)), ports);
}

/** Why a message was not tried. */
export function isAway(needed: Needed): BemsError {
  return new BemsError('STORE_AWAY', `The ${needed} could not be reached lately.`, {
    nextStep: 'Bring it back; messages that have not become too old meanwhile come back by themselves.',
    failureClass: 'transient',
  });
}
