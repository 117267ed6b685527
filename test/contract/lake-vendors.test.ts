import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAthenaQueries } from '../../functions/adapters/athena/queries.ts';
import { lakeRollups } from '../../functions/adapters/lake/rollups.ts';
import { vendorsKept } from '../../functions/core/analytics/anomaly/watched-vendors.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { sized } from '../long-run.ts';
import { startLake } from './lake.ts';
import { sampleRecord } from './samples.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 2, 12, 1);

/** A lake under a clock that a test moves, and its rollups. */
async function rolledLake() {
  const clock = { at: start, now: () => clock.at };
  const lake = await startLake({}, { clock });
  const rollups = lakeRollups(
    createAthenaQueries({
      ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 1_000, wait: async () => {} },
    }),
    { keptDays: 400 },
  );
  const sums = async (table: string, keys: string, where = 'n > 0') =>
    new Map(
      (await lake.query(`SELECT ${keys} AS key, sum(n) AS n FROM ${table} WHERE ${where} GROUP BY 1`)).map(
        ({ key, n }) => [String(key), Number(n)],
      ),
    );
  const group = "concat_ws(' ', receivedhour, hour, stage, status)";
  return {
    ...{ ...lake, clock, rollups },
    ofAll: () => sums('rollup', group),
    ofVendor: (vendor: string) => sums('rollup_vendors', group, `n > 0 AND vendorid = '${vendor}'`),
    vendors: () => sums('rollup_vendors', 'vendorid'),
  };
}

interface Some {
  readonly vendor: string;
  readonly receivedAt: number;
  readonly count: number;
  /** How long before it was received it happened, ms. */
  readonly late?: number;
  readonly status?: string;
}

let written = 0;

/** So many events of a vendor, received at once. */
function eventsOf({ vendor, receivedAt, count, late = 0, status = 'received' }: Some): MeasureRecord[] {
  return Array.from({ length: count }, () => {
    const id = `e-${++written}`;
    return sampleRecord({
      timeNs: BigInt(receivedAt - late) * 1_000_000n,
      dimensions: { invoiceId: id, eventKey: `${id}#d`, vendorId: vendor, status },
      measures: { receivedAt: String(receivedAt) },
    });
  });
}

const hourOf = (ms: number) => new Date(ms - (ms % hourMs)).toISOString().slice(0, 19).replace('T', ' ');

/** The sums of some records, as the lake groups them. */
function sumsOf(records: readonly MeasureRecord[]): ReadonlyMap<string, number> {
  const groups = Map.groupBy(records, ({ dimensions: { stage, status }, measures, timeNs }) => {
    const hours = [Number(measures.receivedAt), Number(timeNs / 1_000_000n)].map(hourOf);
    return [...hours, stage, status].join(' ');
  });
  return new Map([...groups].map(([key, group]) => [key, group.length]));
}

