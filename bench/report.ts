import type { Progress } from './cell-run.ts';
import type { Latency } from './latency.ts';
import type { Measurement } from './measure.ts';
import type { Settings } from './options.ts';

/** The measurement as a table for people. */
export function table(result: Measurement, settings: Settings, runs: number): string {
  const rows = [...rowsOf(result), ...detailRowsOf(result)];
  const width = Math.max(...rows.map(([name]) => name.length));
  const heading = `${headingOf(settings)}${runs > 1 ? `, medians of ${runs} runs` : ''}`;
  return [heading, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`), ''].join('\n');
}

/** What a load is, in a line. */
export function headingOf({ rate, connections, batch, seconds }: Settings): string {
  const requests = batch === 1 ? 'single events' : `${batch} events per request`;
  const pace =
    rate === undefined
      ? `${connections} connections, as fast as it answers`
      : `${rate} events/s, at most ${connections} connections`;
  return `${seconds} s, ${pace}, ${requests}`;
}

type Row = readonly [name: string, value: string];

function rowsOf(result: Measurement): Row[] {
  const { lagSeconds, memoryMB, details } = result;
  const refused = Object.entries(result.refused).map(([reason, count]) => `${whole(count)} × ${reason}`);
  const visibility = details.visibilityOf === 'load' ? '' : ' (p99 of the worst minute)';
  return [
    ['accepted', `${whole(result.acceptedPerSecond)} events/s`],
    ['visible', `${whole(result.visiblePerSecond)} events/s`],
    ['visible / accepted', `${percent(result.visibleOfAccepted)} when the load ended`],
    ['lag', `p50 ${lagSeconds.p50.toFixed(1)} s, max ${lagSeconds.max.toFixed(1)} s`],
    ['POST', latency(result.postMs)],
    ['received to visible', `${latency(result.visibilityMs)}${visibility}`],
    ['  sampled outside', latency(details.sampledVisibilityMs)],
    ['refused', refused.join(', ') || '0'],
    ['503, no Retry-After', whole(result.withoutRetryAfter)],
    ['timeouts', whole(result.timeouts)],
    ['unsent', whole(result.unsent)],
    ['CPU, cell', `${result.cpuSecondsPer1000.toFixed(3)} s per 1,000 events`],
    ['peak memory', `${whole(result.peakMemoryMB)} MB`],
    ...(memoryMB
      ? [memoryRow('second minute', memoryMB.secondMinute), memoryRow('last minute', memoryMB.lastMinute)]
      : []),
    ['lost', whole(result.lost)],
    ['duplicated', whole(result.duplicated)],
    ['floor', `${whole(result.floorPerSecond)} events/s (HTTP, validate, sync; nothing behind)`],
    ['visible / floor', percent(result.floorRatio)],
  ];
}

function detailRowsOf({ details }: Measurement): Row[] {
  return [
    ['events accepted', whole(details.accepted)],
    ['histories read', whole(details.invoicesRead)],
    ['drain after load', `${details.drainSeconds.toFixed(1)} s`],
    ['CPU, generator', `${details.generatorCpuSecondsPer1000.toFixed(3)} s per 1,000 events`],
    ['CPU, floor', `${details.floorCpuSecondsPer1000.toFixed(3)} s per 1,000 events`],
  ];
}

function memoryRow(name: string, megabytes: number): Row {
  return [`  ${name}`, `${whole(megabytes)} MB`];
}

/** A line that is rewritten in place, on a terminal only. */
export function terminalProgress(stream: NodeJS.WriteStream): { show: Progress; clear: () => void } {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const rewrite = (line: string) => stream.write(`\r\u001b[2K${line}`);
  return {
    show: (phase, counts) => {
      const visible = counts?.visible === undefined ? '' : `, ${whole(counts.visible)} visible`;
      rewrite(counts ? `${phase}: ${whole(counts.accepted)} accepted${visible}` : `${phase} …`);
    },
    clear: () => rewrite(''),
  };
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function latency({ p50, p99, max }: Latency): string {
  return `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, max ${milliseconds(max)}`;
}

function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${whole(value)} ms`;
}
