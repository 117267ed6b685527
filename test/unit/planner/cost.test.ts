import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../infra/cells/cell.ts';
import { cells } from '../../../infra/cells/cells.ts';
import { firstCell } from '../../../infra/cells/examples.ts';
import { costOf } from '../../../infra/estimates/price.ts';
import { costHopsOf } from '../../../infra/planner/cost-lines.ts';
import { costPlan } from '../../../infra/planner/cost-plan.ts';
import { freeAllowances, freeOf } from '../../../infra/planner/free-allowances.ts';
import { inventoryOf } from '../../../infra/planner/inventory.ts';
import { prices } from '../../../infra/planner/prices.ts';

const us = cells.find(({ name }) => name === 'us-1') ?? failed('there is no cell us-1');
const eu = cells.find(({ name }) => name === 'eu-1') ?? failed('there is no cell eu-1');

function failed(why: string): never {
  throw new Error(why);
}

function costsAt(eventsPerDay: number, eventsPerRequest = 1): Readonly<Record<string, number>> {
  return Object.fromEntries(
    costPlan(us, eventsPerDay, eventsPerRequest).hops.map(({ hop, usd }) => [hop, Number(usd)]),
  );
}

const GiB = 2 ** 30;

describe('Given 86.4 million events a day, 2,592 million a month, one in each POST', () => {
  const costs = costsAt(86_400_000);
  // A batch of the relay holds all of 200 events/s × 1 s = 200, at most 50; one of a processor
  // 200/s × 0.2 s = 40, at most 10.
  it.each([
    ['API Gateway', 333 * 3.5 + 667 * 2.8 + 1_592 * 2.38],
    ['WAF', 5 + 6 + 2_592 * 0.6],
    ['EventBridge', 2_592],
    ['EventBridge archive', ((2_592e6 * 900) / GiB) * 0.1 + ((86.4e6 * 100 * 900) / GiB) * 0.023],
    // One send per event, a receive and a delete per ten.
    ['SQS relay', 2_592 * 1.2 * 0.4],
    // 51.84 M calls of 0.195 s with 0.5 GB.
    ['Lambda relay', 51.84 * 0.2 + 51.84e6 * 0.195 * 0.5 * 0.0000133334],
    // Ten messages a batch, which is one request.
    ['SNS FIFO', 2_592 * (0.03 + 0.01) + ((2_592e6 * 810) / GiB) * 0.018],
    ['SQS FIFO', 2_592 * 1.2 * 0.5],
    // 2.9 writes, 17/9 reads and a half to account for it, 43,200 looks of the detector at 16 shards, and 50 days and a
    // hundredth of the other 315 of facts (940 bytes) and heads (720 bytes for nine events), marks (260) of what left,
    // 100 bytes more for each item, kept and backed up. To let go of nine events takes 13 writes and 5 reads.
    [
      'DynamoDB',
      2_592 * (2.9 * 0.625 + (17 / 9 + 0.5) * 0.125) +
        ((2_592 * 0.99) / 9) * (13 * 0.625 + 5 * 0.125) +
        0.0432 * 16 * 0.125 +
        ((86.4e6 * ((50 + 3.15) * (1_040 + 820 / 9) + (311.85 * 360) / 9)) / GiB) * (0.25 + 0.2),
    ],
    // A millionth of six milliseconds at half a GB; a pack of a thousand is stored once and read three times.
    [
      'Ledger, letting go',
      ((2_592 * 0.99) / 9) * (6_000 * 0.5 * 0.0000133334 + 0.005 + 3 * 0.0004) +
        ((86.4e6 * 311.85 * 1_200) / 9 / GiB) * 0.023,
    ],
    // Rows of 870 bytes for 1.01 records and of 1,040 for a snapshot; a year of rows of 75 bytes, and of a
    // snapshot for nine events. Two commits each half a minute and four each quarter of an hour write five
    // files. 2,880 runs read four hours and, four of 96, 26 more, twice, and two hours in place of four for vendors, half
    // of each row; and a twentieth of a day. A run takes 70 s of half a GB.
    [
      'Lake',
      ((2_592e6 * (870 * 1.01 + 1_040)) / GiB) * (0.075 + 0.44 / 25) +
        ((86.4e6 * 365 * 75 * (1.01 + 1 / 9)) / GiB) * 0.023 +
        (5 * (172_800 + 11_520) * 0.005) / 1_000 +
        ((2_880 * ((10 + (3 * 104) / 96) / 24 / 2 + 1 / 20) * 86.4e6 * 1.01 * 75) / GiB / 1_024) * 5 +
        // A statement of each of 8,640 looks reads the least there is, and each statement leaves two objects.
        ((8_640 * 10) / 1_024 / 1_024) * 5 +
        (2 * (2_880 * 7 + 1_440 * 2 + 8_640) * 0.005) / 1_000 +
        // 1,440 looks for unusual counts ask for 110 MiB in two statements, and take ten seconds. Each writes scores
        // in three more, which read the least, leave two objects and five files each, and take 15 s together.
        ((1_440 * 110 * 2 ** 20) / GiB / 1_024) * 5 +
        ((1_440 * 3 * 10) / 1_024 / 1_024) * 5 +
        (1_440 * 3 * (2 + 5) * 0.005) / 1_000 +
        1_440 * 15 * 0.5 * 0.0000133334 +
        // 41,760 requests to the catalog, and 720 removals at night.
        0.04176 +
        (2 * 720 * 0.005) / 1_000 +
        0.00288 * 0.2 +
        (2_880 * 70 + 1_440 * 10) * 0.5 * 0.0000133334,
    ],
    // 5 KB a record in place of 900 bytes; a file per stage and five minutes, 34,560, which hold
    // less than 128 MB each.
    [
      'Firehose',
      ((2_592e6 * 5_120) / GiB) * 0.029 + ((2_592e6 * 900) / GiB) * 0.02 + 34.56 * 0.005 + 720 * 0.07,
    ],
    // 8,640 looks list two pages each; a file is read by six of them.
    ['S3 archive', ((86.4e6 * 365 * 150) / GiB) * 0.023 + (34.56 + 17.28) * 0.005 + 34.56 * 6 * 0.0004],
    // 250 s a million events, 8,640 looks of 5 s, and 34,560 other calls of 0.2 s, with 3,008 MB.
    ['Lambda reconciler', (2_592 * 250 + 8_640 * 5 + 34_560 * 0.2) * (3_008 / 1_024) * 0.0000133334],
    // The first request of every second, one of twenty of all others, and what schedules call.
    ['X-Ray', (2.592 + (2_592 - 2.592) * 0.05 + 5 * 0.0432 + 0.00288) * 5],
  ])('When %s is counted, Then it is as by hand', (hop, byHand) => {
    expect(costs[hop]).toBeCloseTo(byHand, 1);
  });

  it('When the time series is in Timestream, Then it is as by hand', () => {
    // 259.2 M calls of 10.1 records, 4,040 bytes: 4 KB each. A day in memory, a year in the
    // magnetic store.
    const hops = costPlan({ ...us, timeSeries: eu.timeSeries }, 86_400_000, 1).hops;
    expect(Number(hops.find(({ hop }) => hop === 'Timestream')?.usd)).toBeCloseTo(
      259.2 * 4 * 0.5 + ((86.4e6 * 400) / GiB) * 720 * 0.036 + ((86.4e6 * 365 * 400) / GiB) * 0.03,
      1,
    );
  });

  it('When all hops are added up, Then it is the month and the price of a million', () => {
    const { month, perMillionEvents } = costPlan(us, 86_400_000, 1);
    const sum = Object.values(costs).reduce((total, usd) => total + usd, 0);
    expect(Number(month.usd)).toBeCloseTo(sum, 0);
    expect(Number(perMillionEvents)).toBeCloseTo(Number(month.usd) / 2_592, 2);
  });

  it('When events come ten in a POST, Then only what goes by requests costs less', () => {
    const batched = costsAt(86_400_000, 10);
    expect(batched['API Gateway']).toBeCloseTo(259.2 * 3.5, 2);
    const cheaper = Object.keys(costs).filter((hop) => (batched[hop] ?? 0) < (costs[hop] ?? 0));
    expect(cheaper).toEqual(['API Gateway', 'WAF', 'CloudWatch Logs', 'X-Ray']);
    for (const hop of Object.keys(costs).filter((name) => !cheaper.includes(name)))
      expect(batched[hop]).toBe(costs[hop]);
  });
});

