import { utc } from '../../functions/core/invoice/instant.ts';
import { byStage, type Stage } from '../../schemas/stages.ts';
import type { Api } from '../http/api.ts';
import type { Timing } from '../http/timing.ts';
import { OrderedSender } from '../sending/ordered-sender.ts';
import { generate } from './generate.ts';
import { historyOf } from './history.ts';
import type { DemoEvent } from './invoice-events.ts';

export interface FeedOptions {
  readonly seed: number;
  /** Average events per second of the live feed. */
  readonly rate: number;
  readonly timeScale: number;
  /** Past events that are sent first; their invoices then continue in real time. */
  readonly history: number;
  /** Stop after this many events. */
  readonly count?: number;
  /** Stop after this many milliseconds. */
  readonly durationMs?: number;
  readonly onProgress?: (report: FeedReport) => void;
}

export interface FeedReport {
  readonly sent: number;
  readonly rejected: number;
  /** How many of each stage were sent, rejected ones included. */
  readonly stages: Readonly<Record<Stage, number>>;
}

/** What has become due meanwhile is sent at this many events per second at least. */
const catchUpRate = 250;

/**
 * Plays the demo against a cell, each event when it is due, until stopped.
 * @throws {CliError} when the cell becomes unreachable or refuses everything
 */
export async function playFeed(
  api: Api,
  options: FeedOptions,
  timing: Timing,
  stop: AbortSignal,
): Promise<FeedReport> {
  const startMs = timing.now();
  const sender = new OrderedSender(api, { concurrency: 4 });
  const pace = 1_000 / Math.max(catchUpRate, options.rate * 2);
  const ofStage = byStage(() => 0);
  const report = () => ({ sent: sender.accepted, rejected: sender.rejected, stages: ofStage });
  let added = 0;
  let earliest = startMs;
  for (const demoEvent of demoEvents(options, startMs)) {
    if (stop.aborted || added === options.count) break;
    const isPast = demoEvent.dueAtMs <= startMs;
    earliest = Math.max(isPast ? earliest : earliest + pace, demoEvent.dueAtMs);
    const over = options.durationMs !== undefined && earliest > startMs + options.durationMs;
    const wait = (over ? startMs + (options.durationMs ?? 0) : earliest) - timing.now();
    // Timers are not precise enough for less; the next wait makes up for an early event.
    if (wait > 4) await timing.sleep(wait, stop).catch(() => undefined);
    if (over || stop.aborted) break;
    ofStage[demoEvent.stage] += 1;
    await sender.add({
      stage: demoEvent.stage,
      invoiceId: demoEvent.event.invoiceId,
      event: demoEvent.event,
    });
    added += 1;
    options.onProgress?.(report());
  }
  await sender.finish();
  return report();
}

/** The history, if requested, continuing in real time, and the live feed beside it. */
function demoEvents({ seed, rate, timeScale, history }: FeedOptions, startMs: number): Iterable<DemoEvent> {
  const live = generate({ seed, startMs, eventsPerSecond: rate, timeScale, arrival: 'steady' });
  if (history === 0) return live;
  return inOrder(historyOf({ seed, events: history, asOf: utc(startMs) }), live);
}

/** Two endless streams merged by the time their events are due. */
function* inOrder(a: Generator<DemoEvent, never>, b: Generator<DemoEvent, never>): Generator<DemoEvent> {
  let nextA = a.next().value;
  let nextB = b.next().value;
  for (;;) {
    if (nextA.dueAtMs <= nextB.dueAtMs) {
      yield nextA;
      nextA = a.next().value;
    } else {
      yield nextB;
      nextB = b.next().value;
    }
  }
}
