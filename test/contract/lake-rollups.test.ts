import Big from 'big.js';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createAthenaQueries } from '../../functions/adapters/athena/queries.ts';
import { glueTableVersions } from '../../functions/adapters/glue/table-versions.ts';
import { lakeRollups } from '../../functions/adapters/lake/rollups.ts';
import { rollupsUnlessUnchanged } from '../../functions/adapters/lake/unless-unchanged.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { memoryRecords } from '../doubles/memory-records.ts';
import { sized } from '../long-run.ts';
import { startLake } from './lake.ts';
import type { LakeFaults } from './lake-double.ts';
import { sampleRecord } from './samples.ts';
import { anyRecordOf, versionOf } from './snapshots.suite.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 2, 2, 10);

/** A lake under a clock that a test moves, and its rollups, which are made unless nothing has changed. */
async function rolledLake(faults: LakeFaults = {}) {
  const clock = { at: start, now: () => clock.at++ };
  const lake = await startLake(faults, { clock });
  const always = lakeRollups(
    createAthenaQueries({
      ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 1_000, wait: async () => {} },
    }),
    { keptDays: 400 },
  );
  const rollups = rollupsUnlessUnchanged(always, {
    versions: glueTableVersions(lake.glue, 'd'),
    records: memoryRecords(clock),
  });
  return { ...lake, clock, rollups };
}

let lake: Awaited<ReturnType<typeof rolledLake>>;
afterEach(() => lake?.stop());

/** Sums by the keys of the rollup that are not zero, as the lake has them. */
async function rolledUp() {
  const rows = await lake.query(
    `SELECT concat_ws(' ', receivedhour, hour, stage, status, kind, currency) AS key, n, amount FROM rollup`,
  );
  return sorted(
    rows.map(({ key, n, amount }) => [String(key), Number(n), new Big(String(amount)).toFixed()]),
  );
}

async function histogram() {
  const rows = await lake.query(
    `SELECT concat_ws(' ', receivedhour, hour, stage, status, currency, bucket) AS key, n FROM rollup_durations`,
  );
  return sorted(rows.map(({ key, n }) => [String(key), Number(n)]));
}

type Sums = readonly (readonly [string, ...(string | number)[]])[];

