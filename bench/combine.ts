import type { Latency } from './latency.ts';
import type { Measurement } from './measure.ts';
import { median } from './median.ts';

/** The medians of several runs, number by number; what was lost or duplicated in any run is added up. */
export function combine(runs: readonly [Measurement, ...Measurement[]]): Measurement {
  const [first, ...others] = runs;
  if (others.length === 0) return first;
  const of = (pick: (run: Measurement) => number) => median(runs.map(pick));
  const sum = (pick: (run: Measurement) => number) => runs.reduce((total, run) => total + pick(run), 0);
  const latencyOf = (pick: (run: Measurement) => Latency): Latency => ({
    p50: of((run) => pick(run).p50),
    p99: of((run) => pick(run).p99),
    max: of((run) => pick(run).max),
  });
  const memoryOf = (key: 'secondMinute' | 'lastMinute' | 'peak') => of((run) => run.memoryMB?.[key] ?? 0);
  const reasons = new Set(runs.flatMap((run) => Object.keys(run.refused)));
  return {
    acceptedPerSecond: of((run) => run.acceptedPerSecond),
    visiblePerSecond: of((run) => run.visiblePerSecond),
    visibleOfAccepted: of((run) => run.visibleOfAccepted),
    lagSeconds: { p50: of((run) => run.lagSeconds.p50), max: of((run) => run.lagSeconds.max) },
    postMs: latencyOf((run) => run.postMs),
    visibilityMs: latencyOf((run) => run.visibilityMs),
    refused: Object.fromEntries(
      [...reasons].map((reason) => [reason, of((run) => run.refused[reason] ?? 0)]),
    ),
    withoutRetryAfter: of((run) => run.withoutRetryAfter),
    timeouts: of((run) => run.timeouts),
    unsent: of((run) => run.unsent),
    cpuSecondsPer1000: of((run) => run.cpuSecondsPer1000),
    peakMemoryMB: of((run) => run.peakMemoryMB),
    ...(first.memoryMB && {
      memoryMB: {
        secondMinute: memoryOf('secondMinute'),
        lastMinute: memoryOf('lastMinute'),
        peak: memoryOf('peak'),
      },
    }),
    lost: sum((run) => run.lost),
    duplicated: sum((run) => run.duplicated),
    floorPerSecond: of((run) => run.floorPerSecond),
    floorRatio: of((run) => run.floorRatio),
    details: {
      accepted: of((run) => run.details.accepted),
      deadLettered: of((run) => run.details.deadLettered),
      invoicesRead: of((run) => run.details.invoicesRead),
      visibilityOf: first.details.visibilityOf,
      sampledVisibilityMs: latencyOf((run) => run.details.sampledVisibilityMs),
      loadSeconds: of((run) => run.details.loadSeconds),
      drainSeconds: of((run) => run.details.drainSeconds),
      generatorCpuSecondsPer1000: of((run) => run.details.generatorCpuSecondsPer1000),
      floorCpuSecondsPer1000: of((run) => run.details.floorCpuSecondsPer1000),
      floorPostMs: latencyOf((run) => run.details.floorPostMs),
      minutes: runs.flatMap((run) => run.details.minutes),
    },
  };
}