/** Events of big and small vendors of some hours before the present, late or not, in any order. */
const anyEvents = fc.array(
  fc.record({
    vendor: fc.constantFrom('big', "o'ther", 'small'),
    hoursAgo: fc.nat({ max: 20 }),
    late: fc.constantFrom(0, hourMs, 30 * hourMs),
    count: fc.nat({ max: 5 }),
    status: fc.constantFrom('received', 'validated'),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('Given a lake with vendors of any size', () => {
  test('When any events come in any order, Then sums are those of the vendors with most', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvents, { minLength: 1, maxLength: 4 }), async (batches) => {
        const lake = await rolledLake();
        const base = ['big', "o'ther"].flatMap((vendor) =>
          eventsOf({ vendor, receivedAt: start - 3 * dayMs, count: vendorsKept.fewest }),
        );
        await lake.timeSeries.write(base);
        await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
        const all = [...base];
        for (const batch of batches) {
          const records = batch.flatMap(({ hoursAgo, ...of }) =>
            eventsOf({ ...of, receivedAt: start - hoursAgo * hourMs }),
          );
          await lake.timeSeries.write(records);
          all.push(...records);
          await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
        }
        expect(await lake.ofAll()).toEqual(sumsOf(all));
        const parts = Map.groupBy(all, ({ dimensions }) => dimensions.vendorId);
        expect(await lake.ofVendor('big')).toEqual(sumsOf(parts.get('big') ?? []));
        expect(await lake.ofVendor("o''ther")).toEqual(sumsOf(parts.get("o'ther") ?? []));
        expect((await lake.vendors()).has('small')).toBe(false);
        await lake.stop();
      }),
      { numRuns: sized(4, 30) },
    );
  });

  test('When one was big four weeks ago, Then hours with hardly any are kept too', async () => {
    const lake = await rolledLake();
    const few = [5, 4, 3].map((ago) => ({ vendor: 'big', receivedAt: start - ago * hourMs, count: ago - 2 }));
    await lake.timeSeries.write(
      eventsOf({ vendor: 'big', receivedAt: start - 28 * dayMs, count: vendorsKept.fewest }),
    );
    await lake.rollups.bringUpToDate(start, 'usual');
    await lake.timeSeries.write(few.flatMap(eventsOf));
    await lake.rollups.bringUpToDate(start, 'usual');
    const sums = await lake.ofVendor('big');
    for (const { receivedAt, count } of few)
      expect(sums.get(`${hourOf(receivedAt)} ${hourOf(receivedAt)} ingestion received`)).toBe(count);
    await lake.stop();
  });

  test('When one becomes big in the course of a day, Then the night has all of that day', async () => {
    const lake = await rolledLake();
    const first = eventsOf({ vendor: 'new', receivedAt: start - 12 * hourMs, count: vendorsKept.fewest - 1 });
    const rest = eventsOf({ vendor: 'new', receivedAt: start - 4 * hourMs, count: 1 });
    lake.clock.at = start - 12 * hourMs;
    await lake.timeSeries.write(first);
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    expect(await lake.vendors()).toEqual(new Map());
    lake.clock.at = start - 4 * hourMs;
    await lake.timeSeries.write(rest);
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    lake.clock.at = start;
    await lake.rollups.bringUpToDate(lake.clock.now(), 'far');
    expect(await lake.vendors()).toEqual(new Map([['new', vendorsKept.fewest]]));
    await lake.stop();
  });

  test('When an event is disregarded, Then it counts no more', async () => {
    const lake = await rolledLake();
    const records = eventsOf({ vendor: 'big', receivedAt: start, count: vendorsKept.fewest });
    await lake.timeSeries.write(records);
    await lake.rollups.bringUpToDate(start, 'usual');
    const [one] = records;
    if (!one) throw new Error('there are many');
    await lake.timeSeries.write([
      { ...one, version: one.version + 1, measures: { ...one.measures, disregarded: 'true' } },
    ]);
    await lake.rollups.bringUpToDate(start, 'usual');
    expect(await lake.vendors()).toEqual(new Map([['big', vendorsKept.fewest - 1]]));
    await lake.stop();
  });

  test('When all that one had is disregarded, Then the days after keep none of it', async () => {
    const lake = await rolledLake();
    const receivedAt = start - 2 * dayMs;
    const records = eventsOf({ vendor: 'big', receivedAt, count: vendorsKept.fewest });
    await lake.timeSeries.write(records);
    await lake.rollups.bringUpToDate(start, 'usual');
    await lake.timeSeries.write(
      records.map((record) => ({
        ...record,
        version: record.version + 1,
        measures: { ...record.measures, disregarded: 'true' },
      })),
    );
    await lake.rollups.bringUpToDate(start, 'usual');
    await lake.timeSeries.write(eventsOf({ vendor: 'big', receivedAt: start, count: 3 }));
    await lake.rollups.bringUpToDate(start, 'usual');
    expect(await lake.vendors()).toEqual(new Map());
    await lake.stop();
  });

  test('When nothing was written, Then no run pays for a statement of vendors', async () => {
    const lake = await rolledLake();
    await lake.rollups.bringUpToDate(start, 'far');
    expect(lake.ran().filter((sql) => sql.startsWith('MERGE INTO rollup_vendors'))).toEqual([]);
    await lake.stop();
  });

  test('When sums are older than they are kept, Then the far look removes them', async () => {
    const lake = await rolledLake();
    const receivedAt = start - 401 * dayMs;
    await lake.timeSeries.write(eventsOf({ vendor: 'big', receivedAt, count: vendorsKept.fewest }));
    await lake.rollups.bringUpToDate(start, 'usual');
    expect((await lake.vendors()).size).toBe(1);
    await lake.rollups.bringUpToDate(start, 'far');
    expect((await lake.vendors()).size).toBe(0);
    await lake.stop();
  });
});
