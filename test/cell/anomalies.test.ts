import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { type AlarmWorld, dated, openAlarmWorld } from './alarms/alarm-world.ts';
import { eventually } from './eventually.ts';
import { eventOf } from './sample-events.ts';

const dayMs = 86_400_000;
const days = 60;
const perDay = 12;
const yesterday = 70;
const name = names();

describe('Given a cell with weeks of events, many of them yesterday', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bems-anomalies-'));
  let world: AlarmWorld;
  const today = () => Math.floor(world.clock.ms / dayMs) * dayMs;

  beforeAll(async () => {
    world = await openAlarmWorld(folder);
    for (let daysAgo = days; daysAgo >= 1; daysAgo -= 1)
      await Promise.all(
        Array.from({ length: daysAgo === 1 ? yesterday : perDay }, (_, index) => {
          const received = eventOf('ingestion', 'received', `INV-${daysAgo}-${index}`);
          return world.put(dated(received, today() - daysAgo * dayMs + index * 1_000_000));
        }),
      );
    await eventually(
      async () => (await world.path.api.status()).visible,
      (visible) => visible >= (days - 1) * perDay + yesterday,
      { lookAt: 'the events that are visible', maxPauseMs: 50 },
    );
  }, 120_000);
  let isClosed = false;
  const close = async () => {
    if (!isClosed) await world?.path.api.close();
    isClosed = true;
  };
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('When the function looks, Then the API tells of it, with what was expected', async () => {
    await world.path.api.invoke(name.anomalyFunction, {});
    const { anomalies, metrics } = await world.path.api.anomalies(false);
    expect(anomalies).toMatchObject([
      { metric: 'ingestion', bucket: 'day', state: 'growing', actual: yesterday, direction: 'more' },
    ]);
    expect(anomalies[0]?.expected).toBeCloseTo(perDay, 0);
    expect(anomalies[0]?.from).toBe(new Date(today() - dayMs).toISOString());
    expect(metrics.find(({ metric }) => metric === 'ingestion')?.judged).toBe('day');
  });

  test('When its course is read, Then it has the days before, and what was expected', async () => {
    const [found] = (await world.path.api.anomalies(false)).anomalies;
    const { title, steps } = await world.path.api.anomaly(found?.id ?? '');
    expect([title, steps.length]).toEqual(['Ingestion events', 14]);
    expect(steps.map(({ isEpisode }) => isEpisode)).toEqual(steps.map((_, index) => index === 13));
    expect(steps.at(-1)).toMatchObject({ observed: yesterday, day: found?.from.slice(0, 10) });
    expect(steps.at(-1)?.high).toBeLessThan(yesterday);
    await expect(world.path.api.anomaly('none')).rejects.toMatchObject({ code: 'NO_SUCH_ANOMALY' });
  });

  test('When volumes are read, Then each of its hours has its events', async () => {
    const { ingestion, posting } = await world.path.api.volumes(today() - 2 * dayMs, today());
    const sumOf = (hours: ArrayLike<number>) => Array.from(hours).reduce((sum, count) => sum + count, 0);
    expect(ingestion).toHaveLength(48);
    expect(sumOf(Array.from(ingestion).slice(24))).toBe(yesterday);
    expect([sumOf(ingestion), sumOf(posting)]).toEqual([perDay + yesterday, 0]);
  });

  test('When minutes pass, Then one alert tells of it, until somebody acknowledges', async () => {
    const isRinging = () =>
      world.path.alarms.standings.find(([{ name: alarm }]) => /unusual-counts/.test(alarm))?.[1].state;
    const alerts = async () => (await world.path.api.alerts(false)).map(({ id }) => id);
    for (let minute = 0; minute < 7 && isRinging() !== 'ALARM'; minute += 1) await world.minute();
    expect(isRinging()).toBe('ALARM');
    // The router hears of it as SNS would tell it.
    const told = await eventually(alerts, (ids) => ids.includes('unusual'), { lookAt: 'the open alerts' });
    expect(told.filter((id) => id === 'unusual')).toHaveLength(1);
    const [anomaly] = (await world.path.api.anomalies(false)).anomalies;
    await world.path.api.actOnAnomaly({ id: anomaly?.id ?? '', act: 'ack', by: 'ana' });
    for (let minute = 0; minute < 7 && isRinging() !== 'OK'; minute += 1) await world.minute();
    expect(isRinging()).toBe('OK');
    expect((await world.path.api.anomalies(false)).anomalies[0]?.acknowledged?.by).toBe('ana');
  });

  test('When it is stopped, Then the scores are in the file of its figures', async () => {
    const [anomaly] = (await world.path.api.anomalies(false)).anomalies;
    await close();
    const stopped = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
    const rows = await stopped.query(
      "SELECT CAST(day AS varchar) AS day, observed, CAST(score AS double) AS score, episode FROM anomaly_scores WHERE metric = 'ingestion' AND bucket = 'day' ORDER BY time",
    );
    await stopped.close();
    expect(rows).toHaveLength(14);
    expect(rows.at(-1)).toMatchObject({ observed: BigInt(yesterday), episode: true });
    expect(rows.at(-1)?.day).toBe(anomaly?.from.slice(0, 10));
    expect(Number(rows.at(-1)?.score)).toBeCloseTo(Math.log((yesterday + 3) / (perDay + 3)), 1);
    expect(rows.slice(0, -1).every(({ episode }) => episode === false)).toBe(true);
  });
});