function sorted(sums: Sums): Sums {
  return sums.filter(([, n]) => n !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const hourOf = (ms: number) =>
  new Date(Math.floor(ms / hourMs) * hourMs).toISOString().slice(0, 19).replace('T', ' ');

/** The same sums from the records that are to stand. */
function recomputed(records: readonly MeasureRecord[]) {
  const counting = records.filter(({ measures }) => measures.disregarded !== 'true');
  const receivedHour = ({ measures }: MeasureRecord) => hourOf(Number(measures.receivedAt));
  const happenedHour = ({ timeNs }: MeasureRecord) => hourOf(Number(timeNs / 1_000_000n));
  const sums = Map.groupBy(counting, (record) => {
    const { stage, status, kind, currency } = record.dimensions;
    return [receivedHour(record), happenedHour(record), stage, status, kind, currency].join(' ');
  });
  const buckets = Map.groupBy(
    counting.filter(({ measures }) => measures.stageElapsedMs !== undefined),
    (record) => {
      const { stage, status, currency } = record.dimensions;
      let bucket = 0;
      while (1.1 ** (bucket + 1) <= Number(record.measures.stageElapsedMs) + 1) bucket += 1;
      return [receivedHour(record), happenedHour(record), stage, status, currency, bucket].join(' ');
    },
  );
  return {
    sums: sorted(
      [...sums].map(([key, group]) => [
        key,
        group.length,
        group.reduce((sum, { measures }) => sum.plus(measures.amount ?? 0), new Big(0)).toFixed(),
      ]),
    ),
    buckets: sorted([...buckets].map(([key, group]) => [key, group.length])),
  };
}

/** The record that is to stand of each event: the highest version, of equal ones the last. */
function standing(written: readonly MeasureRecord[]): readonly MeasureRecord[] {
  const newest = new Map<string, MeasureRecord>();
  for (const record of written) {
    const key = record.dimensions.eventKey;
    if ((newest.get(key)?.version ?? -1) <= record.version) newest.set(key, record);
  }
  return [...newest.values()];
}

async function expectRolledUp(written: readonly MeasureRecord[]): Promise<void> {
  const { sums, buckets } = recomputed(standing(written));
  expect(await rolledUp()).toEqual(sums);
  expect(await histogram()).toEqual(buckets);
}

/** An event of so many that there are, received a fixed time ago, in one of its versions. */
const anyVersion = fc
  .record({
    event: fc.nat({ max: 11 }),
    version: fc.integer({ min: 1, max: 4 }),
    amount: fc.constantFrom('0', '-12.5', '1250.40', '999999999999999.999999'),
    elapsed: fc.constantFrom(undefined, '0', '1', '4999', '86400000'),
    disregarded: fc.constantFrom(undefined, undefined, 'true', 'false'),
  })
  .map(({ event, version, amount, elapsed, disregarded }) => {
    const receivedAt = start - event * 7 * hourMs;
    return sampleRecord({
      version,
      timeNs: BigInt(receivedAt - event * 1_800_000) * 1_000_000n,
      dimensions: {
        eventKey: `e-${event}#d`,
        status: event % 2 ? 'received' : 'validated',
        currency: event % 3 ? 'EUR' : 'JPY',
      },
      measures: {
        ...{ amount, receivedAt: String(receivedAt) },
        ...(elapsed && { stageElapsedMs: elapsed }),
        ...(disregarded && { disregarded }),
      },
    });
  });

/** What happens to a cell: records are written, time passes, a run is made or fails somewhere. */
const anyStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(anyVersion, { minLength: 1, maxLength: 6 }).map((records) => ({ records })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...(['whole', 'twice', 'meanwhile'] as const).map((run) => ({ run }))),
  },
  { weight: 1, arbitrary: fc.nat({ max: 5 }).map((dies) => ({ dies })) },
  { weight: 1, arbitrary: fc.constantFrom(1, 15, 300, 3_000).map((minutes) => ({ minutes })) },
);

