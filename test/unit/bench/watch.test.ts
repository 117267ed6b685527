import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CellClient } from '../../../bench/cell-client.ts';
import { Run } from '../../../bench/invoices.ts';
import { startLoad } from '../../../bench/load.ts';
import { watch } from '../../../bench/watch.ts';
import { noUsage, pretendCell } from './pretend-cell.ts';

/** With so few, a request that was due is not sent whenever the machine pauses: that is not the watcher's affair. */
const connections = 5;

/**
 * Watches a load on a cell that shows so many of the accepted events, and all after the load. It ends 400 ms after its
 * twentieth event was accepted, however slow the machine is.
 */
async function watched(shown: (accepted: number) => number, { rate = 200 } = {}) {
  let loading = true;
  const cell = await pretendCell({ shown: (accepted) => (loading ? shown(accepted) : accepted) });
  const client = await CellClient.open(cell);
  const run = new Run('test', Date.now());
  const target = { origin: cell.api, apiKey: cell.apiKey, run, connections };
  const load = await startLoad({ ...target, seconds: 60, rate, batch: 1 });
  void load.done.then(() => setTimeout(() => (loading = false), 300));
  const watching = watch(client, load, { usage: noUsage });
  while (load.tally.acknowledged.count < 20) await sleep(5);
  await sleep(400);
  load.stop();
  const result = await watching;
  client.close();
  return { ...result, load };
}

describe('Given a load that is watched', () => {
  test('when the cell shows events at once, then nothing lags and all is visible', async () => {
    const { underLoad, lag, minutes } = await watched((accepted) => accepted);
    // Those under way may be accepted between the status and its arrival.
    expect(underLoad.accepted - underLoad.status.visible).toBeLessThanOrEqual(connections);
    expect(lag.latency.p50).toBeLessThan(50);
    expect(minutes[0]).toMatchObject({ phase: 'load', refused: 0 });
  });

  test('when it shows only the first ten, then the others lag from the load on', async () => {
    const { underLoad, end, lag, load } = await watched((accepted) => Math.min(10, accepted));
    expect(underLoad.status.visible).toBe(10);
    expect(lag.latency.max).toBeGreaterThan(300);
    expect(end.status.visible).toBe(load.tally.acknowledged.count);
    expect(end.seconds).toBeGreaterThan(underLoad.seconds);
  });

  test('when load and drain are cut into minutes, then they add up', async () => {
    // More is due in every millisecond than there are connections.
    const { minutes, load } = await watched((accepted) => accepted >> 1, { rate: 10_000 });
    expect(minutes.map(({ phase }) => phase)).toEqual(['load', 'drain']);
    const total = (of: 'accepted' | 'visible' | 'unsent') =>
      minutes.reduce((sum, minute) => sum + minute[of], 0);
    expect(total('accepted')).toBe(load.tally.acknowledged.count);
    expect(total('visible')).toBe(load.tally.acknowledged.count);
    expect(total('unsent')).toBe(load.tally.unsent);
    expect(load.tally.unsent).toBeGreaterThan(0);
  });
});
