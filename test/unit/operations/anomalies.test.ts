import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditCollection } from '../../../functions/core/audit.ts';
import type { Records } from '../../../functions/core/ports.ts';
import { actOnAnomaly } from '../../../operations/anomalies/act.ts';
import { sized } from '../../long-run.ts';
import { anomalyWorld, dayMs, hourMs, type Incident, start } from './anomaly-world.ts';

/** Ingestion stands still from 10:00 to 13:00. */
const outage: Incident = {
  ...{ stage: 'ingestion', factor: 0 },
  ...{ from: start - 4 * hourMs, until: start - hourMs },
};
/** Seven times as much in pounds, in the last two hours. */
const surge: Incident = {
  ...{ stage: 'ingestion', currency: 'GBP', factor: 7 },
  ...{ from: start - 2 * hourMs, until: start },
};

describe('Given a cell with weeks of steady counts', () => {
  test('When nothing unusual happens, Then nothing is found', async () => {
    const world = anomalyWorld();
    expect(await world.look()).toEqual({ standing: 0, written: 0, judged: true });
    const { anomalies, metrics, judgedUntil } = await world.list();
    expect(anomalies).toEqual([]);
    expect(judgedUntil).toBe(new Date(start).toISOString());
    expect(metrics.find(({ metric }) => metric === 'ingestion')).toMatchObject({ judged: 'hour', weeks: 8 });
    expect(metrics.find(({ metric }) => metric === 'authorization')?.judged).not.toBe('hour');
  });

  test('When a stage stands still, Then it is found with what was expected', async () => {
    const world = anomalyWorld();
    world.happens(outage);
    expect(await world.look()).toMatchObject({ standing: 1, written: 1 });
    const [anomaly, ...others] = (await world.list()).anomalies;
    expect(others).toEqual([]);
    expect(anomaly).toMatchObject({
      ...{ metric: 'ingestion', stage: 'ingestion', bucket: 'hour', direction: 'less', actual: 0 },
      ...{ from: new Date(outage.from).toISOString(), until: new Date(outage.until).toISOString() },
      state: 'open',
    });
    expect(anomaly?.expected).toBeGreaterThan(350);
    expect(anomaly?.sentence).toMatch(
      /^Ingestion events: less than usual, 0 instead of about \d+ in 3 hours/,
    );
  });

  test('When one currency surges, Then the sentence names it and the episode grows', async () => {
    const world = anomalyWorld();
    world.happens(surge);
    await world.look();
    const before = (await world.list()).anomalies[0];
    expect(before).toMatchObject({ state: 'growing', direction: 'more' });
    expect(before?.sentence).toContain('of the difference is in events with the currency GBP');
    world.later(hourMs);
    world.happens({ ...surge, until: start + hourMs });
    await world.look();
    const { anomalies } = await world.list();
    expect(anomalies).toHaveLength(1);
    expect(anomalies[0]).toMatchObject({ id: before?.id, until: new Date(start + hourMs).toISOString() });
    expect(anomalies[0]?.actual).toBeGreaterThan(1.4 * (before?.actual ?? 0));
  });

  test('When it is as usual for three hours, Then the episode is over', async () => {
    const world = anomalyWorld();
    world.happens(outage);
    const states: (string | undefined)[] = [];
    for (let hours = 0; hours < 4; hours += 1) {
      await world.look();
      states.push((await world.list()).anomalies[0]?.state);
      world.later(hourMs);
    }
    expect(states).toEqual(['open', 'open', 'over', 'over']);
    expect(await world.look()).toMatchObject({ standing: 0 });
  });

  test('When events of the gap come late, Then the episode is corrected', async () => {
    const world = anomalyWorld();
    world.happens(outage);
    await world.look();
    world.later(10 * 60_000);
    world.happens();
    expect(await world.look()).toMatchObject({ standing: 0, written: 1 });
    expect((await world.list()).anomalies).toMatchObject([{ state: 'corrected', metric: 'ingestion' }]);
    world.later(10 * 60_000);
    world.happens(outage);
    await world.look();
    expect((await world.list()).anomalies).toMatchObject([{ state: 'open' }]);
  });

  test('When it began more than a week ago, Then it stays as it was found', async () => {
    const world = anomalyWorld();
    world.happens(outage);
    await world.look();
    const [before] = (await world.list()).anomalies;
    world.later(8 * dayMs);
    await world.look();
    expect((await world.list()).anomalies).toEqual([{ ...before, state: 'over' }]);
  });

  test('When less than the pace has passed, Then counts are not read again', async () => {
    const world = anomalyWorld();
    await world.look();
    world.later(299_000);
    world.happens(outage);
    const never = () => Promise.reject(new Error('asked'));
    const away = { version: never, completeUntil: never, between: never };
    expect(await world.look({ eventCounts: away })).toEqual({ standing: 0, written: 0, judged: false });
    world.later(1_000);
    await expect(world.look({ eventCounts: away })).rejects.toThrow('asked');
  });

  test('When counts take long to be read, Then they are read less often', async () => {
    const world = anomalyWorld();
    const slow = {
      ...world.eventCounts,
      between: async (from: number, until: number) => {
        world.later(4_000);
        return world.eventCounts.between(from, until);
      },
    };
    await world.look({ eventCounts: slow });
    world.later(395_999);
    world.happens(outage);
    expect(await world.look()).toMatchObject({ judged: false });
    world.later(1);
    expect(await world.look()).toMatchObject({ judged: true, written: 1 });
  });
});

