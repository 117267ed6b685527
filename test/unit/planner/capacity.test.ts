import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../infra/cells/cell.ts';
import { cells } from '../../../infra/cells/cells.ts';
import { capacityPlan } from '../../../infra/planner/capacity-plan.ts';
import { hopsOf } from '../../../infra/planner/hops.ts';
import { planCell } from '../../../infra/planner/plan.ts';

const us = cells.find(({ name }) => name === 'us-1') ?? failed('there is no cell us-1');
const inCapeTown: Cell = { ...us, region: 'af-south-1' };

function failed(why: string): never {
  throw new Error(why);
}

function hopOf(cell: Cell, name: string, eventsPerRequest = 1) {
  return (
    capacityPlan(cell, eventsPerRequest).hops.find(({ hop }) => hop === name) ?? failed(`no hop ${name}`)
  );
}

describe('Given 1,000 events a second that grow by 40 %', () => {
  // By hand: name, at 1,000/s, at 1,400/s, default in us-east-1, default in af-south-1.
  it.each([
    ['API requests', 1_000, 1_400, 10_000, 2_500],
    ['API burst', 1_000, 1_400, 5_000, 1_250],
    ['EventBridge PutEvents', 1_000, 1_400, 10_000, 400],
    // Each event goes to its relay queue and to the archive's stream.
    ['EventBridge invocations', 2_000, 2_800, 18_750, 750],
    ['SNS FIFO', 1_000, 1_400, 30_000, null],
    ['SQS FIFO sends', 1_000, 1_400, 70_000, 2_400],
    // The fact (940 bytes) and the head (720 bytes) take a unit of 1 KB each, the index nine in ten
    // events.
    ['DynamoDB writes', 2_900, 4_060, 40_000, 40_000],
    // The index has 16 shards.
    ['DynamoDB, deadlines', 900 / 16, 1_260 / 16, 1_000, 1_000],
    // A relay's batch of 50 takes 0.195 s, a processor's of 10 takes 0.2 s: 20 × 0.195 + 100 × 0.2 at
    // 1,000/s.
    ['Lambda concurrency', 23.9, 33.46, 1_000, 1_000],
    // With 1 to 9 facts of 940 bytes and the head, a query reads 1, 1, 1, 2, 2, 2, 2, 3, 3 units of
    // 4 KB: 17 in 9 events.
    ['DynamoDB reads', 1_000 * (17 / 9 + 0.5), 1_400 * (17 / 9 + 0.5), 40_000, 40_000],
    ['Firehose requests', 1_000, 1_400, 2_000, 1_000],
    // 900 bytes an event.
    ['Firehose data', 900_000 / 1_048_576, 1_260_000 / 1_048_576, 5, 1],
  ])('When %s is planned, Then needs and quotas are as by hand', (name, atPeak, grown, large, small) => {
    for (const [cell, quota] of [
      [us, large],
      [inCapeTown, small],
    ] as const) {
      const plan = hopOf(cell, name);
      expect(plan.atPeak).toBeCloseTo(atPeak, 9);
      expect(plan.grown).toBeCloseTo(grown, 9);
      expect(plan.quota.value).toBe(quota);
      if (quota === null) expect(plan.headroom).toBeNull();
      else expect(plan.headroom).toBeCloseTo(quota / grown, 9);
    }
  });

  it('When ten events come in each request, Then only the edge needs a tenth', () => {
    const edge = ['WAF requests', 'API requests', 'API burst'];
    for (const { name } of hopsOf(us)) {
      const single = hopOf(us, name);
      const batched = hopOf(us, name, 10);
      expect(batched.grown).toBe(edge.includes(name) ? 140 : single.grown);
    }
  });

  it('When the cell is in us-east-1, Then nothing has to be raised', () => {
    const plan = capacityPlan(us, 1);
    expect(plan).toMatchObject({ limitedBy: 'Firehose requests', toAskFor: [] });
    expect(hopOf(us, 'Firehose requests').breaksAt).toBeCloseTo(2_000, 6);
    expect(plan.limitedForSureBy).toBe('Firehose data');
  });

  it('When it is in a small Region, Then the bus breaks first and five quotas are due', () => {
    const plan = capacityPlan(inCapeTown, 1);
    expect(plan).toMatchObject({
      limitedBy: 'EventBridge invocations',
      limitedForSureBy: 'EventBridge invocations',
    });
    expect(hopOf(inCapeTown, 'EventBridge invocations').breaksAt).toBeCloseTo(375, 6);
    // A quarter above the grown need: 1.25 × 1,400 requests, entries; × 2 invocations; × 900 bytes.
    expect(plan.toAskFor.map(({ hop, now, needed }) => [hop, now, needed])).toEqual([
      ['API burst', 1_250, 1_750],
      ['EventBridge PutEvents', 400, 1_750],
      ['EventBridge invocations', 750, 3_500],
      ['Firehose requests', 1_000, 1_750],
      ['Firehose data', 1, 2],
    ]);
  });

  it('When the stage lets through more than the account, Then that is asked for', () => {
    const [burst] = capacityPlan(inCapeTown, 10).toAskFor;
    expect(burst).toMatchObject({ hop: 'API burst', now: 1_250, needed: 1_750 });
    expect(burst?.why).toContain('settings');
  });
});