describe('Given no events', () => {
  it('When the month is counted, Then what stands there costs all the same', () => {
    const costs = costsAt(0);
    const { alarmMetrics, anomalyAlarms, compositeAlarms, dashboards, metrics, metricsAtRest } =
      inventoryOf(us);
    expect(metricsAtRest).toBeLessThan(metrics);
    expect(costs.WAF).toBe(5 + 6);
    expect(costs.KMS).toBeGreaterThanOrEqual(3);
    expect(costs.CloudWatch).toBeCloseTo(
      alarmMetrics * 0.1 +
        anomalyAlarms * 0.3 +
        compositeAlarms * 0.5 +
        dashboards * 3 +
        metricsAtRest * 0.3 +
        17_280 * 0.00001,
      2,
    );
    // Five pollers a queue, 20 seconds each, 2.592 million seconds.
    expect(costs['SQS relay']).toBeCloseTo(((5 * 5 * 2.592) / 20) * 0.4, 2);
    for (const hop of ['API Gateway', 'EventBridge', 'SNS FIFO', 'Firehose']) expect(costs[hop]).toBe(0);
    // Five schedules a minute, and one a quarter of an hour, each call traced.
    expect(costs['X-Ray']).toBeCloseTo((5 * 43_200 + 2_880) * 0.000005, 2);
    expect(costPlan(us, 0, 1).perMillionEvents).toBeNull();
  });
});

