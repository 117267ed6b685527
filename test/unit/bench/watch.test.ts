import { describe, expect, test } from 'vitest';
import { CellClient } from '../../../bench/cell-client.ts';
import { Run } from '../../../bench/invoices.ts';
import { startLoad } from '../../../bench/load.ts';
import { watch } from '../../../bench/watch.ts';
import { noUsage, pretendCell } from './pretend-cell.ts';

/** Watches a load of 0.5 s on a cell that shows so many of the accepted events, and all after the load. */
async function watched(shown: (accepted: number) => number) {
  let loading = true;
  const cell = await pretendCell({ shown: (accepted) => (loading ? shown(accepted) : accepted) });
  const client = await CellClient.open(cell);
  const run = new Run('test', Date.now());
  const target = { origin: cell.api, apiKey: cell.apiKey, run, connections: 50 };
  const load = await startLoad({ ...target, seconds: 0.5, rate: 200, batch: 1 });
  void load.done.then(() => setTimeout(() => (loading = false), 300));
  const result = await watch(client, load, { usage: noUsage });
  client.close();
  return { ...result, load };
}

describe('Given a load that is watched', () => {
  test('when the cell shows events at once, then nothing lags and all is visible', async () => {
    const { underLoad, lag, minutes } = await watched((accepted) => accepted);
    // A few may be accepted between the status and its arrival.
    expect(underLoad.accepted - underLoad.status.visible).toBeLessThan(5);
    expect(lag.latency.p50).toBeLessThan(1);
    expect(minutes[0]).toMatchObject({ phase: 'load', refused: 0, unsent: 0 });
  });

  test('when it shows only the first ten, then the others lag from the load on', async () => {
    const { underLoad, end, lag, load } = await watched((accepted) => Math.min(10, accepted));
    expect(underLoad.status.visible).toBe(10);
    expect(lag.latency.max).toBeGreaterThan(300);
    expect(end.status.visible).toBe(load.tally.acknowledged.count);
    expect(end.seconds).toBeGreaterThan(underLoad.seconds);
  });

  test('when load and drain are cut into minutes, then they add up', async () => {
    const { minutes, load } = await watched((accepted) => accepted >> 1);
    expect(minutes.map(({ phase }) => phase)).toEqual(['load', 'drain']);
    const total = (of: 'accepted' | 'visible') => minutes.reduce((sum, minute) => sum + minute[of], 0);
    expect(total('accepted')).toBe(load.tally.acknowledged.count);
    expect(total('visible')).toBe(load.tally.acknowledged.count);
  });
});
