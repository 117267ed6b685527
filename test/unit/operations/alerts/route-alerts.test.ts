import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { powertoolsOnce } from '../../../../functions/adapters/idempotency/once.ts';
import { RecordsPersistence } from '../../../../functions/adapters/idempotency/records-persistence.ts';
import { create } from '../../../../functions/alert-router/create.ts';
import { type AlarmRouting, alarmDescription } from '../../../../functions/core/alerts/alarm-description.ts';
import type { AlertTarget, Announcement, Records } from '../../../../functions/core/ports.ts';
import { hmacLinks } from '../../../../local/alerts/hmac-links.ts';
import { actOnAlert, openAlerts } from '../../../../operations/alerts/acts.ts';
import { memoryRecords } from '../../../doubles/memory-records.ts';
import { minute, noon, policy } from './sample-alarms.ts';

const schedule = {};
const routing: AlarmRouting = {
  group: 'path',
  severity: 'critical',
  audiences: ['operations'],
  runbook: 'docs/runbooks.md#a-queue-is-not-being-emptied-in-time',
};

/** The event by which SNS calls a function when an alarm changes. */
function notification(alarm: string, state: string, minutes = 0, description?: string) {
  const message = {
    AlarmName: alarm,
    AlarmDescription: description ?? alarmDescription('Events wait.', routing),
    AWSAccountId: '123456789012',
    NewStateValue: state,
    NewStateReason: 'Threshold Crossed: 3 datapoints were greater than the threshold (120.0).',
    StateChangeTime: new Date(noon + minutes * minute).toISOString().replace('Z', '+0000'),
    Region: 'EU (Ireland)',
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
  };
  return { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(message) } }] };
}

const ourLinks = hmacLinks('key', async () => 'https://cell.example/alerts/link');

/** A router at noon, whatever its records and targets are. */
function routerOver(records: Records, targets?: readonly AlertTarget[], alertLinks = ourLinks) {
  const sent: Announcement[] = [];
  const codes: string[] = [];
  const counts = new Map<string, number>();
  const state = { now: noon };
  const clock = { now: () => state.now };
  const note = ({ code }: { readonly code: string }) => void codes.push(code);
  const memory: AlertTarget = { name: 'memory', deliver: async (one) => void sent.push(one) };
  const newRouter = () =>
    create({
      ...{ records, clock, log: { info: note, warn: note, error: note } },
      once: powertoolsOnce(() => new RecordsPersistence(records, 60 * minute), 'alerts'),
      alertSettings: { cell: 'eu-1', policy },
      alertTargets: targets ?? [memory],
      alertLinks,
      metrics: {
        count: (name, value) => void counts.set(name, (counts.get(name) ?? 0) + value),
        gauge: () => {},
        durations: () => {},
      },
    });
  return { sent, codes, counts, state, clock, newRouter, route: newRouter() };
}

const records = () => memoryRecords({ now: Date.now });