describe('Given how long the ledger keeps settled invoices hot', () => {
  const { hotDays: _, ...ever } = { ...us.retention, replayDays: 400 };
  const usd = (retention: Partial<Cell['retention']>) =>
    Number(costPlan({ ...us, retention: { ...ever, ...retention } }, 86_400_000, 10).month.usd);

  it('When it is shorter, Then the month is cheaper, below 20,000 in the end', () => {
    const allHot = usd({});
    expect(allHot).toBeGreaterThan(30_000);
    expect(usd({ hotDays: 90 })).toBeLessThan(0.77 * allHot);
    expect(usd({ hotDays: 30 })).toBeLessThan(20_500);
    expect(usd(us.retention)).toBeLessThanOrEqual(20_000);
  });

  it('When a year more has passed, Then a twentieth of it is added', () => {
    const added = (retention: Cell['retention']) =>
      Number(costPlan({ ...us, retention }, 86_400_000, 10).addedPerYear.usd);
    expect(added(us.retention)).toBeLessThan(0.06 * added(ever));
  });
});

describe('Given any load', () => {
  it('When it rises, Then no hop ever gets cheaper', () => {
    const loads = fc.tuple(
      fc.integer({ min: 0, max: 200_000_000 }),
      fc.integer({ min: 0, max: 200_000_000 }),
    );
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 10 }), ([one, other], size) => {
        const less = costsAt(Math.min(one, other), size);
        const more = costsAt(Math.max(one, other), size);
        for (const { hop } of costHopsOf(us)) {
          // To the cent, to which both are rounded.
          expect(more[hop]).toBeGreaterThanOrEqual((less[hop] ?? 0) - 0.01);
        }
      }),
    );
  });

  it('When something has no price, Then the sums say what they are without', () => {
    const { hops, month } = costPlan(us, 1_000_000, 1);
    const gaps = hops.flatMap(({ without }) => without);
    expect(gaps.map((gap) => gap.split(':')[0])).toEqual(['Lake', 'KMS']);
    expect(month.without).toEqual(gaps);
  });

  it('When only its most is known, Then that is beside the sum and not in it', () => {
    const { hops, month } = costPlan(us, 86_400_000, 1);
    const kms = hops.find(({ hop }) => hop === 'KMS');
    // A call for each of 2,592 million events, at 0.03 for 10,000.
    expect(new Big(kms?.most ?? 0).minus(kms?.usd ?? 0).toFixed(2)).toBe('7776.00');
    expect(new Big(month.most).minus(month.usd).toFixed(2)).toBe('7776.00');
    for (const { hop, usd, most } of hops) if (hop !== 'KMS') expect(most).toBe(usd);
  });
});

