import type { Latency } from './latency.ts';
import type { Measurement, Progress, Settings } from './measure.ts';

/** The measurement as a table for people. */
export const table = (
  result: Measurement,
  { seconds, rate, connections }: Settings,
  runs: number,
): string => {
  const { details } = result;
  const rows: [string, string][] = [
    ['accepted', `${whole(result.acceptedPerSecond)} events/s`],
    ['visible', `${whole(result.visiblePerSecond)} events/s`],
    ['floor', `${whole(result.floorPerSecond)} events/s (HTTP, validate, sync; nothing behind)`],
    ['visible / floor', `${(result.floorRatio * 100).toFixed(0)} %`],
    ['POST', latency(result.postMs)],
    ['POST to visible', latency(result.visibilityMs)],
    ['  sampled outside', latency(details.sampledVisibilityMs)],
    ['drain after load', `${details.drainSeconds.toFixed(1)} s`],
    ['CPU, cell', `${result.cpuSecondsPer1000.toFixed(3)} s per 1,000 events`],
    ['CPU, generator', `${details.generatorCpuSecondsPer1000.toFixed(3)} s per 1,000 events`],
    ['CPU, floor', `${details.floorCpuSecondsPer1000.toFixed(3)} s per 1,000 events`],
    ['peak memory', `${whole(result.peakMemoryMB)} MB`],
    ['events', `${whole(details.accepted)} accepted, ${whole(details.refused)} refused`],
    ['histories read', whole(details.invoicesRead)],
    ['lost', whole(result.lost)],
    ['duplicated', whole(result.duplicated)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const pace = rate === undefined ? 'as fast as it answers' : `${rate} events/s`;
  const heading = `${connections} connections, ${seconds} s, ${pace}${runs > 1 ? `, medians of ${runs} runs` : ''}`;
  return [heading, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ''].join('\n');
};

/** A line that is rewritten in place, on a terminal only. */
export const terminalProgress = (stream: NodeJS.WriteStream): { show: Progress; clear: () => void } => {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const rewrite = (line: string) => stream.write(`\r\u001b[2K${line}`);
  return {
    show: (phase, counts) => {
      const visible = counts?.visible === undefined ? '' : `, ${whole(counts.visible)} visible`;
      rewrite(counts ? `${phase}: ${whole(counts.accepted)} accepted${visible}` : `${phase} …`);
    },
    clear: () => rewrite(''),
  };
};

/** The medians of several runs, number by number; what was lost or duplicated in any run is added up. */
export const combine = (runs: readonly [Measurement, ...Measurement[]]): Measurement => {
  const [first] = runs;
  const of = (pick: (run: Measurement) => number) => median(runs.map(pick));
  const latencyOf = (pick: (run: Measurement) => Latency): Latency => ({
    p50: of((run) => pick(run).p50),
    p99: of((run) => pick(run).p99),
    max: of((run) => pick(run).max),
  });
  return {
    acceptedPerSecond: of((run) => run.acceptedPerSecond),
    visiblePerSecond: of((run) => run.visiblePerSecond),
    postMs: latencyOf((run) => run.postMs),
    visibilityMs: latencyOf((run) => run.visibilityMs),
    cpuSecondsPer1000: of((run) => run.cpuSecondsPer1000),
    peakMemoryMB: of((run) => run.peakMemoryMB),
    lost: runs.reduce((sum, run) => sum + run.lost, 0),
    duplicated: runs.reduce((sum, run) => sum + run.duplicated, 0),
    floorPerSecond: of((run) => run.floorPerSecond),
    floorRatio: of((run) => run.floorRatio),
    details: {
      ...first.details,
      accepted: of((run) => run.details.accepted),
      refused: of((run) => run.details.refused),
      deadLettered: of((run) => run.details.deadLettered),
      invoicesRead: of((run) => run.details.invoicesRead),
      sampledVisibilityMs: latencyOf((run) => run.details.sampledVisibilityMs),
      loadSeconds: of((run) => run.details.loadSeconds),
      drainSeconds: of((run) => run.details.drainSeconds),
      generatorCpuSecondsPer1000: of((run) => run.details.generatorCpuSecondsPer1000),
      floorCpuSecondsPer1000: of((run) => run.details.floorCpuSecondsPer1000),
      floorPostMs: latencyOf((run) => run.details.floorPostMs),
    },
  };
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

const latency = ({ p50, p99, max }: Latency): string =>
  `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, max ${milliseconds(max)}`;

const milliseconds = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : `${whole(value)} ms`;