describe('Given a lake whose records are written late, again and in any version', () => {
  test('When runs are made, missed, repeated or die, Then the next whole one is right', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 10 }), async (steps) => {
        let failAfter = Number.POSITIVE_INFINITY;
        lake = await rolledLake({ failsQuery: () => failAfter-- <= 0 });
        const written: MeasureRecord[] = [];
        const run = () => lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
        for (const step of [...steps, { run: 'whole' as const }]) {
          if ('records' in step) {
            for (const record of step.records) await lake.timeSeries.write([record]);
            written.push(...step.records);
          } else if ('minutes' in step) lake.clock.at += step.minutes * 60_000;
          else if ('dies' in step) {
            failAfter = step.dies;
            await run().catch((error: unknown) => expect(error).toMatchObject({ code: 'QUERY_FAILED' }));
            failAfter = Number.POSITIVE_INFINITY;
          } else {
            if (step.run === 'twice') await Promise.all([run(), run()]);
            else if (step.run === 'meanwhile') {
              // Written while a run is under way, which may see it or not.
              const record = written.at(-1) ?? sampleRecord({ measures: { receivedAt: String(start) } });
              const newer = { ...record, version: record.version + 10 };
              await Promise.all([run(), lake.timeSeries.write([newer])]);
              written.push(newer);
              await run();
            } else await run();
            await expectRolledUp(written);
          }
        }
        await lake.stop();
      }),
      { numRuns: sized(4, 24) },
    );
  });

  test('When a stream shows a record late, Then the far look finds it', async () => {
    lake = await rolledLake();
    const record = sampleRecord({ measures: { receivedAt: String(start - 20 * hourMs) } });
    const other = sampleRecord({
      dimensions: { eventKey: 'other#d' },
      measures: { receivedAt: String(start) },
    });
    await lake.timeSeries.write([other]);
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    // Written long before the run, and there only now.
    lake.clock.at = start - 19 * hourMs;
    await lake.timeSeries.write([record]);
    lake.clock.at = start + hourMs;
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    await expectRolledUp([other]);
    await lake.rollups.bringUpToDate(lake.clock.now(), 'far');
    await expectRolledUp([other, record]);
  });

  test('When a stream takes twenty minutes to show a record, Then the next run finds it', async () => {
    lake = await rolledLake();
    const [old, other] = ['old#d', 'other#d'].map((eventKey, index) =>
      sampleRecord({
        dimensions: { eventKey },
        measures: { receivedAt: String(start - 200 * hourMs * (1 - index)) },
      }),
    );
    if (!old || !other) throw new Error('there are two');
    await lake.timeSeries.write([other]);
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    lake.clock.at -= 20 * 60_000;
    await lake.timeSeries.write([old]);
    lake.clock.at += 35 * 60_000;
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    await expectRolledUp([old, other]);
  });

  test('When a run dies between statements, Then the next one takes all its hours again', async () => {
    let left = Number.POSITIVE_INFINITY;
    lake = await rolledLake({ failsQuery: (sql) => sql.startsWith('MERGE') && left-- <= 0 });
    const records = Array.from({ length: 30 }, (_, index) =>
      sampleRecord({
        dimensions: { eventKey: `e-${index}#d` },
        measures: { receivedAt: String(start - (500 + index) * hourMs) },
      }),
    );
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    await lake.timeSeries.write(records);
    for (const merges of [0, 1, 2, 3, 4, 5]) {
      left = merges;
      await expect(lake.rollups.bringUpToDate(lake.clock.now(), 'usual')).rejects.toMatchObject({
        code: 'QUERY_FAILED',
      });
      lake.clock.at += 2 * hourMs;
    }
    left = Number.POSITIVE_INFINITY;
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    await expectRolledUp(records);
  });

  test('When a record is rewritten into another bucket, Then the former one counts zero', async () => {
    lake = await rolledLake();
    const versions = ['10', '100000'].map((stageElapsedMs, version) =>
      sampleRecord({ version, measures: { stageElapsedMs, receivedAt: String(start) } }),
    );
    for (const version of versions) {
      await lake.timeSeries.write([version]);
      await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    }
    await expectRolledUp(versions);
  });

  test('When nothing changes, Then the next run asks nothing at all', async () => {
    lake = await rolledLake();
    await lake.timeSeries.write([sampleRecord({ measures: { receivedAt: String(start) } })]);
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    const asked = lake.ran().length;
    expect(await lake.rollups.bringUpToDate(lake.clock.now(), 'usual')).toEqual({ hours: 0 });
    expect(lake.ran()).toHaveLength(asked);
  });

  test('When nothing changes, Then no row is written again', async () => {
    lake = await rolledLake();
    await lake.timeSeries.write([sampleRecord({ measures: { receivedAt: String(start) } })]);
    await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
    const before = await lake.query(
      'SELECT rolledat FROM rollup UNION ALL SELECT rolledat FROM rollup_durations',
    );
    await lake.rollups.bringUpToDate(lake.clock.now(), 'far');
    expect(
      await lake.query('SELECT rolledat FROM rollup UNION ALL SELECT rolledat FROM rollup_durations'),
    ).toEqual(before);
  });

  test('When nothing was ever written, Then a run looks at the present hours alone', async () => {
    lake = await rolledLake();
    expect(await lake.rollups.bringUpToDate(start, 'usual')).toEqual({ hours: 4 });
    expect(await rolledUp()).toEqual([]);
  });

  test('When things are older than they are kept, Then the far look alone removes them', async () => {
    lake = await rolledLake();
    const dayMs = 24 * hourMs;
    const midnight = start - (start % dayMs);
    const at = (days: number) => midnight - days * dayMs;
    for (const receivedAt of [at(400) - 1, at(400)])
      await lake.timeSeries.write([
        sampleRecord({
          dimensions: { eventKey: `${receivedAt}#d` },
          measures: { receivedAt: String(receivedAt), stageElapsedMs: '5' },
        }),
      ]);
    for (const [version, writtenAt] of [at(14) - 1, at(14)].entries()) {
      lake.clock.at = writtenAt;
      await lake.timeSeries.write([anyRecordOf('INV-old')], [versionOf('INV-old', version)]);
    }
    lake.clock.at = start;
    const left = async () => {
      const counts = ['events_raw', 'rollup', 'rollup_durations', 'invoice_versions', 'invoices'].map(
        async (table) => Number((await lake.query(`SELECT count(*) AS n FROM ${table}`))[0]?.n),
      );
      return Promise.all(counts);
    };
    await lake.rollups.bringUpToDate(start, 'usual');
    const [events = 0, sums = 0, buckets = 0, versions, invoices] = await left();
    expect([versions, invoices]).toEqual([2, 1]);
    await lake.rollups.bringUpToDate(start, 'far');
    expect(await left()).toEqual([events - 1, sums - 1, buckets - 1, 1, 1]);
    expect(await lake.query('SELECT CAST(version AS integer) AS v FROM invoices')).toEqual([{ v: 1 }]);
  });

  test('When a first run has many hours, none recent, Then it tells how far it came', async () => {
    lake = await rolledLake();
    for (let ago = 44; ago > 20; ago -= 1)
      await lake.timeSeries.write([
        sampleRecord({
          dimensions: { eventKey: `${ago}#d` },
          measures: { receivedAt: String(start - ago * hourMs) },
        }),
      ]);
    await lake.rollups.bringUpToDate(start, 'usual');
    expect(await lake.query('SELECT epoch_ms(max(rolledat)) AS at FROM rollup')).toEqual([
      { at: BigInt(start) },
    ]);
  });

  test('When many hours are due, Then statements take twelve each, the oldest first', async () => {
    lake = await rolledLake();
    await lake.rollups.bringUpToDate(start, 'far');
    const statements = lake.ran().filter((sql) => sql.startsWith('MERGE INTO rollup '));
    const firstHours = statements.map((sql) => /receivedat >= TIMESTAMP '([^']+)'/.exec(sql)?.[1]);
    expect(firstHours).toEqual([
      '2026-03-01 08:00:00.000',
      '2026-03-01 20:00:00.000',
      '2026-03-02 08:00:00.000',
    ]);
  });
});

