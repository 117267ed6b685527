import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CellHome, cellHome } from './cell-process.ts';
import { openPathHere } from './engine-inside.ts';
import { accept, settled } from './inside.ts';
import { eventOf } from './sample-events.ts';

const agoMs = 10 * 60_000;
const events = ['INV-1', 'INV-2', 'INV-3'].flatMap((invoiceId) => [
  eventOf('ingestion', 'received', invoiceId),
  eventOf('posting', 'paid', invoiceId, { minute: 30 }),
]);

let home: CellHome;
beforeAll(async () => {
  home = cellHome();
  const path = await openPathHere(home.dataFolder, { aheadMs: -agoMs });
  await accept(path.api, events, agoMs);
  await settled(path, events.length);
  await path.api.close();
  rmSync(join(home.dataFolder, 'time-series.duckdb'));
  await home.startReady();
});
afterAll(() => home.remove());

async function bems(...args: string[]) {
  const { exitCode, stdout, stderr } = await home.bems(...args, '--json');
  return { exitCode, ...JSON.parse(stdout || stderr) };
}

const span = () => ({
  from: new Date(Date.now() - 2 * agoMs).toISOString(),
  to: new Date(Date.now() - 60_000).toISOString(),
});

/** Reconciles until what was put back has arrived. */
async function arrived(visible: number) {
  const reconciled = () => bems('reconcile', '--dry-run');
  await expect.poll(async () => (await reconciled()).visible, { timeout: 20_000 }).toBe(visible);
  return reconciled();
}

describe('Given a cell whose time series was lost while it was stopped', () => {
  it('When reconciled, Then it names what is missing and ends with 1', async () => {
    const result = await bems('reconcile', '--dry-run');
    expect(result).toMatchObject({ exitCode: 1, accepted: 6, visible: 0, putBack: 0 });
    expect(result.differences).toHaveLength(6);
    const { stdout } = await home.bems('reconcile', '--dry-run');
    expect(stdout).toContain('6 of 6 accepted events are not where they have to be; nothing was put back');
  });

  it('When an invoice is replayed, Then its events are visible again', async () => {
    const { from, to } = span();
    const args = ['replay', '--from', from, '--to', to, '--invoice', 'INV-2'];
    expect(await bems(...args)).toMatchObject({ exitCode: 0, events: 2 });
    expect((await arrived(2)).exitCode).toBe(1);
  });

  it('When a stage is replayed, Then it asks, and its events are visible again', async () => {
    const { from, to } = span();
    const args = ['replay', '--from', from, '--to', to, '--stage', 'posting'];
    expect(await bems(...args, '--dry-run')).toMatchObject({ exitCode: 0, events: 3, underWay: false });
    expect(await bems(...args)).toMatchObject({ exitCode: 2, error: { code: 'NOT_CONFIRMED' } });
    expect(await bems(...args, '--yes')).toMatchObject({ exitCode: 0, events: 3, state: 'completed' });
    await arrived(4);
    expect(await bems(...args, '--cancel')).toMatchObject({ cancelled: null });
  });

  it('When reconciled, Then the rest is put back; another time nothing is missing', async () => {
    expect(await bems('reconcile')).toMatchObject({ exitCode: 1, visible: 4, putBack: 2 });
    expect(await arrived(6)).toMatchObject({ exitCode: 0, accepted: 6, differences: [] });
  });

  it.each([
    [['replay', '--from', 'yesterday', '--to', '2026-11-20T10:00:00Z'], 'USAGE'],
    [['replay', '--from', '2026-11-20T10:00:00Z', '--to', '2026-11-20T10:00:00Z', '--yes'], 'REPLAY_SPAN'],
    [['reconcile', '--from', '2026-11-20T10:00:00Z', '--to', '2099-01-01T00:00:00Z'], 'WINDOW_OPEN'],
    [['reconcile', '--from', '2099-01-01T00:00:00Z'], 'USAGE'],
  ])('When %j is asked for, Then it is refused', async (args, code) => {
    expect(await bems(...args)).toMatchObject({ error: { code } });
  });
});
