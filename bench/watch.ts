import { setTimeout as sleep } from 'node:timers/promises';
import type { CellClient, Status } from './cell-client.ts';
import { LatencyRecorder } from './latency.ts';
import type { Load } from './load.ts';
import { type Minute, Minutes } from './minutes.ts';
import type { Usage } from './process-usage.ts';

/** While the load runs, asking often would only slow it down. */
const pollMs = { load: 200, drain: 50 };
/** Without progress for so long, what is missing is not coming. */
const patienceSeconds = 60;

/** What the cell said, and when. */
interface Visible {
  readonly status: Status;
  /** Acknowledged at the same time. */
  readonly accepted: number;
  /** Seconds from the load's start. */
  readonly seconds: number;
}

export interface Watched {
  /** When the load ended: no more requests were started. */
  readonly underLoad: Visible;
  /** When it was first seen that everything acknowledged was visible, or last that something became so. */
  readonly end: Visible;
  /** How long the oldest acknowledged event that was not visible had been waiting, at each look under load. */
  readonly lag: LatencyRecorder;
  readonly minutes: readonly Minute[];
}

export interface Watcher {
  /** What the cell's process tree has used so far. */
  readonly usage: () => Promise<Usage>;
  readonly onStatus?: (status: Status) => void;
  readonly onMinute?: (minute: Minute) => void;
}

/**
 * Follows the cell's status until the load is over, the last reply has come, and everything acknowledged is
 * visible or nothing more becomes so. To be called when the load starts.
 */
export async function watch(client: CellClient, load: Load, watcher: Watcher): Promise<Watched> {
  const { tally } = load;
  const startedAt = performance.now();
  const minutes = await Minutes.begin(tally, watcher.usage);
  const endMinute = async (phase: Minute['phase'], status: Status) => {
    const minute = await minutes.end(phase, status);
    watcher.onMinute?.(minute);
  };
  const lag = new LatencyRecorder();

  let [loading, replying] = [true, true];
  const ended = load.ended.then(() => {
    loading = false;
  });
  void load.done.then(() => {
    replying = false;
  });
  let newest: Visible | undefined;
  let underLoad: Visible | undefined;
  for (;;) {
    // What holds before the question is asked holds for the answer.
    const phase = loading ? 'load' : 'drain';
    const answered = !replying;
    const status = await client.status(minutes.since);
    const now = performance.now();
    const shown = visibleIn(status);
    const accepted = tally.acknowledged.count;
    const visible = { status, accepted, seconds: (now - startedAt) / 1000 };
    if (!newest || shown !== visibleIn(newest.status)) newest = visible;
    watcher.onStatus?.(status);

    if (!underLoad) {
      const behindMs = tally.lag.behind(shown, now);
      lag.record(behindMs);
      minutes.lagged(behindMs);
    }
    const loadEnded = phase === 'drain' && !underLoad;
    if (loadEnded) underLoad = visible;
    const stuck = visible.seconds - newest.seconds > patienceSeconds;
    const over = answered && (shown >= accepted || stuck);
    if (loadEnded) await endMinute('load', status);
    else if (over || minutes.over) await endMinute(phase, status);
    if (underLoad && over) return { underLoad, end: { ...newest, status }, lag, minutes: minutes.all };
    await (loading ? Promise.race([ended, sleep(pollMs.load)]) : sleep(pollMs.drain));
  }
}

/** Events in the ledger and in the time series. */
function visibleIn({ visible, distinct }: Status): number {
  return Math.min(visible, distinct);
}