describe('Given snapshots of invoices in a lake', () => {
  test('When they are merged in any runs, Then the newest of each is in its place', async () => {
    const anyWrite = fc.record({ invoice: fc.nat({ max: 2 }), version: fc.integer({ min: 1, max: 5 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(anyWrite, fc.constant('run' as const)), { maxLength: 12 }),
        async (steps) => {
          lake = await rolledLake();
          const highest = new Map<number, number>();
          for (const step of [...steps, 'run' as const]) {
            if (step === 'run') await lake.rollups.bringUpToDate(lake.clock.now(), 'usual');
            else {
              const { invoice, version } = step;
              await lake.timeSeries.write(
                [anyRecordOf(`INV-${invoice}`)],
                [versionOf(`INV-${invoice}`, version)],
              );
              highest.set(invoice, Math.max(highest.get(invoice) ?? 0, version));
            }
          }
          const rows = await lake.query(
            'SELECT invoiceid, version, amount, state FROM invoices ORDER BY invoiceid',
          );
          expect(rows).toEqual(
            [...highest]
              .toSorted(([a], [b]) => a - b)
              .map(([invoice, version]) => {
                const { invoiceId, fields } = versionOf(`INV-${invoice}`, version);
                return {
                  invoiceid: invoiceId,
                  version: BigInt(version),
                  amount: fields.amount,
                  state: fields.state,
                };
              }),
          );
          await lake.stop();
        },
      ),
      { numRuns: sized(3, 16) },
    );
  });
});
