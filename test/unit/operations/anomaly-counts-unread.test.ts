import { describe, expect, test } from 'vitest';
import { actOnAnomaly } from '../../../operations/anomalies/act.ts';
import { anomalyWorld, hourMs, type Incident, start } from './anomaly-world.ts';

const outage: Incident = { stage: 'ingestion', from: start - 4 * hourMs, until: start - hourMs, factor: 0 };

/** A cell whose store has a name for the state of its counts, which tells how often they were read. */
function versionedWorld() {
  const world = anomalyWorld();
  let version = 0;
  let reads = 0;
  let whileRead = () => {};
  const eventCounts = {
    ...world.eventCounts,
    version: async () => `v${version}`,
    // As of a rollup that has come so far, and comes no further while nothing happens.
    completeUntil: async () => start,
    between: async (from: number, until: number) => {
      reads += 1;
      const counts = await world.eventCounts.between(from, until);
      whileRead();
      whileRead = () => {};
      return counts;
    },
  };
  return {
    ...world,
    reads: () => reads,
    changes(...incidents: readonly Incident[]) {
      version += 1;
      world.happens(...incidents);
    },
    meanwhile(act: () => void) {
      whileRead = act;
    },
    next: () => {
      world.later(30 * 60_000);
      return world.look({ eventCounts });
    },
  };
}

describe('Given a store that says whether counts may have changed', () => {
  test('When they have not, Then they are not read again, and episodes still stand', async () => {
    const world = versionedWorld();
    world.changes(outage);
    const { standing } = await world.next();
    expect(standing).toBeGreaterThan(0);
    for (const _ of [1, 2, 3]) expect(await world.next()).toEqual({ standing, written: 0, judged: false });
    expect(world.reads()).toBe(1);
  });

  test('When they change, before or while they are read, Then the next look reads them', async () => {
    const world = versionedWorld();
    await world.next();
    world.changes(outage);
    expect(await world.next()).toMatchObject({ judged: true });
    world.meanwhile(() => world.changes());
    world.changes(outage);
    await world.next();
    expect(await world.next()).toMatchObject({ judged: true, standing: 0 });
    expect(world.reads()).toBe(4);
  });

  test('When somebody says what was to be expected, Then counts are judged anew by it', async () => {
    const world = versionedWorld();
    world.changes(outage);
    await world.next();
    const [anomaly] = (await world.list()).anomalies;
    const said = { id: anomaly?.id ?? '', act: 'expect', by: 'ada', reason: 'a move' } as const;
    await actOnAnomaly(world.ports, said);
    expect(await world.next()).toMatchObject({ judged: true });
    expect(await world.next()).toMatchObject({ judged: false });
    expect(world.reads()).toBe(2);
  });

  test('When the table was written and counts are the same, Then they are read once more', async () => {
    const world = versionedWorld();
    await world.next();
    world.changes();
    expect(await world.next()).toMatchObject({ judged: false });
    expect(await world.next()).toMatchObject({ judged: false });
    expect(world.reads()).toBe(2);
  });
});
