import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { create } from '../../../functions/alert-links/create.ts';
import { type AlertLink, alertLinkText } from '../../../functions/core/alerts/alert-link.ts';
import { auditCollection } from '../../../functions/core/audit.ts';
import type { Announcement } from '../../../functions/core/ports.ts';
import { hmacLinks } from '../../../local/alerts/hmac-links.ts';
import { actOnAlert, listedAlert } from '../../../operations/alerts/acts.ts';
import { withChange } from '../../../operations/alerts/alert.ts';
import { type AlertRouting, escalate } from '../../../operations/alerts/route-alerts.ts';
import { changeAlert } from '../../../operations/alerts/store.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { change, minute, noon, policy } from '../operations/alerts/sample-alarms.ts';

const hour = 60 * minute;
const links = hmacLinks('the key of this cell', async () => 'https://cell.example/alerts/link');

type Act = 'acknowledge' | 'resolve';

/** A cell a minute after noon, when the contact `operations` was told of a critical alert. */
async function cellWithAlert() {
  const state = { now: noon };
  const clock = { now: () => state.now };
  const records = memoryRecords(clock);
  const sent: Announcement[] = [];
  const logged: string[] = [];
  const note = (...entry: readonly unknown[]) => void logged.push(JSON.stringify(entry));
  const ports: AlertRouting = {
    ...{ records, clock, alertLinks: links, alertSettings: { cell: 'eu-1', policy } },
    log: { info: note, warn: note, error: note },
    once: async (_, act) => act().then(() => 'done'),
    alertTargets: [{ name: 'memory', deliver: async (one) => void sent.push(one) }],
    metrics: { count: () => {}, gauge: () => {}, durations: () => {} },
  };
  const rings = (minutes: number, ringing = true) =>
    changeAlert(records, 'path', (alert) => withChange(alert, change(minutes, { ringing })));
  await rings(0);
  await escalate(ports);
  state.now += minute;
  const page = create(ports);
  const request = (httpMethod: string, token: string | undefined, accept = 'application/json') =>
    page({
      ...{ httpMethod, headers: { Accept: accept }, requestContext: { requestId: 'request-1' } },
      queryStringParameters: token === undefined ? null : { token },
    });
  const tokenOf = (act: Act, at = 0) => new URL(sent[at]?.links?.[act] ?? '').searchParams.get('token') ?? '';
  const audit = async () => (await records.list(auditCollection, { limit: 10 })).map(({ value }) => value);
  const alert = () => listedAlert({ records, clock, policy }, 'path');
  return {
    ...{ state, records, clock, logged, request, tokenOf, audit, alert, rings },
    run: () => escalate(ports),
  };
}

const codeOf = ({ body }: { readonly body: string }): unknown => JSON.parse(body).code;

