import { setTimeout as sleep } from 'node:timers/promises';
import type { CellClient, Status } from './cell-client.ts';
import { LatencyRecorder } from './latency.ts';
import type { Load } from './load.ts';

const pollMs = 50;
/** Without progress for so long, what is missing is not coming. */
const patienceMs = 60_000;

/** What became visible, and when (`performance.now()`). */
interface Visible {
  readonly status: Status;
  readonly at: number;
}

/**
 * Follows the cell's status until the load is over and everything acknowledged is visible, or nothing more
 * becomes so.
 * @returns the status right after the load's last reply, and the last one, when it was first true that all was visible
 */
export const awaitVisible = async (
  client: CellClient,
  load: Load,
  progress: (status: Status) => void,
): Promise<{ underLoad: Visible; end: Visible }> => {
  let loading = true;
  const loaded = load.done.then(() => {
    loading = false;
  });
  let [visible, changedAt] = [-1, performance.now()];
  let underLoad: Visible | undefined;
  for (;;) {
    const status = await client.status();
    const now = performance.now();
    const shown = Math.min(status.visible, status.distinct);
    if (shown !== visible) [visible, changedAt] = [shown, now];
    progress(status);
    if (!loading) {
      underLoad ??= { status, at: now };
      if (shown >= load.acknowledged.count) return { underLoad, end: { status, at: now } };
      if (now - changedAt > patienceMs) return { underLoad, end: { status, at: changedAt } };
    }
    // While the load runs, asking often would only slow it down.
    await (loading ? Promise.race([loaded, sleep(4 * pollMs)]) : sleep(pollMs));
  }
};

/**
 * The outside view: takes the newest acknowledged event, asks for its invoice until the event is in the
 * history, takes the next. Ends with the load.
 */
export const sampleVisibility = async (client: CellClient, load: Load): Promise<LatencyRecorder> => {
  const seen = new LatencyRecorder();
  let loading = true;
  void load.done.finally(() => {
    loading = false;
  });
  while (loading) {
    const sample = load.latest;
    for (let wait = 2; sample && loading; wait = Math.min(wait * 1.5, 100)) {
      if ((await client.eventIds(sample.event.invoiceId)).includes(sample.event.eventId)) {
        seen.record(performance.now() - sample.sentAt);
        break;
      }
      await sleep(wait);
    }
    await sleep(pollMs);
  }
  return seen;
};
