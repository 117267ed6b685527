import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CliError } from '../../cli/errors.ts';
import { realTiming } from '../../cli/http/timing.ts';
import { readOperatorKey } from '../../local/operator-key.ts';
import { runCommand } from '../unit/cli/run-program.ts';
import { CellClient } from './cell-client.ts';
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
let client: CellClient;
beforeAll(async () => {
  home = cellHome();
  const path = await openPathHere(home.dataFolder, { aheadMs: -agoMs });
  await accept(path.api, events, agoMs);
  await settled(path, events.length);
  await path.api.close();
  rmSync(join(home.dataFolder, 'time-series.duckdb'));
  const cell = await home.startReady();
  client = new CellClient(cell);
  vi.stubEnv('BEMS_API', cell.api);
  vi.stubEnv('BEMS_OPERATOR_KEY', readOperatorKey(home.dataFolder));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  client.close();
  await home.remove();
});

/** A test that runs several commands, each a process of its own. */
const severalCommands = 60_000;

/** What a command says as JSON, and its exit code; a process of its own would take a second more. */
async function bems(...args: string[]) {
  try {
    const { exitCode, out } = await runCommand([...args, '--json'], { timing: realTiming });
    return { exitCode, ...JSON.parse(out) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { exitCode: error.exitCode, error: { code: error.code } };
  }
}

const span = () => ({
  from: new Date(Date.now() - 2 * agoMs).toISOString(),
  to: new Date(Date.now() - 60_000).toISOString(),
});

/** Reconciles when so many events are visible. */
async function arrived(visible: number) {
  await client.settled(visible);
  const result = await bems('reconcile', '--dry-run');
  expect(result.visible).toBe(visible);
  return result;
}

describe('Given a cell whose time series was lost while it was stopped', () => {
  it(
    'When reconciled, Then it names what is missing and ends with 1',
    async () => {
      const result = await bems('reconcile', '--dry-run');
      expect(result).toMatchObject({ exitCode: 1, accepted: 6, visible: 0, putBack: 0 });
      expect(result.differences).toHaveLength(6);
      const { exitCode, stdout } = await home.bems('reconcile', '--dry-run');
      expect(exitCode).toBe(1);
      expect(stdout).toContain('6 of 6 accepted events are not where they have to be; nothing was put back');
    },
    severalCommands,
  );

  it(
    'When an invoice is replayed, Then its events are visible again',
    async () => {
      const { from, to } = span();
      const args = ['replay', '--from', from, '--to', to, '--invoice', 'INV-2'];
      expect(await bems(...args)).toMatchObject({ exitCode: 0, events: 2 });
      expect((await arrived(2)).exitCode).toBe(1);
    },
    severalCommands,
  );

  it(
    'When a stage is replayed, Then it asks, and its events are visible again',
    async () => {
      const { from, to } = span();
      const args = ['replay', '--from', from, '--to', to, '--stage', 'posting'];
      expect(await bems(...args, '--dry-run')).toMatchObject({ exitCode: 0, events: 3, underWay: false });
      expect(await bems(...args)).toMatchObject({ exitCode: 2, error: { code: 'NOT_CONFIRMED' } });
      expect(await bems(...args, '--yes')).toMatchObject({ exitCode: 0, events: 3, state: 'completed' });
      await arrived(4);
      expect(await bems(...args, '--cancel')).toMatchObject({ cancelled: null });
    },
    severalCommands,
  );

  it(
    'When reconciled, Then the rest is put back; another time nothing is missing',
    async () => {
      expect(await bems('reconcile')).toMatchObject({ exitCode: 1, visible: 4, putBack: 2 });
      expect(await arrived(6)).toMatchObject({ exitCode: 0, accepted: 6, differences: [] });
    },
    severalCommands,
  );

  it('When a time is none, Then the process says so and ends with 2', async () => {
    const { exitCode, stderr } = await home.bems(
      'replay',
      '--from',
      'yesterday',
      '--to',
      '2026-11-20T10:00:00Z',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('It must be an RFC 3339 time');
  });

  it.each([
    [['replay', '--from', '2026-11-20T10:00:00Z', '--to', '2026-11-20T10:00:00Z', '--yes'], 'REPLAY_SPAN'],
    [['reconcile', '--from', '2026-11-20T10:00:00Z', '--to', '2099-01-01T00:00:00Z'], 'WINDOW_OPEN'],
    [['reconcile', '--from', '2099-01-01T00:00:00Z'], 'USAGE'],
  ])('When %j is asked for, Then it is refused', async (args, code) => {
    expect(await bems(...args)).toMatchObject({ error: { code } });
  });
});