describe('Given a link in an announcement', () => {
  test('When it is opened, Then its page says what rings and nothing is done', async () => {
    const { request, tokenOf, alert, audit } = await cellWithAlert();
    const { statusCode, headers, body } = await request('GET', tokenOf('acknowledge'), 'text/html,*/*;q=0.8');
    expect(statusCode).toBe(200);
    for (const part of [
      'Events become visible late',
      'Events wait.',
      'critical',
      'operations',
      '<form method="post">',
    ])
      expect(body).toContain(part);
    expect(headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'Content-Security-Policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(await alert()).toMatchObject({ state: 'open' });
    expect(await audit()).toEqual([]);
  });

  test('When it is posted twice, Then it acts once, in the name of its contact', async () => {
    const { state, request, tokenOf, alert, audit } = await cellWithAlert();
    const by = 'operations (by link)';
    const first = await request('POST', tokenOf('acknowledge'));
    expect(JSON.parse(first.body)).toMatchObject({ state: 'acknowledged', acknowledged: { by } });
    state.now += minute;
    const second = await request('POST', tokenOf('acknowledge'));
    expect(second).toEqual(first);
    expect(await alert()).toMatchObject({ acknowledged: { by, at: '2026-03-10T12:01:00.000Z' } });
    expect(await audit()).toEqual([
      {
        ...{ what: 'acknowledge-alert', by, at: '2026-03-10T12:01:00.000Z' },
        ...{ alert: 'path', since: '2026-03-10T12:00:00.000Z' },
      },
    ]);
  });

  test('When several post it at once, Then it acts once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Act>('acknowledge', 'resolve'), { minLength: 2, maxLength: 6 }),
        async (acts) => {
          const { request, tokenOf, audit } = await cellWithAlert();
          await Promise.all(acts.map((act) => request('POST', tokenOf(act))));
          const done = (await audit()).map((entry) => JSON.stringify(entry));
          for (const what of ['acknowledge-alert', 'resolve-alert'])
            expect(done.filter((entry) => entry.includes(what)).length).toBeLessThanOrEqual(1);
          expect(done.length).toBeGreaterThanOrEqual(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('When a death left the entry of the audit trail out, Then a repeat adds it', async () => {
    const { request, tokenOf, records, audit } = await cellWithAlert();
    await request('POST', tokenOf('resolve'));
    const [entry] = await records.list(auditCollection, { limit: 1 });
    await records.remove(auditCollection, entry?.key ?? '', entry?.revision ?? 0);
    await request('POST', tokenOf('resolve'));
    expect(await audit()).toEqual([entry?.value]);
  });

  test('When somebody has acknowledged it, Then the page names them and asks nothing', async () => {
    const { request, tokenOf, records, clock } = await cellWithAlert();
    await actOnAlert({ records, clock, policy }, { id: 'path', act: 'ack', by: '<b>ada</b>' });
    const { body } = await request('GET', tokenOf('acknowledge'), 'text/html');
    expect(body).toContain('Acknowledged by &lt;b&gt;ada&lt;/b&gt;');
    expect(body).not.toContain('<form');
  });

  test('When any part of it is altered, Then it is refused, and nothing is done', async () => {
    const { request, tokenOf, alert } = await cellWithAlert();
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ';
    const token = tokenOf('acknowledge');
    const edit = fc.record({
      at: fc.nat(token.length),
      cut: fc.integer({ min: 0, max: 2 }),
      put: fc.string({ unit: fc.constantFrom(...characters), maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const altered = edits.reduce(
          (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
          token,
        );
        fc.pre(altered !== token);
        const reply = await request('POST', altered);
        expect([reply.statusCode, codeOf(reply)]).toEqual([403, 'LINK_INVALID']);
      }),
      { numRuns: 500 },
    );
    expect(await alert()).toMatchObject({ state: 'open' });
  });

  test('When any field is another and the signature the same, Then it is refused', async () => {
    const { request, tokenOf } = await cellWithAlert();
    const [, signature = ''] = tokenOf('acknowledge').split('.');
    const said: AlertLink = {
      ...{ cell: 'eu-1', alert: 'path', step: 'path#operations#1#first#critical', contact: 'operations' },
      ...{ act: 'ack', about: noon, expiresAt: noon + 24 * hour },
    };
    expect(tokenOf('acknowledge')).toBe(`${alertLinkText(said)}.${signature}`);
    const others: readonly Partial<AlertLink>[] = [
      { cell: 'us-1' },
      { alert: 'api' },
      { step: 'path#finance#1#first#critical' },
      { contact: 'lead' },
      { act: 'resolve' },
      { about: noon + 1 },
      { expiresAt: noon + 25 * hour },
    ];
    for (const other of others)
      expect(codeOf(await request('GET', `${alertLinkText({ ...said, ...other })}.${signature}`))).toBe(
        'LINK_INVALID',
      );
  });

  test('When another cell or another use signed it, Then it is refused', async () => {
    const { request, tokenOf } = await cellWithAlert();
    const [text = ''] = tokenOf('acknowledge').split('.');
    const stranger = hmacLinks('the key of another cell', links.address);
    const cellless = Buffer.from('["something-else","eu-1","path","s","c","ack",0,9e15]').toString(
      'base64url',
    );
    for (const token of [
      `${text}.${await stranger.sign(text)}`,
      `${cellless}.${await links.sign(cellless)}`,
      ...[
        `${tokenOf('acknowledge')}.`,
        `${tokenOf('acknowledge')}.x`,
        '',
        '.',
        `${text}.`,
        `.${await links.sign('')}`,
        text,
      ],
    ])
      expect(codeOf(await request('POST', token))).toBe('LINK_INVALID');
    expect(codeOf(await request('GET', undefined))).toBe('LINK_INVALID');
  });

  test('When time goes on, Then it works until its expiry and never after', async () => {
    const { state, request, tokenOf } = await cellWithAlert();
    const expiry = noon + 24 * hour;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -25 * hour, max: 1_000 * hour }), async (ms) => {
        state.now = Math.max(noon, expiry + ms);
        const { statusCode } = await request('GET', tokenOf('resolve'));
        expect(statusCode).toBe(state.now < expiry ? 200 : 410);
      }),
      { numRuns: 100, examples: [[-1], [0]] },
    );
    state.now = expiry;
    const reply = await request('POST', tokenOf('resolve'), 'text/html');
    expect(reply).toMatchObject({ statusCode: 410, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
    for (const part of ['LINK_EXPIRED', '2026-03-11T12:00:00.000Z', 'bems alerts'])
      expect(reply.body).toContain(part);
  });

  test('When its alarms are over and others ring, Then it says so and does nothing', async () => {
    const { state, request, tokenOf, rings, run, alert } = await cellWithAlert();
    await rings(10, false);
    await rings(60);
    state.now = noon + 61 * minute;
    await run();
    const reply = await request('POST', tokenOf('acknowledge'));
    expect([reply.statusCode, codeOf(reply)]).toEqual([409, 'LINK_SUPERSEDED']);
    expect(await alert()).toMatchObject({ state: 'open' });
    expect((await request('POST', tokenOf('acknowledge', 1))).statusCode).toBe(200);
  });

  test('When its alert is over, Then there is nothing to acknowledge', async () => {
    const { request, tokenOf, rings } = await cellWithAlert();
    await rings(10, false);
    const reply = await request('POST', tokenOf('acknowledge'));
    expect(reply).toMatchObject({ statusCode: 409, headers: { 'Content-Type': 'application/problem+json' } });
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'ALERT_OVER', status: 409, requestId: 'request-1' });
    expect((await request('GET', tokenOf('acknowledge'), 'text/html')).body).not.toContain('<form');
  });

  test('When it is followed or refused, Then no line of the log has its signature', async () => {
    const { request, tokenOf, logged } = await cellWithAlert();
    const [text = '', signature = ''] = tokenOf('acknowledge').split('.');
    await request('POST', `${text}.${signature}`);
    await request('POST', `${text}.${signature}x`);
    expect(logged).toHaveLength(2);
    for (const line of logged) for (const part of [text, signature]) expect(line).not.toContain(part);
  });
});