describe('Given a cell that is new', () => {
  test.each([1, 2])('When it has %i weeks, Then it is learning', async (weeks) => {
    const world = anomalyWorld(weeks);
    world.happens(outage);
    expect(await world.look()).toMatchObject({ standing: 0, written: 0 });
    const { metrics } = await world.list();
    expect(metrics.find(({ metric }) => metric === 'ingestion')).toMatchObject({ judged: 'learning', weeks });
  });

  test('When there is no event yet, Then nothing is judged', async () => {
    const world = anomalyWorld();
    const eventCounts = {
      version: async () => undefined,
      completeUntil: async () => undefined,
      between: async () => [],
    };
    const none = { ...world.eventCounts, ...eventCounts };
    await world.look({ eventCounts: none as unknown as typeof world.eventCounts });
    expect((await world.list()).judgedUntil).toBeNull();
  });
});

describe('Given a look that is made twice, or dies', () => {
  const incidents = [outage, { ...surge, stage: 'posting' as const, currency: 'EUR' }];

  test('When nothing has changed, Then a second look writes no episode', async () => {
    const world = anomalyWorld();
    world.happens(...incidents);
    expect(await world.look()).toMatchObject({ written: 2, judged: true });
    world.later(300_000);
    expect(await world.look()).toEqual({ standing: 2, written: 0, judged: false });
    // Judged anew all the same, it finds nothing to write.
    const look = await world.records.read('anomaly-look', 'last');
    await world.records.remove('anomaly-look', 'last', look?.revision ?? 0);
    expect(await world.look()).toEqual({ standing: 2, written: 0, judged: true });
  });

  test('When it dies at any call, Then the next look leaves what one whole look would', async () => {
    const whole = anomalyWorld();
    whole.happens(...incidents);
    await whole.look();
    const expected = (await whole.list()).anomalies;
    expect(expected).toHaveLength(2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
        async (deaths) => {
          const world = anomalyWorld();
          world.happens(...incidents);
          for (const [call, isAfter] of deaths)
            await world.look({ records: dying(world.records, call, isAfter) }).catch(() => {});
          world.later(300_000);
          await world.look();
          expect((await world.list()).anomalies).toEqual(expected);
        },
      ),
      { numRuns: sized(4, 12) },
    );
  }, 60_000);

  test('When two looks run at once, Then each episode is kept once', async () => {
    const world = anomalyWorld();
    world.happens(...incidents);
    await Promise.all([world.look(), world.look()]);
    expect((await world.list()).anomalies).toHaveLength(2);
  });
});

