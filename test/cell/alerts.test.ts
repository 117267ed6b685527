import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alarmDescription } from '../../functions/core/alerts/alarm-description.ts';
import { names } from '../../functions/core/names.ts';
import { announcementsFile } from '../../local/alerts/file-target.ts';
import { type CellHome, cellHome } from './cell-process.ts';
import { openPathHere } from './engine-inside.ts';

let home: CellHome;
let server: Server;
const received: string[] = [];
beforeAll(async () => {
  home = cellHome();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push(Buffer.concat(chunks).toString());
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  home.remove();
});

/** What SNS calls the router with. */
function rings(alarm: string) {
  const message = {
    AlarmName: alarm,
    AlarmDescription: alarmDescription('Events wait.', {
      group: 'path',
      severity: 'critical',
      audiences: ['operations'],
      runbook: 'docs/runbooks.md#a-queue-is-not-being-emptied-in-time',
    }),
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed.',
    StateChangeTime: new Date().toISOString().replace('Z', '+0000'),
  };
  return { Records: [{ Sns: { Message: JSON.stringify(message) } }] };
}

describe('Given a local cell with a webhook', () => {
  it('When alarms ring and the cell is restarted, Then one alert is announced once', async () => {
    const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const file = join(home.dataFolder, announcementsFile);
    const announced = () =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const router = names().alertRouterFunction;

    const first = await openPathHere(home.dataFolder, undefined, { alertWebhook: webhook });
    await first.api.invoke(router, rings('invoice-queue-age-posting'));
    await first.api.invoke(router, rings('invoice-latency-posting'));
    await first.api.close();

    const second = await openPathHere(home.dataFolder, undefined, { alertWebhook: webhook });
    await second.api.invoke(router, {});
    expect(await second.api.alerts(false)).toMatchObject([
      { id: 'path', state: 'open', told: [{ audience: 'operations', steps: 1 }] },
    ]);
    await second.api.actOnAlert({ id: 'path', act: 'ack', by: 'ada' });
    expect(await second.api.alerts(false)).toMatchObject([{ acknowledged: { by: 'ada' } }]);
    await second.api.close();

    expect(announced()).toMatchObject([{ alert: 'path', kind: 'first', contact: 'operations' }]);
    expect(received.map((body) => JSON.parse(body))).toEqual(announced());
    // It may name what an attacker wants to know.
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});
