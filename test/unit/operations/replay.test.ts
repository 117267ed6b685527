import { describe, expect, test } from 'vitest';
import type { Replay, ReplaySelection, Replays } from '../../../functions/core/replays.ts';
import { cancelReplay, followReplay, planReplay, startReplay } from '../../../operations/replay/replay.ts';

const cell = {
  prefix: 'eu-1-',
  partitions: [
    { name: 'ingestion', stage: 'ingestion' },
    { name: 'posting', stage: 'posting' },
    { name: 'posting-large', stage: 'posting' },
  ],
} as const;
const request = { from: '2026-11-20T10:00:00Z', to: '2026-11-20T12:00:00+01:00' };

function setUp() {
  const known = new Map<string, Replay>();
  const started: ReplaySelection[] = [];
  const replays: Replays = {
    async start(name, selection) {
      if (known.has(name)) return false;
      started.push(selection);
      known.set(name, { name, from: selection.from, to: selection.to, state: 'starting' });
      return true;
    },
    find: async (name) => known.get(name),
    async cancel(name) {
      const replay = known.get(name);
      if (replay) known.set(name, { ...replay, state: 'cancelled' });
      return replay !== undefined;
    },
    count: async () => 42,
  };
  const end = (name: string) => {
    const replay = known.get(name);
    if (replay) known.set(name, { ...replay, state: 'completed' });
  };
  return { ports: { replays, clock: { now: () => Date.parse('2026-11-21T00:00:00Z') } }, started, end };
}

describe('Given a span of the past', () => {
  test('When a replay is planned, Then it says what it would do, and does nothing', async () => {
    const { ports, started } = setUp();
    expect(await planReplay(ports, cell, request)).toEqual({
      name: expect.stringMatching(/^eu-1-invoice-20261120T1000-[0-9a-f]{8}$/),
      from: '2026-11-20T10:00:00.000Z',
      to: '2026-11-20T11:00:00.000Z',
      partitions: ['ingestion', 'posting', 'posting-large'],
      events: 42,
      underWay: false,
    });
    expect(started).toEqual([]);
  });

  test('When it is started twice, Then there is one replay; when it is over, another', async () => {
    const { ports, started, end } = setUp();
    const { name } = await startReplay(ports, cell, request);
    expect(await startReplay(ports, cell, request)).toEqual({ name });
    expect(await planReplay(ports, cell, request)).toMatchObject({ name, underWay: true });
    expect(started).toHaveLength(1);
    end(name);
    expect(await startReplay(ports, cell, request)).toEqual({ name: `${name}-2` });
    expect(started).toHaveLength(2);
  });

  test('When two start it at the same moment, Then there is one replay', async () => {
    const { ports, started } = setUp();
    const [one, other] = await Promise.all([
      startReplay(ports, cell, request),
      startReplay(ports, cell, request),
    ]);
    expect(one).toEqual(other);
    expect(started).toHaveLength(1);
  });

  test.each([
    [{ partition: 'posting-large' }, ['eu-1-invoice-posting-large']],
    [{ stage: 'posting' }, ['eu-1-invoice-posting', 'eu-1-invoice-posting-large']],
  ] as const)('When only %j is wanted, Then only its rules take part', async (part, rules) => {
    const { ports, started } = setUp();
    await startReplay(ports, cell, { ...request, ...part });
    expect(started.map((selection) => selection.rules)).toEqual([rules]);
  });

  test('When it is cancelled, Then it ends; another time there is nothing to cancel', async () => {
    const { ports } = setUp();
    const { name } = await startReplay(ports, cell, request);
    expect(await cancelReplay(ports, cell, request)).toEqual({ name });
    expect(await followReplay(ports, name)).toMatchObject({ state: 'cancelled' });
    expect(await cancelReplay(ports, cell, request)).toEqual({ name: undefined });
  });
});

describe('Given a request that makes no sense', () => {
  test.each([
    [{ from: '2026-11-20', to: '2026-11-20' }, 'REPLAY_SPAN'],
    [{ ...request, to: 'yesterday' }, 'REPLAY_SPAN'],
    [{ ...request, to: '2026-11-22T00:00:00Z' }, 'REPLAY_SPAN'],
    [{ ...request, partition: 'elsewhere' }, 'NO_SUCH_PARTITION'],
    [{ ...request, partition: 'ingestion', stage: 'posting' }, 'NO_SUCH_PARTITION'],
  ] as const)('When %j is asked for, Then it is refused', async (asked, code) => {
    await expect(planReplay(setUp().ports, cell, asked)).rejects.toMatchObject({ code });
    await expect(startReplay(setUp().ports, cell, asked)).rejects.toMatchObject({ code });
  });

  test('When an unknown replay is followed, Then the error says so', async () => {
    await expect(followReplay(setUp().ports, 'x')).rejects.toMatchObject({ code: 'NO_SUCH_REPLAY' });
  });
});