describe('Given an anomaly that somebody looks at', () => {
  async function found() {
    const world = anomalyWorld();
    world.happens(surge);
    await world.look();
    const [anomaly] = (await world.list()).anomalies;
    return { world, id: anomaly?.id ?? '' };
  }

  test('When they acknowledge it, Then it stands no more, and the trail says so', async () => {
    const { world, id } = await found();
    const acted = await actOnAnomaly(world.ports, { id, act: 'ack', by: 'ana' });
    expect(acted.acknowledged).toEqual({ by: 'ana', at: new Date(start).toISOString() });
    world.later(1_000);
    expect(await world.look()).toMatchObject({ standing: 0 });
    await actOnAnomaly(world.ports, { id, act: 'ack', by: 'ben' });
    expect((await world.list()).anomalies[0]?.acknowledged?.by).toBe('ana');
    const trail = await world.records.list(auditCollection, { limit: 10 });
    expect(trail.map(({ value }) => value)).toEqual([
      { what: 'acknowledge-anomaly', by: 'ana', at: new Date(start).toISOString(), anomaly: id },
    ]);
  });

  test('When a look writes at the same moment, Then what they said stays', async () => {
    const { world, id } = await found();
    await actOnAnomaly(world.ports, { id, act: 'ack', by: 'ana' });
    world.later(hourMs);
    world.happens({ ...surge, until: start + hourMs });
    expect(await world.look()).toMatchObject({ standing: 0, written: 1 });
    expect((await world.list()).anomalies[0]?.acknowledged?.by).toBe('ana');
  });

  test('When they are quicker than a look, Then the look is made again', async () => {
    const { world, id } = await found();
    world.later(hourMs);
    world.happens({ ...surge, until: start + hourMs });
    const records: Records = {
      ...world.records,
      async replace(collection, key, value, revision) {
        if (key === id) await actOnAnomaly(world.ports, { id, act: 'ack', by: 'ana' });
        return world.records.replace(collection, key, value, revision);
      },
    };
    expect(await world.look({ records })).toMatchObject({ written: 0, standing: 0 });
    world.later(300_000);
    expect(await world.look()).toMatchObject({ written: 1, judged: true });
    expect((await world.list()).anomalies[0]).toMatchObject({
      until: new Date(start + hourMs).toISOString(),
      acknowledged: { by: 'ana' },
    });
  });

  test('When they say it was expected, Then it stands no more', async () => {
    const { world, id } = await found();
    await actOnAnomaly(world.ports, { id, act: 'expect', by: 'ana', reason: 'a campaign' });
    world.later(1_000);
    expect(await world.look()).toMatchObject({ standing: 0 });
  });

  test('When there are more, Then what stands comes first, then the newest', async () => {
    const world = anomalyWorld();
    const earlier = { ...outage, from: outage.from - dayMs, until: outage.until - dayMs };
    const first = {
      ...earlier,
      stage: 'posting' as const,
      from: earlier.from - dayMs,
      until: earlier.until - dayMs,
    };
    const late = { ...outage, stage: 'posting' as const, from: start - 2 * hourMs, until: start - hourMs };
    world.happens(first, earlier, late);
    await world.look();
    world.later(2 * hourMs);
    world.happens(first, earlier, late, { ...surge, from: start - 3 * hourMs, until: start + 2 * hourMs });
    await world.look();
    const { anomalies } = await world.list();
    expect(anomalies.map(({ state, metric }) => `${metric} ${state}`)).toEqual([
      'ingestion growing',
      'posting over',
      'ingestion over',
      'posting over',
    ]);
    expect(anomalies.at(-1)?.from).toBe(new Date(first.from).toISOString());
  });

  test('When they say it was expected, Then next week’s is usual, and its absence too', async () => {
    for (const isSaid of [true, false])
      for (const again of [true, false]) {
        const { world, id } = await found();
        world.later(hourMs);
        await world.look();
        if (isSaid)
          await actOnAnomaly(world.ports, { id, act: 'expect', by: 'ana', reason: 'a new customer' });
        const week = 7 * dayMs;
        world.at(start + week + hourMs);
        world.happens(
          surge,
          ...(again ? [{ ...surge, from: surge.from + week, until: surge.until + week }] : []),
        );
        await world.look();
        const later = (await world.list()).anomalies.filter(({ from }) => Date.parse(from) > start + dayMs);
        expect(
          later.map(({ direction }) => direction),
          `${isSaid} ${again}`,
        ).toEqual(again && !isSaid ? ['more'] : []);
      }
  });

  test.each([
    [{ act: 'expect', by: 'ana' }, 'ACT_UNEXPLAINED'],
    [{ act: 'ack', by: ' ' }, 'ACT_UNEXPLAINED'],
  ] as const)('When they say %o, Then it is refused', async (request, code) => {
    const { world, id } = await found();
    await expect(actOnAnomaly(world.ports, { id, ...request })).rejects.toMatchObject({ code });
  });

  test('When there is no such anomaly, Then the error says so', async () => {
    const { world } = await found();
    const request = { id: 'nothing', act: 'ack', by: 'ana' } as const;
    await expect(actOnAnomaly(world.ports, request)).rejects.toMatchObject({ code: 'NO_SUCH_ANOMALY' });
  });
});

class Died extends Error {}

/** Records that fail for good before or after their n-th call. */
function dying(records: Records, call: number, isAfter: boolean): Records {
  let calls = 0;
  const guard =
    <Args extends readonly unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1;
      if (calls > call || (calls === call && !isAfter)) throw new Died();
      const result = await act(...args);
      if (calls >= call) throw new Died();
      return result;
    };
  return {
    create: guard(records.create),
    read: guard(records.read),
    replace: guard(records.replace),
    remove: guard(records.remove),
    list: guard(records.list),
  };
}
