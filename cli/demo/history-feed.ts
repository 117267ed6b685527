import type { Api } from '../http/api.ts';
import type { Timing } from '../http/timing.ts';
import { OrderedSender } from '../sending/ordered-sender.ts';
import { type HistoryPlan, historyOf } from './history.ts';

export interface HistoryFeedOptions {
  readonly plan: HistoryPlan;
  /** Events sent before, by a feed that was interrupted. */
  readonly sent: number;
  /** Called whenever the cell has accepted everything up to this many events. */
  readonly onSent: (sent: number) => void;
}

/**
 * Every so many events it is known for certain what was accepted. An interrupted feed sends fewer
 * than that twice, which changes nothing, and at most so many are with the cell at once, so that the
 * live feed beside it need not wait.
 */
const knownEvery = 500;
/** Slept at once, in ms: a machine that was suspended notices what it missed. */
const longestSleepMs = 60_000;

/**
 * Sends a history as fast as the cell takes it, and then goes on in real time, until stopped.
 * @throws {CliError} when the cell becomes unreachable or refuses everything
 */
export async function playHistory(
  api: Api,
  { plan, sent, onSent }: HistoryFeedOptions,
  timing: Timing,
  stop: AbortSignal,
): Promise<void> {
  const sender = new OrderedSender(api, { concurrency: 4 });
  let known = sent;
  let added = sent;
  const settle = async () => {
    await sender.finish();
    if (added > known) onSent(added);
    known = added;
  };
  for (const { dueAtMs, stage, event } of historyOf(plan).drop(sent)) {
    if (dueAtMs > timing.now()) await settle();
    while (dueAtMs > timing.now() && !stop.aborted)
      await timing.sleep(Math.min(dueAtMs - timing.now(), longestSleepMs), stop).catch(() => undefined);
    if (stop.aborted) break;
    await sender.add({ stage, invoiceId: event.invoiceId, event });
    added += 1;
    if (added - known >= knownEvery) await settle();
  }
  await settle();
}
