import { afterEach, describe, expect, it } from 'vitest';
import type { ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { type FakeCell, type FakeOptions, startFakeCell } from './fake-cell.ts';
import { runCommand } from './run-program.ts';

const alert: ListedAlert = {
  id: 'path',
  headline: 'Events become visible late',
  state: 'open',
  severity: 'critical',
  since: '2026-03-10T12:00:00.000Z',
  until: null,
  audiences: ['operations'],
  alarms: [
    {
      name: 'invoice-queue-age-posting',
      since: '2026-03-10T12:00:00.000Z',
      ringing: true,
      means: 'Events wait.',
      reason: 'Above 120.',
      runbook: null,
    },
  ],
  acknowledged: null,
  resolved: null,
  told: [],
  next: [],
};

let cell: FakeCell | undefined;
afterEach(() => cell?.close());

async function alerts(answers: FakeOptions['answers'], ...args: readonly string[]): Promise<string> {
  cell = await startFakeCell({ ...(answers && { answers }) });
  return (await runCommand(['alerts', ...args, '--api', cell.address.api])).out;
}

const listing = (...all: readonly ListedAlert[]) => ({
  '/console/api/alerts?all=false': { status: 200, body: { alerts: all } },
});

describe('Given a cell with alerts', () => {
  it('each is shown with its state and its alarms', async () => {
    const acknowledged = {
      ...alert,
      state: 'acknowledged',
      acknowledged: { at: alert.since, by: 'ada' },
    } as const;
    expect((await alerts(listing(alert, { ...acknowledged, id: 'api' }), 'list')).split('\n')).toEqual([
      'alert  severity  state                since                     what',
      'path   critical  open                 2026-03-10T12:00:00.000Z  Events become visible late',
      '                 rings                                          invoice-queue-age-posting',
      'api    critical  acknowledged by ada  2026-03-10T12:00:00.000Z  Events become visible late',
      '                 rings                                          invoice-queue-age-posting',
    ]);
  });

  it('--json prints what the cell answered', async () => {
    expect(JSON.parse(await alerts(listing(alert), 'list', '--json'))).toEqual({ alerts: [alert] });
  });

  it('when there is none, it says so', async () => {
    expect(await alerts(listing(), 'list')).toBe('No alert is open.');
  });

  it('an act prints what came of it, on one line', async () => {
    const resolved = { ...alert, state: 'over', resolved: { at: alert.since, by: 'a\u001b[31mda' } } as const;
    const answers = { '/console/api/alerts/act': { status: 200, body: resolved } };
    expect(await alerts(answers, 'resolve', 'path', '--by', 'ada')).toBe(
      'path (Events become visible late): over, by a\\u001b[31mda at 2026-03-10T12:00:00.000Z.',
    );
  });

  it('an act that the cell refuses fails with its reason', async () => {
    const body = { code: 'NO_SUCH_ALERT', detail: 'There is no alert none.' };
    await expect(
      alerts({ '/console/api/alerts/act': { status: 400, body } }, 'ack', 'none'),
    ).rejects.toMatchObject({ code: 'NO_SUCH_ALERT' });
  });
});
