import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alarm, MetricAlarm } from '../../../emulator/alarms/alarm.ts';
import { type CellHome, cellHome } from '../cell-process.ts';
import { type AlarmWorld, openAlarmWorld } from './alarm-world.ts';
import { causes, feed, kindOf, onlyInAnAccount, onlyInCloudWatch } from './causes.ts';

const kinds = [...new Set([causes, onlyInAnAccount, onlyInCloudWatch].flatMap(Object.keys))];

let home: CellHome;
let world: AlarmWorld;
beforeAll(async () => {
  home = cellHome();
  world = await openAlarmWorld(home.dataFolder);
}, 60_000);
afterAll(async () => {
  await world.path.api.close();
  home.remove();
});

const isMetric = (alarm: Alarm): alarm is MetricAlarm => alarm.kind === 'metric';
const ofKind = (kind: string) => world.definitions.filter((alarm) => kindOf(alarm, kinds) === kind);

/** Lets minutes pass until all of the alarms are in the state. */
async function until(
  state: string,
  alarms: readonly MetricAlarm[],
  each?: (alarm: MetricAlarm) => Promise<unknown>,
) {
  // Periods of five minutes: six of them, the two that are looked at beside them, and those that had
  // begun before and end after.
  for (let minute = 0; minute <= 50; minute++) {
    if (alarms.every((alarm) => world.stateOf(alarm) === state)) return;
    await world.minute(async () => {
      for (const alarm of alarms) await each?.(alarm)?.catch(() => {});
    });
  }
  const others = alarms.filter((alarm) => world.stateOf(alarm) !== state).map(({ name }) => name);
  throw new Error(`After 50 minutes these are not ${state}: ${others.join(', ')}`);
}

describe('Given every alarm of the templates', () => {
  it('When its condition comes and goes, Then it is known how, or why not', () => {
    const unknown = world.definitions.filter(
      (alarm) => alarm.kind !== 'composite' && kindOf(alarm, kinds) === undefined,
    );
    expect(unknown.map(({ name }) => name)).toEqual([]);
    expect(kinds.filter((kind) => ofKind(kind).length === 0)).toEqual([]);
    const lists = [causes, onlyInAnAccount, onlyInCloudWatch].flatMap(Object.keys);
    expect(lists.toSorted()).toEqual(kinds.toSorted());
    for (const kind of Object.keys(onlyInCloudWatch))
      expect(new Set(ofKind(kind).map((alarm) => alarm.kind))).toEqual(new Set(['band']));
  });

  it('When nothing is wrong, Then all are quiet', async () => {
    const alarms = world.definitions.filter(isMetric);
    // Longer than the longest evaluation range: everything has been judged by what was seen.
    for (let minute = 0; minute < 45; minute++) await world.minute();
    expect(world.announced).toEqual([]);
    expect(alarms.filter((alarm) => world.stateOf(alarm) !== 'OK')).toEqual([]);
  }, 60_000);

  it.each(Object.keys(causes))(
    'When %s is caused, Then each alarm fires and clears',
    async (kind) => {
      await firesAndClears(kind, (alarm) => causes[kind]?.bad(world, alarm) ?? Promise.resolve());
    },
    60_000,
  );

  // All at once: what AWS reports for one is seen by no other.
  it('When AWS reports what only an account has, Then each fires and clears', async () => {
    const alarms = Object.keys(onlyInAnAccount).flatMap(ofKind).filter(isMetric);
    await fireAndClear(alarms, async (alarm) => feed(world, alarm));
  }, 60_000);

  it('When some rang and fell silent, Then so did the health of the cell', () => {
    const composites = world.definitions.filter(({ kind }) => kind === 'composite');
    expect(composites.length).toBeGreaterThan(0);
    for (const { name } of composites)
      expect([...(world.statesSeen.get(name) ?? [])], name).toEqual(expect.arrayContaining(['ALARM', 'OK']));
  });
});

/** Has the alarms of a kind ring and fall silent, and checks that their topics heard of both, once. */
async function firesAndClears(kind: string, bad: (alarm: MetricAlarm) => Promise<unknown>) {
  const alarms = ofKind(kind).filter(isMetric);
  const turns = causes[kind]?.inTurns ? alarms.map((alarm) => [alarm]) : [alarms];
  const mend = causes[kind]?.mend;
  for (const turn of turns) await fireAndClear(turn, bad, async (alarm) => mend?.(world, alarm));
}

async function fireAndClear(
  alarms: readonly MetricAlarm[],
  bad: (alarm: MetricAlarm) => Promise<unknown>,
  mend: (alarm: MetricAlarm) => Promise<unknown> = async () => {},
) {
  await until('OK', alarms);
  const before = world.announced.length;
  await until('ALARM', alarms, bad);
  for (const alarm of alarms) await mend(alarm);
  await until('OK', alarms);
  const heard = world.announced.slice(before);
  for (const alarm of alarms)
    for (const topic of alarm.alarmActions)
      expect(heard.filter((one) => one.alarm === alarm.name && one.topic === topic)).toEqual([
        { topic, alarm: alarm.name, state: 'ALARM' },
        { topic, alarm: alarm.name, state: 'OK' },
      ]);
}
