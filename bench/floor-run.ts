import { freshRun, requireAccepted } from './cell-run.ts';
import type { Latency } from './latency.ts';
import { startLoad } from './load.ts';
import { closedLoopConnections, type Settings } from './options.ts';
import { usageOf } from './process-usage.ts';
import { startFloor } from './server-process.ts';

/** What the floor did. */
export interface FloorRun {
  readonly perSecond: number;
  readonly cpuSecondsPer1000: number;
  readonly postMs: Latency;
}

/** Loads the floor in a closed loop, whatever rate the cell is asked for: it is what could be carried. */
export async function runFloor(settings: Settings, progress: (phase: string) => void): Promise<FloorRun> {
  progress('floor: starting');
  const server = await startFloor();
  try {
    const connections = settings.rate === undefined ? settings.connections : closedLoopConnections;
    const target = { ...settings, rate: undefined, connections, origin: server.api, apiKey: server.apiKey };
    progress('floor: warming up');
    await (await startLoad({ ...target, seconds: settings.warmUpSeconds / 3, run: freshRun() })).done;
    const before = await usageOf(server.pid);
    const seconds = Math.min(60, Math.max(3, settings.seconds / 3));
    const load = await startLoad({ ...target, seconds, run: freshRun() });
    const startedAt = performance.now();
    progress('floor: loading');
    await load.done;
    const loadSeconds = (performance.now() - startedAt) / 1000;
    requireAccepted(load, 'floor');
    const { cpuSeconds } = await usageOf(server.pid);
    const { count } = load.tally.acknowledged;
    return {
      perSecond: count / loadSeconds,
      cpuSecondsPer1000: ((cpuSeconds - before.cpuSeconds) * 1000) / count,
      postMs: load.tally.post.latency,
    };
  } finally {
    await server.stop();
  }
}