describe('Given AlertRouter', () => {
  test('When thousands of alarms of one outage ring, Then one alert is announced', async () => {
    const { route, sent } = routerOver(records());
    for (let index = 0; index < 400; index += 1)
      await route(notification(`invoice-queue-age-${index % 40}`, 'ALARM'));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      contact: 'operations',
      kind: 'first',
      severity: 'critical',
      alert: 'path',
    });
  });

  test('When an alert is announced, Then it says what it means and what to do', async () => {
    const { route, sent } = routerOver(records());
    await route(notification('invoice-queue-age', 'ALARM'));
    expect(sent[0]?.subject).toBe('CRITICAL: eu-1: Events become visible late');
    for (const part of [
      'Events wait.',
      '2026-03-10T12:00:00.000Z',
      routing.runbook,
      'bems alerts ack path --cell eu-1',
    ])
      expect(sent[0]?.text).toContain(part);
  });

  test('When an alert is announced, Then its reader has links until they expire', async () => {
    const { route, sent, state } = routerOver(records());
    await route(notification('invoice-queue-age', 'ALARM'));
    const [{ text = '', links } = {}] = sent;
    expect(links?.expiresAt).toBe('2026-03-11T12:00:00.000Z');
    for (const link of [links?.acknowledge, links?.resolve]) {
      expect(link).toMatch(/^https:\/\/cell\.example\/alerts\/link\?token=[\w.-]+$/);
      expect(text).toContain(link);
    }
    state.now = noon + 10 * minute;
    await route(notification('invoice-queue-age', 'OK', 1));
    expect(sent.map(({ kind, links: theirs }) => [kind, theirs !== undefined])).toEqual([
      ['first', true],
      ['over', false],
    ]);
  });

  test('When links cannot be signed, Then it is announced without them', async () => {
    const sign = () => Promise.reject(new Error('the key is disabled'));
    const { route, sent, codes } = routerOver(records(), undefined, { ...ourLinks, sign });
    await route(notification('invoice-queue-age', 'ALARM'));
    expect(sent).toMatchObject([{ contact: 'operations', kind: 'first' }]);
    expect(sent[0]).not.toHaveProperty('links');
    expect(sent[0]?.text).toContain('bems alerts ack path --cell eu-1');
    expect(codes).toContain('ALERT_LINKS_UNSIGNED');
  });

  test('When nothing leads into the cell, Then no announcement has links', async () => {
    const nowhere = hmacLinks('key', async () => undefined);
    const { route, sent } = routerOver(records(), undefined, nowhere);
    await route(notification('invoice-queue-age', 'ALARM'));
    expect(sent).toHaveLength(1);
    expect(sent[0]).not.toHaveProperty('links');
  });

  test('When an alarm has another description, Then operations hear of it as critical', async () => {
    const { route, sent } = routerOver(records());
    await route(notification('made-by-hand', 'ALARM', 0, 'Somebody wanted to know.'));
    expect(sent[0]).toMatchObject({ alert: 'made-by-hand', severity: 'critical', contact: 'operations' });
  });

  test('When a message is of no alarm, Then the run fails and it stays a dead letter', async () => {
    const { route } = routerOver(records());
    await expect(route({ Records: [{ Sns: { Message: 'hello' } }] })).rejects.toMatchObject({
      code: 'ALARM_MALFORMED',
    });
    await expect(route(notification('a', 'RINGING'))).rejects.toMatchObject({ code: 'ALARM_MALFORMED' });
    expect(await route(notification('a', 'INSUFFICIENT_DATA'))).toEqual({ announced: 0, failed: 0 });
  });

  test('When nothing is due, Then it reports zero all the same', async () => {
    const { route, counts } = routerOver(records());
    expect(await route(schedule)).toEqual({ announced: 0, failed: 0 });
    expect(counts.get('AlertsAnnounced')).toBe(0);
  });

  test('When a target fails, Then others are told and the step is taken', async () => {
    const sent: string[] = [];
    const { route, codes, counts } = routerOver(records(), [
      { name: 'broken', deliver: () => Promise.reject(new Error('away')) },
      { name: 'works', deliver: async ({ contact }) => void sent.push(contact) },
    ]);
    expect(await route(notification('invoice-queue-age', 'ALARM'))).toEqual({ announced: 1, failed: 0 });
    expect(await route(schedule)).toEqual({ announced: 0, failed: 0 });
    expect(sent).toEqual(['operations']);
    expect(codes).toEqual(['ALERT_TARGET_FAILED']);
    expect(counts.get('AlertTargetsFailed')).toBe(1);
  });

  test('When no target takes a step, Then the run fails and the step stays due', async () => {
    let away = true;
    const sent: string[] = [];
    const { route, counts } = routerOver(records(), [
      {
        name: 'sometimes',
        async deliver({ key }) {
          if (away) throw new Error('away');
          sent.push(key);
        },
      },
    ]);
    await expect(route(notification('invoice-queue-age', 'ALARM'))).rejects.toMatchObject({
      code: 'ALERT_NOT_ANNOUNCED',
    });
    expect(counts.get('AlertsNotAnnounced')).toBe(1);
    away = false;
    expect(await route(schedule)).toEqual({ announced: 1, failed: 0 });
    expect(sent).toHaveLength(1);
  });

  test('When one alert cannot be announced, Then the others are', async () => {
    const sent: string[] = [];
    const { route } = routerOver(records(), [
      {
        name: 'picky',
        async deliver({ alert }) {
          if (alert === 'api') throw new Error('away');
          sent.push(alert);
        },
      },
    ]);
    const ofApi = notification('a', 'ALARM', 0, alarmDescription('Down.', { ...routing, group: 'api' }));
    await expect(
      route({ Records: [...ofApi.Records, ...notification('b', 'ALARM').Records] }),
    ).rejects.toThrow();
    expect(sent).toEqual(['path']);
  });

  test('When it dies before noting a step, Then the next run announces nothing again', async () => {
    const all = records();
    let dies = true;
    const dying: Records = {
      ...all,
      async replace(collection, ...rest) {
        if (dies && collection === 'alerts') throw new Error('killed');
        return all.replace(collection, ...rest);
      },
    };
    const { route, sent } = routerOver(dying);
    await expect(route(notification('invoice-queue-age', 'ALARM'))).rejects.toThrow('killed');
    dies = false;
    await route(schedule);
    await route(schedule);
    expect(sent.map(({ kind }) => kind)).toEqual(['first']);
  });

  test('When somebody acknowledges, Then the list says who, and nobody else is told', async () => {
    const all = records();
    const { route, sent, state, clock } = routerOver(all);
    await route(notification('invoice-queue-age', 'ALARM'));
    state.now += 5 * minute;
    const acts = { records: all, clock, policy };
    const acked = await actOnAlert(acts, { id: 'path', act: 'ack', by: 'ada' });
    expect(acked).toMatchObject({
      state: 'acknowledged',
      acknowledged: { by: 'ada', at: '2026-03-10T12:05:00.000Z' },
    });
    expect(await actOnAlert(acts, { id: 'path', act: 'ack', by: 'grace' })).toEqual(acked);
    state.now += 60 * minute;
    await route(schedule);
    expect(sent).toHaveLength(1);
    await route(notification('invoice-queue-age', 'OK', 66));
    state.now += 10 * minute;
    await route(schedule);
    expect(sent.at(-1)).toMatchObject({ kind: 'over', subject: 'Over: eu-1: Events become visible late' });
    expect(await openAlerts(acts)).toEqual([]);
    expect(await openAlerts(acts, { all: true })).toMatchObject([{ id: 'path', state: 'over' }]);
    await expect(actOnAlert(acts, { id: 'path', act: 'ack', by: 'ada' })).rejects.toMatchObject({
      code: 'ALERT_OVER',
    });
    await expect(actOnAlert(acts, { id: 'none', act: 'ack', by: 'ada' })).rejects.toMatchObject({
      code: 'NO_SUCH_ALERT',
    });
  });
});

describe('Given several routers at once', () => {
  test('When they run in any interleaving, Then no step is announced twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, routers) => {
        const all = records();
        const step = <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
          scheduler.scheduleFunction(call) as (...args: A) => Promise<R>;
        const { newRouter, route, sent, state } = routerOver({
          create: step(all.create),
          read: step(all.read),
          replace: step(all.replace),
          remove: step(all.remove),
          list: step(all.list),
        });
        const runs = Array.from({ length: routers }, (_, index) =>
          newRouter()(index === 0 ? schedule : notification(`alarm-${index}`, 'ALARM')),
        );
        await scheduler.waitFor(Promise.all(runs));
        state.now += 15 * minute;
        await scheduler.waitFor(Promise.all([route(schedule), newRouter()(schedule)]));
        await scheduler.waitFor(route(schedule));
        expect(sent.map(({ kind }) => kind)).toEqual(['first', 'escalated']);
      }),
      { numRuns: 60 },
    );
  });
});
