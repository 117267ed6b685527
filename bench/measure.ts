import { randomBytes } from 'node:crypto';
import { CellClient, type Status } from './cell-client.ts';
import { Run } from './invoices.ts';
import type { Latency } from './latency.ts';
import { type Load, startLoad } from './load.ts';
import { usageOf } from './process-usage.ts';
import { startCell, startFloor } from './server-process.ts';
import { verify } from './verification.ts';
import { awaitVisible, sampleVisibility } from './visibility.ts';

export interface Settings {
  readonly seconds: number;
  /** Load that is not measured: the servers' engines compile what is hot while it runs. */
  readonly warmUpSeconds: number;
  /** Events per second; undefined: as many as the connections carry. */
  readonly rate: number | undefined;
  readonly connections: number;
}

/** What one run measured. Rates are events per second, latencies milliseconds. */
export interface Measurement {
  readonly acceptedPerSecond: number;
  /** Visible at the load's last reply, by how long the load took: what was still on its way then does not count. */
  readonly visiblePerSecond: number;
  readonly postMs: Latency;
  /** As the cell's own status says: received to visible. */
  readonly visibilityMs: Latency;
  /** Of the cell's whole process tree, from the first POST until everything was visible. */
  readonly cpuSecondsPer1000: number;
  readonly peakMemoryMB: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly floorPerSecond: number;
  readonly floorRatio: number;
  readonly details: {
    readonly accepted: number;
    readonly refused: number;
    readonly deadLettered: number;
    readonly invoicesRead: number;
    /** From outside: first byte sent to shown in the invoice's history, of sampled events. */
    readonly sampledVisibilityMs: Latency;
    readonly loadSeconds: number;
    /** From the last reply until everything was visible. */
    readonly drainSeconds: number;
    /** What generating the load took of the machine, per 1,000 events. */
    readonly generatorCpuSecondsPer1000: number;
    readonly floorCpuSecondsPer1000: number;
    readonly floorPostMs: Latency;
  };
}

/** Tells how far a run is: the phase, and what it has counted. */
export type Progress = (phase: string, counts?: { accepted: number; visible?: number }) => void;

/** One run: the floor first, which warms up the generator as well, then a fresh cell. */
export const measure = async (settings: Settings, progress: Progress): Promise<Measurement> => {
  const floor = await measureFloor(settings, progress);
  const cell = await measureCell(settings, progress);
  return {
    ...cell,
    floorPerSecond: floor.perSecond,
    floorRatio: cell.visiblePerSecond / floor.perSecond,
    details: {
      ...cell.details,
      floorCpuSecondsPer1000: floor.cpuSecondsPer1000,
      floorPostMs: floor.postMs,
    },
  };
};

const measureFloor = async (settings: Settings, progress: Progress) => {
  progress('floor: starting');
  const server = await startFloor();
  try {
    // The floor is what the same connections could carry, whatever rate the cell is asked for.
    const target = { ...settings, rate: undefined, origin: server.api, apiKey: server.apiKey };
    progress('floor: warming up');
    await startLoad({ ...target, seconds: settings.warmUpSeconds / 3, run: freshRun() }).done;
    const before = await usageOf(server.pid);
    const load = startLoad({ ...target, seconds: Math.max(3, settings.seconds / 3), run: freshRun() });
    progress('floor: loading');
    await load.done;
    refuseNothingAccepted(load, 'floor');
    const used = (await usageOf(server.pid)).cpuSeconds - before.cpuSeconds;
    return {
      perSecond: load.acknowledged.count / load.seconds,
      cpuSecondsPer1000: per1000(used, load),
      postMs: load.post.latency,
    };
  } finally {
    await server.stop();
  }
};

const measureCell = async (settings: Settings, progress: Progress) => {
  progress('cell: starting');
  const cell = await startCell();
  const clients = await Promise.all([CellClient.open(cell), CellClient.open(cell)]);
  try {
    const [statusClient, sampleClient] = clients;
    const target = { ...settings, origin: cell.api, apiKey: cell.apiKey };
    progress('cell: warming up');
    const warmUp = startLoad({ ...target, seconds: settings.warmUpSeconds, run: freshRun() });
    await awaitVisible(statusClient, warmUp, () => {});
    await statusClient.countFromHere();
    const run = freshRun();
    const before = await usageOf(cell.pid);
    const ownBefore = process.cpuUsage();
    const startedAt = performance.now();
    const load = startLoad({ ...target, run });
    const onStatus = ({ visible }: Status) =>
      progress('cell: loading', { accepted: load.acknowledged.count, visible });
    const ownUsage = load.done.then(() => process.cpuUsage(ownBefore));
    const [{ underLoad, end }, sampled] = await Promise.all([
      awaitVisible(statusClient, load, onStatus),
      sampleVisibility(sampleClient, load),
    ]);
    refuseNothingAccepted(load, 'cell');
    const after = await usageOf(cell.pid);
    const own = await ownUsage;

    progress('cell: reading every history back', {
      accepted: load.acknowledged.count,
      visible: end.status.visible,
    });
    const unanswered = load.refused.get('connection') ?? 0;
    const verdict = await verify(cell, end.status, run, load.acknowledged, unanswered);
    const { freshness } = end.status;
    const accepted = load.acknowledged.count;
    return {
      acceptedPerSecond: accepted / load.seconds,
      visiblePerSecond: underLoad.status.visible / ((underLoad.at - startedAt) / 1000),
      postMs: load.post.latency,
      visibilityMs: {
        p50: freshness.p50Ms ?? sampled.latency.p50,
        p99: freshness.p99Ms ?? sampled.latency.p99,
        max: freshness.maxMs ?? sampled.latency.max,
      },
      cpuSecondsPer1000: per1000(after.cpuSeconds - before.cpuSeconds, load),
      peakMemoryMB: after.memoryMB,
      lost: verdict.lost,
      duplicated: verdict.duplicated,
      details: {
        accepted,
        refused: [...load.refused.values()].reduce((sum, count) => sum + count, 0),
        deadLettered: end.status.deadLettered,
        invoicesRead: verdict.invoicesRead,
        sampledVisibilityMs: sampled.latency,
        loadSeconds: load.seconds,
        drainSeconds: Math.max(0, (end.at - startedAt) / 1000 - load.seconds),
        generatorCpuSecondsPer1000: per1000((own.user + own.system) / 1e6, load),
      },
    };
  } finally {
    for (const client of clients) client.close();
    await cell.stop();
  }
};

const freshRun = () => new Run(`bench-${randomBytes(4).toString('hex')}`, Date.now());

const per1000 = (seconds: number, load: Load): number => (seconds * 1000) / load.acknowledged.count;

const refuseNothingAccepted = (load: Load, server: string): void => {
  if (load.acknowledged.count > 0) return;
  const why = [...load.refused].map(([reason, count]) => `${reason} × ${count}`).join(', ');
  throw new Error(`The ${server} accepted no event at all (${why}).`);
};
