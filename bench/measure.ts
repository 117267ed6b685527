import { type CellRun, type Progress, runCell } from './cell-run.ts';
import { type FloorRun, runFloor } from './floor-run.ts';
import type { Latency } from './latency.ts';
import { median } from './median.ts';
import type { Minute } from './minutes.ts';
import type { Settings } from './options.ts';

/** What one run measured. Counts are events, rates events per second, latencies milliseconds. */
export interface Measurement {
  /** Accepted when the load ended, by how long it took. */
  readonly acceptedPerSecond: number;
  /** Visible when the load ended, by how long it took: what was still on its way then does not count. */
  readonly visiblePerSecond: number;
  /** Visible when the load ended, as a share of what was accepted then. */
  readonly visibleOfAccepted: number;
  /** How far visible trails accepted while the load lasts. */
  readonly lagSeconds: { readonly p50: number; readonly max: number };
  /** From when a request was due. */
  readonly postMs: Latency;
  /** As the cell's own status says, since the load began: received to visible. */
  readonly visibilityMs: Latency;
  /** Not answered with a 2xx, by HTTP status; `connection`: the connection failed. */
  readonly refused: Readonly<Record<string, number>>;
  /** Answered with a 503 that does not say when to try again. */
  readonly withoutRetryAfter: number;
  /** Not answered in time. */
  readonly timeouts: number;
  /** Not sent: no connection was free when they were due. */
  readonly unsent: number;
  /** Of the cell's whole process tree, from the first POST until everything was visible. */
  readonly cpuSecondsPer1000: number;
  readonly peakMemoryMB: number;
  /** Whether memory stays flat; of loads of three minutes or more. */
  readonly memoryMB?: { readonly secondMinute: number; readonly lastMinute: number; readonly peak: number };
  readonly lost: number;
  readonly duplicated: number;
  readonly floorPerSecond: number;
  readonly floorRatio: number;
  readonly details: Details;
}

interface Details {
  readonly accepted: number;
  readonly deadLettered: number;
  readonly invoicesRead: number;
  /**
   * What `visibilityMs` is made of: the whole `load`; or of one that the cell cannot look back on, its
   * `minutes`: the median of their p50, the worst of their p99 and max.
   */
  readonly visibilityOf: 'load' | 'minutes';
  /** From outside: request due to shown in the invoice's history, of sampled events. */
  readonly sampledVisibilityMs: Latency;
  readonly loadSeconds: number;
  /** From the end of the load until everything was visible. */
  readonly drainSeconds: number;
  /** What generating the load took of the machine, per 1,000 events. */
  readonly generatorCpuSecondsPer1000: number;
  readonly floorCpuSecondsPer1000: number;
  readonly floorPostMs: Latency;
  readonly minutes: readonly Minute[];
}

/** One run: the floor first, which warms up the generator as well, then a fresh cell. */
export async function measure(settings: Settings, progress: Progress): Promise<Measurement> {
  const floor = await runFloor(settings, progress);
  return measurementOf(await runCell(settings, { progress }), floor);
}

function measurementOf(run: CellRun, floor: FloorRun): Measurement {
  const { load, underLoad, minutes, lag, verdict } = run;
  const { tally } = load;
  const accepted = tally.acknowledged.count;
  const loadSeconds = underLoad.seconds;
  const visiblePerSecond = underLoad.status.visible / loadSeconds;
  return {
    acceptedPerSecond: underLoad.accepted / loadSeconds,
    visiblePerSecond,
    visibleOfAccepted: underLoad.status.visible / underLoad.accepted,
    lagSeconds: { p50: lag.latency.p50 / 1000, max: lag.latency.max / 1000 },
    postMs: tally.post.latency,
    visibilityMs: run.visibilityMs ?? worstOf(minutes),
    refused: Object.fromEntries(tally.refused),
    withoutRetryAfter: tally.withoutRetryAfter,
    timeouts: tally.timeouts,
    unsent: tally.unsent,
    cpuSecondsPer1000: (run.cpuSeconds * 1000) / accepted,
    peakMemoryMB: run.peakMemoryMB,
    memoryMB: memoryOf(minutes, run.peakMemoryMB),
    lost: verdict.lost,
    duplicated: verdict.duplicated,
    floorPerSecond: floor.perSecond,
    floorRatio: visiblePerSecond / floor.perSecond,
    details: {
      accepted,
      deadLettered: run.end.status.deadLettered,
      invoicesRead: verdict.invoicesRead,
      visibilityOf: run.visibilityMs ? 'load' : 'minutes',
      sampledVisibilityMs: run.sampledMs,
      loadSeconds,
      drainSeconds: run.end.seconds - loadSeconds,
      generatorCpuSecondsPer1000: (run.generatorCpuSeconds * 1000) / accepted,
      floorCpuSecondsPer1000: floor.cpuSecondsPer1000,
      floorPostMs: floor.postMs,
      minutes,
    },
  };
}

/** Percentiles of parts do not add up to one of the whole: the worst minute's p99 is at least the load's. */
function worstOf(minutes: readonly Minute[]): Latency {
  const all = minutes.map((minute) => minute.visibilityMs).filter(({ max }) => max > 0);
  return {
    p50: median(all.map(({ p50 }) => p50)),
    p99: Math.max(0, ...all.map(({ p99 }) => p99)),
    max: Math.max(0, ...all.map(({ max }) => max)),
  };
}

function memoryOf(minutes: readonly Minute[], peak: number): Measurement['memoryMB'] {
  const whole = minutes.filter(({ phase, seconds }) => phase === 'load' && seconds >= 60);
  const [, second, ...others] = whole;
  const last = others.at(-1);
  return second && last && { secondMinute: second.memoryMB, lastMinute: last.memoryMB, peak };
}
