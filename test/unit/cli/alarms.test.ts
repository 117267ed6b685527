import { afterEach, describe, expect, it } from 'vitest';
import type { AlarmListing } from '../../../dashboards/console-api.ts';
import { alarmListing } from '../../browser/fake-alarms.ts';
import { type FakeCell, startFakeCell } from './fake-cell.ts';
import { runCommand } from './run-program.ts';

let cell: FakeCell | undefined;
afterEach(() => cell?.close());

/** Runs `bems alarms` against a cell that answers so. */
async function alarms(body: AlarmListing, status: number, ...args: readonly string[]): Promise<string> {
  cell = await startFakeCell({ answers: { '/console/api/alarms': { status, body } } });
  return (await runCommand(['alarms', ...args, '--api', cell.address.api])).out;
}

describe('Given a cell of which some alarms ring', () => {
  it('When they are listed, Then each has its value, its meaning and its runbook', async () => {
    const lines = (await alarms(alarmListing, 200)).split('\n');
    expect(lines[0]).toBe(
      'Alarms as of 2026-11-26T12:00:00.000Z: 2 ringing and 1 made of these, 1 quiet, 1 without enough data',
    );
    expect(lines.find((line) => line.startsWith('invoice-dead-letters-posting '))?.split(/ {2,}/)).toEqual([
      'invoice-dead-letters-posting',
      'ringing',
      'critical',
      '3 min',
      'Maximum of ApproximateNumberOfMessagesVisible: 3, rings when greater than 0 for 1 min',
    ]);
    expect(lines).toContain(
      'invoice-dead-letters-posting: invoice-posting-dlq.fifo. An event could not be processed.',
    );
    expect(lines).toContain('Runbook: The API answers with server errors (docs/runbooks.md)');
    expect(lines.join('\n')).not.toContain('invoice-traffic-posting');
  });

  it('When all are asked for, Then the quiet ones are listed too', async () => {
    const out = await alarms(alarmListing, 200, '--all');
    expect(out).toContain(
      'posting: no data, rings when outside a band that CloudWatch learns for 15 of 15 min',
    );
    expect(out).toMatch(/^invoice-api-errors +quiet/m);
  });

  it('When JSON is asked for, Then it is what the cell answered', async () => {
    expect(JSON.parse(await alarms(alarmListing, 200, '--json'))).toEqual(alarmListing);
  });

  it('When none rings, Then one line says so', async () => {
    const quiet = { ...alarmListing, alarms: alarmListing.alarms.filter(({ state }) => state === 'OK') };
    expect(await alarms(quiet, 200)).toBe(
      'Alarms as of 2026-11-26T12:00:00.000Z: 0 ringing, 1 quiet, 0 without enough data',
    );
  });

  it('When the cell has no console, Then that is said', async () => {
    await expect(alarms(alarmListing, 404)).rejects.toMatchObject({ code: 'NO_CONSOLE' });
  });
});
