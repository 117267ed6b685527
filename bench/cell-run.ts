import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CellClient } from './cell-client.ts';
import { Run } from './invoices.ts';
import type { Latency } from './latency.ts';
import { type Load, startLoad } from './load.ts';
import type { Minute } from './minutes.ts';
import type { Settings } from './options.ts';
import { sampleVisibility } from './outside-view.ts';
import { type Usage, usageOf } from './process-usage.ts';
import { startCell } from './server-process.ts';
import { type Verdict, verify } from './verification.ts';
import { type Watched, watch } from './watch.ts';

/** Tells how far a run is: the phase, and what it has counted. */
export type Progress = (phase: string, counts?: { accepted: number; visible?: number }) => void;

export interface Observer {
  readonly progress: Progress;
  /** Is given the load when it starts. */
  readonly onLoad?: (load: Load) => void;
  readonly onMinute?: (minute: Minute) => void;
}

/** What a cell did under load. */
export interface CellRun extends Watched {
  readonly load: Load;
  readonly verdict: Verdict;
  /** Received to visible over the whole load and drain; undefined when the cell does not look back so far. */
  readonly visibilityMs: Latency | undefined;
  /** Visibility from outside. */
  readonly sampledMs: Latency;
  /** Of the cell's process tree, from the load's start until everything was visible. */
  readonly cpuSeconds: number;
  readonly peakMemoryMB: number;
  readonly generatorCpuSeconds: number;
}

/** The cell counts visibility in slices of so many ms, over so many. */
const freshnessSliceMs = 10_000;
const freshnessWindowMs = 5 * 60_000;

/**
 * Starts a fresh cell, warms it up, loads it, waits until everything is visible, and reads every history back.
 * @throws when the cell accepts nothing at all
 */
export async function runCell(settings: Settings, observer: Observer): Promise<CellRun> {
  const { progress } = observer;
  progress('cell: starting');
  const cell = await startCell();
  const clients = await Promise.all([CellClient.open(cell), CellClient.open(cell)]);
  try {
    const [statusClient, sampleClient] = clients;
    const usage = () => usageOf(cell.pid);
    const target = { ...settings, origin: cell.api, apiKey: cell.apiKey };
    progress('cell: warming up');
    const warmUp = await startLoad({ ...target, seconds: settings.warmUpSeconds, run: freshRun() });
    await watch(statusClient, warmUp, { usage });
    await statusClient.countFromHere();
    // Starting with a slice leaves the warm-up out of the load's visibility.
    await sleep(freshnessSliceMs - (Date.now() % freshnessSliceMs));

    const before = await usage();
    const startedAt = Date.now();
    const load = await startLoad({ ...target, run: freshRun() });
    observer.onLoad?.(load);
    const generator = generatorUsage(load);
    const [watched, sampled] = await Promise.all([
      watch(statusClient, load, {
        usage,
        onStatus: ({ visible }) =>
          progress('cell: loading', { accepted: load.tally.acknowledged.count, visible }),
        onMinute: observer.onMinute,
      }),
      sampleVisibility(sampleClient, load),
    ]);
    requireAccepted(load, 'cell');
    const after: Usage = await usage();
    const lookedBackFar = Date.now() - startedAt > freshnessWindowMs;
    const { freshness } = await statusClient.status(startedAt);

    progress('cell: reading every history back');
    return {
      ...watched,
      load,
      verdict: await verify(cell, watched.end.status, load),
      visibilityMs: lookedBackFar ? undefined : freshness,
      sampledMs: sampled.latency,
      cpuSeconds: after.cpuSeconds - before.cpuSeconds,
      peakMemoryMB: after.peakMB,
      generatorCpuSeconds: await generator,
    };
  } finally {
    for (const client of clients) client.close();
    await cell.stop();
  }
}

/** Invoices and events that no other run has. */
export function freshRun(): Run {
  return new Run(`bench-${randomBytes(4).toString('hex')}`, Date.now());
}

/** @throws when a load came to nothing, which would make every figure meaningless */
export function requireAccepted({ tally }: Load, server: string): void {
  if (tally.acknowledged.count > 0) return;
  const why = [...tally.refused, ['timeout', tally.timeouts], ['unsent', tally.unsent]];
  throw new Error(
    `The ${server} accepted no event at all (${why.map(([reason, count]) => `${reason} × ${count}`).join(', ')}).`,
  );
}

/** CPU seconds of this process while the load lasts. */
async function generatorUsage(load: Load): Promise<number> {
  const before = process.cpuUsage();
  await load.done;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
