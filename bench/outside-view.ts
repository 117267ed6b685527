import { setTimeout as sleep } from 'node:timers/promises';
import type { CellClient } from './cell-client.ts';
import { LatencyRecorder } from './latency.ts';
import type { Load } from './load.ts';

const pauseMs = 50;

/**
 * Visibility as a producer sees it: takes the newest acknowledged event, asks for its invoice until the event
 * is in the history, takes the next. Ends with the load.
 */
export async function sampleVisibility(client: CellClient, load: Load): Promise<LatencyRecorder> {
  const seen = new LatencyRecorder();
  let loading = true;
  void load.ended.then(() => {
    loading = false;
  });
  while (loading) {
    const sample = load.tally.latest;
    for (let wait = 2; sample && loading; wait = Math.min(wait * 1.5, 100)) {
      // A cell that has too much to do may refuse the question; then the event is not visible yet.
      const shown = await client.eventIds(sample.event.invoiceId).catch((): string[] => []);
      if (shown.includes(sample.event.eventId)) {
        seen.record(performance.now() - sample.dueAt);
        break;
      }
      await sleep(wait);
    }
    await sleep(pauseMs);
  }
  return seen;
}
