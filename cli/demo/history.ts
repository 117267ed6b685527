import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type DemoOptions, generate } from './generate.ts';
import type { DemoEvent } from './invoice-events.ts';
import { storyAsOf, storyTimes } from './story.ts';

/** What decides about a history: the same plan gives the same events. */
export interface HistoryPlan {
  readonly seed: number;
  /** About so many events are due by `asOf`. */
  readonly events: number;
  /** The present, in which the history ends and from which on it goes on as in life: RFC 3339 UTC. */
  readonly asOf: string;
}

/**
 * The past of a company's invoices, and how it goes on. First, invoice by invoice, what is due until
 * `asOf`: then few invoices are half sent at any time, which an older one would be stuck as. After
 * that, without end, whatever becomes due, in that order.
 */
export function historyOf({ seed, events, asOf }: HistoryPlan): Generator<DemoEvent, never> {
  const asOfMs = Date.parse(asOf);
  const { fromMs, toMs } = storyTimes(asOfMs).whole;
  const options: DemoOptions = {
    seed,
    startMs: fromMs,
    eventsPerSecond: (events / (toMs - fromMs)) * 1_000,
    timeScale: 1,
    arrival: 'calendar',
    story: storyAsOf(asOfMs),
    byInvoiceUntilMs: asOfMs,
  };
  return generate(options);
}

/** What tells a history from every other one. */
export interface HistoryMeasures {
  /** Events until `asOf`, those that are sent twice included. */
  readonly total: number;
  /** Of their content: another one when another version of the code makes something else of the plan. */
  readonly fingerprint: string;
}

/** Events generated without letting anything else happen: a few milliseconds. */
const atATime = 250;

/** Generates the whole past of a plan to measure it. */
export async function measureHistory(plan: HistoryPlan): Promise<HistoryMeasures> {
  const hash = createHash('sha256');
  const asOfMs = Date.parse(plan.asOf);
  let total = 0;
  for (const { dueAtMs, stage, event } of historyOf(plan)) {
    if (dueAtMs > asOfMs) break;
    hash.update(JSON.stringify([stage, event]));
    total += 1;
    if (total % atATime === 0) await setImmediate();
  }
  return { total, fingerprint: hash.digest('base64url') };
}