describe('Given a price in tiers', () => {
  const { tiers, per } = prices.apiRequest;

  it('When units fall into several, Then each tier’s share has its own price', () => {
    expect(costOf(prices.apiRequest, 333e6)?.toFixed(2)).toBe('1165.50');
    expect(costOf(prices.apiRequest, 1_000e6)?.toFixed(2)).toBe('3033.10');
    expect(costOf(prices.apiRequest, 20_001e6)?.toFixed(2)).toBe(
      new Big('3033.10')
        .plus(19_000 * 2.38)
        .plus('1.51')
        .toFixed(2),
    );
  });

  it('When the tables are read, Then tiers rise, prices fall and each has a source', () => {
    expect(tiers.length).toBeGreaterThan(1);
    expect(per).toBe(1_000_000);
    for (const price of Object.values(prices)) {
      if ('unknown' in price) continue;
      expect(price.source).toMatch(/^https:/);
      if (price.confidence !== 'common-knowledge') expect(price.readOn).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
      const usd = price.tiers.map((tier) => Number(tier.usd));
      expect(usd).toEqual(usd.toSorted((a, b) => b - a));
    }
  });
});

describe('Given what AWS gives every account', () => {
  const lines = (...units: readonly [keyof typeof prices, number][]) =>
    units.map(([price, count]) => ({ price: prices[price], units: count }));

  it('When less is used than is free, Then all of it is, and never more', () => {
    expect(freeOf(lines(['metric', 7], ['alarm', 25], ['dashboard', 5])).toNumber()).toBeCloseTo(
      7 * 0.3 + 10 * 0.1 + 3 * 3,
      9,
    );
    expect(freeOf(lines(['compositeAlarm', 1], ['anomalyAlarm', 4], ['key', 1])).toNumber()).toBe(0);
  });

  it('When two kinds of queue draw on the same million, Then it is given once', () => {
    const both = lines(['queueRequest', 400_000], ['queueRequest', 200_000], ['fifoQueueRequest', 900_000]);
    expect(freeOf(both).toNumber()).toBeCloseTo(0.6 * 0.4 + 0.4 * 0.5, 9);
    expect(freeOf(lines(['queueRequest', 3_000_000], ['fifoQueueRequest', 9])).toNumber()).toBeCloseTo(
      0.4,
      9,
    );
  });

  it('When a small cell is idle and alone, Then a month costs less than five dollars', () => {
    const { month, lessFree } = costPlan(firstCell, 0, 10);
    expect(Number(lessFree)).toBeLessThan(5);
    expect(Number(month.usd)).toBeLessThan(16);
    expect(costPlan(us, 0, 10).lessFree).toBeUndefined();
  });

  it('When the list is read, Then each has a source and is more than nothing', () => {
    for (const { source, units, prices: drawing } of freeAllowances) {
      expect(source).toMatch(/^https:\/\/[a-z.]*aws\.amazon\.com\//);
      expect(units).toBeGreaterThan(0);
      expect(drawing.length).toBeGreaterThan(0);
    }
  });
});
