import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRestApi } from '../../emulator/gateway/definition/read-rest-api.ts';
import { createGateway, type Gateway } from '../../emulator/gateway/gateway.ts';
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

/** The gateway of the cell's own templates, with the cell's functions behind it. */
function gatewayTo({ template, api }: Awaited<ReturnType<typeof openPathHere>>): Gateway {
  return createGateway({
    api: readRestApi(template),
    apiKeys: new Map(),
    integrations: {
      putEvents: () => Promise.reject(new Error('no event is sent')),
      invokeFunction: (name, event) => api.invoke(name, event),
    },
    clock: { now: Date.now },
    onFault: ({ cause }) => expect(cause).toBeUndefined(),
  });
}

/** Opens or posts a link, as a browser does. */
function follow(gateway: Gateway, method: string, link: string) {
  const { pathname: path, search } = new URL(link);
  return gateway.handle({
    ...{ method, path, query: search.slice(1), headers: { accept: 'text/html' } },
    ...{ body: Buffer.alloc(0), bodyTooLarge: false, sourceIp: '127.0.0.1' },
  });
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

    const settings = { alertWebhook: webhook, apiOrigin: 'http://127.0.0.1:8787' };
    const first = await openPathHere(home.dataFolder, undefined, settings);
    await first.api.invoke(router, rings('invoice-queue-age-posting'));
    await first.api.invoke(router, rings('invoice-latency-posting'));
    await first.api.close();

    const second = await openPathHere(home.dataFolder, undefined, settings);
    await second.api.invoke(router, {});
    expect(await second.api.alerts(false)).toMatchObject([
      { id: 'path', state: 'open', told: [{ audience: 'operations', steps: 1 }] },
    ]);
    // The link of before the restart works, without any key, and a GET of it changes nothing.
    const { acknowledge } = announced()[0].links;
    expect(acknowledge).toMatch(/^http:\/\/127\.0\.0\.1:8787\/alerts\/link\?token=/);
    const gateway = gatewayTo(second);
    const page = await follow(gateway, 'GET', acknowledge);
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect(String(page.body)).toContain('Events become visible late');
    expect((await follow(gateway, 'POST', `${acknowledge}x`)).status).toBe(403);
    expect(await second.api.alerts(false)).toMatchObject([{ state: 'open', acknowledged: null }]);
    expect((await follow(gateway, 'POST', acknowledge)).status).toBe(200);
    const by = 'operations (by link)';
    expect(await second.api.alerts(false)).toMatchObject([{ acknowledged: { by } }]);
    expect(await second.api.actOnAlert({ id: 'path', act: 'resolve', by: 'ada' })).toMatchObject({
      resolved: { by: 'ada' },
    });
    await second.api.close();

    expect(announced()).toMatchObject([{ alert: 'path', kind: 'first', contact: 'operations' }]);
    expect(received.map((body) => JSON.parse(body))).toEqual(announced());
    // It may name what an attacker wants to know, and links by which to act.
    for (const kept of [file, join(home.dataFolder, 'alert-secrets.json')])
      expect(statSync(kept).mode & 0o077).toBe(0);
  });
});