describe('Given a cell of the small profile', () => {
  const small: Cell = { ...us, profile: 'small', peakEventsPerSecond: 10 };

  it('When it is planned, Then against the concurrency of a new account', () => {
    expect(hopOf(small, 'Lambda concurrency').quota).toMatchObject({ value: 50, confidence: 'second-hand' });
    expect(capacityPlan(small, 1).toAskFor).toEqual([]);
    const busy = capacityPlan({ ...small, peakEventsPerSecond: 150 }, 1);
    expect(busy.toAskFor.map(({ hop, now }) => [hop, now])).toEqual([['Lambda concurrency', 50]]);
  });

  it('When a cell reserves concurrency, Then its plan says what a new account lacks', () => {
    expect(planCell(us).notices[0]).toMatch(
      /far fewer .* than 1000 .* reserves 583, so it deploys from 683 on/,
    );
    expect(planCell(small).notices.join()).not.toContain('new account');
  });
});

describe('Given any load in any Region', () => {
  const anyCell = fc
    .record({
      peakEventsPerSecond: fc.integer({ min: 1, max: 100_000 }),
      growth: fc.double({ min: 0, max: 3, noNaN: true }),
      region: fc.constantFrom(
        'us-east-1',
        'us-east-2',
        'ap-southeast-2',
        'af-south-1',
        'sa-east-1',
        'xx-nowhere-9',
      ),
    })
    .map((changes): Cell => ({ ...us, ...changes }));

  it('When a quota is too small, Then it is always asked for; the unknown never limits', () => {
    fc.assert(
      fc.property(anyCell, fc.constantFrom(1, 10), (cell, eventsPerRequest) => {
        const plan = capacityPlan(cell, eventsPerRequest);
        const asked = plan.toAskFor.map(({ hop }) => hop);
        const lookedUp = plan.toLookUp.map(({ hop }) => hop);
        for (const { hop, quota, grown, headroom } of plan.hops) {
          const isKnown = quota.value !== null && grown !== null;
          expect(headroom === null).toBe(!isKnown);
          expect(lookedUp.includes(hop)).toBe(!isKnown);
          if (headroom !== null && headroom < 1) expect(asked).toContain(hop);
        }
        const least = Math.min(...plan.hops.flatMap(({ headroom }) => headroom ?? []));
        expect(plan.hops.find(({ hop }) => hop === plan.limitedBy)?.headroom).toBe(least);
        for (const { now, needed } of plan.toAskFor) expect(needed).toBeGreaterThan(now ?? Number.NaN);
      }),
    );
  });

  it('When it grows to where a hop breaks, Then the need is the quota', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        for (const [index, { breaksAt, quota }] of capacityPlan(cell, 1).hops.entries()) {
          if (breaksAt !== null)
            expect(hopsOf(us)[index]?.need(breaksAt, 1)).toBeCloseTo(quota.value ?? Number.NaN, 6);
        }
      }),
    );
  });
});
