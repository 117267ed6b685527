import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InvoiceSnapshot, SnapshotField } from '../../functions/core/measures/invoice-snapshot.ts';
import { type DuckDbTimeSeries, openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { invoiceTables } from '../../local/time-series/invoices.ts';
import { paymentList, storedColumns } from '../../local/time-series/stored-columns.ts';
import { sized } from '../long-run.ts';
import { record, runWorkload, snapshot } from './embedded-workload.ts';
import { writeUntilKilled } from './killed-writer.ts';
import { anyRecordOf, snapshotsContract, versionOf } from './snapshots.suite.ts';
import { standingRecords, standingSnapshots } from './standing-records.ts';

const makeFolder = () => mkdtemp(join(tmpdir(), 'bems-snapshots-'));

snapshotsContract('the DuckDB file', async () => {
  const folder = await makeFolder();
  const timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
  return {
    timeSeries,
    snapshots: () => standingSnapshots(timeSeries),
    async close() {
      await timeSeries.close();
      await rm(folder, { recursive: true });
    },
  };
});

/** The snapshot, of events that were received at these times, ms since the epoch. */
function receivedAt(times: readonly number[], snapshot: InvoiceSnapshot): InvoiceSnapshot {
  const received = { firstReceivedAt: `${Math.min(...times)}`, lastReceivedAt: `${Math.max(...times)}` };
  return { ...snapshot, fields: { ...snapshot.fields, ...received } };
}

describe('Given snapshots in a DuckDB file', () => {
  let folder: string;
  let path: string;
  let timeSeries: DuckDbTimeSeries;
  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'time-series.duckdb');
    timeSeries = await openDuckDbTimeSeries({ path });
  });
  afterEach(async () => {
    await timeSeries.close();
    await rm(folder, { recursive: true });
  });
  const reopen = async () => {
    await timeSeries.close();
    timeSeries = await openDuckDbTimeSeries({ path });
  };
  const write = (...snapshots: readonly InvoiceSnapshot[]) =>
    timeSeries.write(
      snapshots.map(({ invoiceId }) => anyRecordOf(invoiceId)),
      snapshots,
    );
  const unmerged = async () => Number((await timeSeries.query('FROM invoice_versions')).length);

  test('When they are merged twice, Then the second time changes nothing', async () => {
    await write(versionOf('INV-1', 2), versionOf('INV-2', 1));
    await write(versionOf('INV-1', 1));
    expect(await unmerged()).toBe(3);
    await timeSeries.merge();
    expect(await unmerged()).toBe(0);
    await timeSeries.merge();
    expect(await standingSnapshots(timeSeries)).toEqual([versionOf('INV-1', 2), versionOf('INV-2', 1)]);
  });

  test('When the file is opened with unmerged ones, Then they stand', async () => {
    await write(versionOf('INV-1', 2));
    await timeSeries.merge();
    await write(versionOf('INV-1', 3), versionOf('INV-2', 1));
    await write(versionOf('INV-2', 4));
    await reopen();
    expect(await unmerged()).toBe(0);
    expect(await standingSnapshots(timeSeries)).toEqual([versionOf('INV-1', 3), versionOf('INV-2', 4)]);
  });

  test('When writes come while they are merged, Then the highest always stand', async () => {
    const act = fc.oneof(
      { weight: 1, arbitrary: fc.constant('merge' as const) },
      {
        weight: 4,
        arbitrary: fc.record({ invoice: fc.nat({ max: 3 }), version: fc.integer({ min: 1, max: 9 }) }),
      },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
        run += 1;
        const idOf = (invoice: number) => `INV-${run}-${invoice}`;
        const highest = new Map<string, number>();
        await Promise.all(
          acts.map((each) => {
            if (each === 'merge') return timeSeries.merge();
            const id = idOf(each.invoice);
            highest.set(id, Math.max(each.version, highest.get(id) ?? 0));
            return write(versionOf(id, each.version));
          }),
        );
        const own = (await standingSnapshots(timeSeries)).filter(({ invoiceId }) =>
          invoiceId.startsWith(`INV-${run}-`),
        );
        expect(own).toEqual([...highest].sort().map(([id, version]) => versionOf(id, version)));
      }),
      { numRuns: sized(4, 30) },
    );
  });

  test('When events come that were received at any time, Then one row always stands', async () => {
    const receipts = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 3 });
    const act = fc.record({ invoice: fc.nat({ max: 2 }), version: fc.integer({ min: 1, max: 3 }) });
    const acts = fc.array(act, { minLength: 1, maxLength: 12 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.tuple(receipts, receipts, receipts), acts, async (times, writes) => {
        run += 1;
        const highest = new Map<string, InvoiceSnapshot>();
        for (const { invoice, version } of writes) {
          const known = times[invoice]?.slice(0, version).map((at) => at * 86_400_000) ?? [];
          const coming = receivedAt(known, versionOf(`INV-${run}-${invoice}`, version));
          await write(coming);
          await timeSeries.merge();
          const before = highest.get(coming.invoiceId);
          if (!before || before.version <= version) highest.set(coming.invoiceId, coming);
        }
        const own = (await standingSnapshots(timeSeries)).filter(({ invoiceId }) =>
          invoiceId.startsWith(`INV-${run}-`),
        );
        expect(own).toEqual([...highest].sort().map(([, snapshot]) => snapshot));
      }),
      { numRuns: sized(4, 30) },
    );
  });

  test('When a row does not say when its events came, Then it is replaced', async () => {
    const before = receivedAt([1], versionOf('INV-1', 1));
    const after = receivedAt([1, 2], versionOf('INV-1', 2));
    await write(before);
    await timeSeries.merge();
    for (const table of invoiceTables) await timeSeries.query(`UPDATE ${table} SET "lastReceivedAt" = NULL`);
    await write(after);
    await timeSeries.merge();
    expect(await standingSnapshots(timeSeries)).toEqual([after]);
  });

  test('When two ids have the same hash, Then each invoice has its own', async () => {
    // Texts of the same MD5: https://x.com/realhashbreaker/status/1770161965006008570
    const ids = ['A', 'E'].map(
      (letter) => `TEXTCOLLBYfGiJUETHQ4h${letter}cKSMd5zYpgqf1YRDhkmxHkhPWptrkoyz28wnI9V0aHeAuaKnak`,
    );
    const [one = '', other = ''] = ids;
    await write(versionOf(one, 1), versionOf(other, 5));
    await timeSeries.merge();
    await write(versionOf(one, 3));
    await timeSeries.merge();
    await write(versionOf(other, 4));
    expect(await standingSnapshots(timeSeries)).toEqual([versionOf(one, 3), versionOf(other, 5)]);
    const hashes = await timeSeries.query('SELECT DISTINCT hash FROM invoices');
    expect(hashes).toHaveLength(1);
  });

  test.each<[SnapshotField, string]>([
    ['amount', '1e3'],
    ['openAmount', '0.0000000000001'],
    ['settledAt', 'yesterday'],
    ['dueDate', '2026-3-1'],
    ['exceptions', '1.5'],
    ['touched', 'maybe'],
  ])('When the columns cannot hold %s, Then its own record is refused', async (field, value) => {
    const [fine, flawed] = [versionOf('INV-1', 2), versionOf('INV-2', 2)];
    const snapshots = [fine, { ...flawed, fields: { ...flawed.fields, [field]: value } }];
    const records = ['INV-2', 'INV-2', 'INV-1'].map((invoiceId) => anyRecordOf(invoiceId));
    const rejected = await timeSeries.write(records, snapshots);
    expect(rejected).toMatchObject([{ index: 1, reason: expect.stringContaining(value) }]);
    expect(await standingSnapshots(timeSeries)).toEqual([fine]);
    expect(await standingRecords(timeSeries)).toHaveLength(2);
  });

  test('When any values come that a column can hold, Then they always stand unchanged', async () => {
    const maxMs = 8_640_000_000_000_000;
    const anyDate = fc
      .integer({ min: Date.UTC(0, 0, 1) / 86_400_000, max: Date.UTC(9999, 11, 31) / 86_400_000 })
      .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
    const anyFields = fc.record(
      {
        vendorId: fc.string({ unit: 'binary' }),
        status: fc.string({ unit: 'grapheme' }),
        amount: fc
          .tuple(fc.bigInt({ min: -(10n ** 26n) + 1n, max: 10n ** 26n - 1n }), fc.nat({ max: 999_999 }))
          .map(([whole, part]) => `${whole}.${part}1`),
        settledAt: fc.integer({ min: -maxMs, max: maxMs }).map(String),
        ingestionMs: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
        dueDate: anyDate,
        touched: fc.boolean().map(String),
      },
      { requiredKeys: [] },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyFields, { minLength: 1, maxLength: 20, size: 'max' }), async (several) => {
        run += 1;
        const own = `INV-${run}-`;
        const written = several.map((fields, index) => ({
          ...{ invoiceId: `${own}${String(index).padStart(2, '0')}`, version: 1, fields },
        }));
        await write(...written);
        const standing = await standingSnapshots(timeSeries);
        expect(standing.filter(({ invoiceId }) => invoiceId.startsWith(own))).toEqual(written);
      }),
      { numRuns: sized(4, 30) },
    );
  });

  test('When a text has half a character, Then it stands with a sign for it', async () => {
    const first = versionOf('INV-1', 2);
    await write({ ...first, fields: { ...first.fields, vendorId: 'V-\ud83d \\ud83d' } });
    const [standing] = await standingSnapshots(timeSeries);
    expect(standing?.fields.vendorId).toBe('V-\ufffd \\ud83d');
  });

  test.each(['8640000000000001', '-8640000000000001'])(
    'When a time is beyond the calendar (%s), Then it is refused',
    async (settledAt) => {
      const flawed = versionOf('INV-1', 2);
      const snapshot = { ...flawed, fields: { ...flawed.fields, settledAt } };
      expect(await write(snapshot)).toMatchObject([{ reason: expect.stringContaining(settledAt) }]);
    },
  );

  test('When a record cannot be held, Then the snapshot of its invoice stands', async () => {
    const flawed = anyRecordOf('INV-1', { measures: { amount: 'much' } });
    const rejected = await timeSeries.write([anyRecordOf('INV-1'), flawed], [versionOf('INV-1', 2)]);
    expect(rejected).toMatchObject([{ index: 1 }]);
    expect(await standingSnapshots(timeSeries)).toEqual([versionOf('INV-1', 2)]);
  });

  test('When the file has one table of a former version, Then it is divided', async () => {
    const versions = [versionOf('INV-1', 2), versionOf('INV-2', 1), versionOf('INV-3', 4)];
    await write(...versions);
    await timeSeries.merge();
    const workedOut = [...storedColumns.map(({ name }) => name), paymentList].join();
    await timeSeries.query(`CREATE TABLE former AS SELECT * EXCLUDE (${workedOut}) FROM invoices`);
    await timeSeries.query('DROP VIEW invoices');
    for (const table of invoiceTables) await timeSeries.query(`DROP TABLE ${table}`);
    await timeSeries.query('ALTER TABLE former RENAME TO invoices');
    await reopen();
    await reopen();
    expect(await standingSnapshots(timeSeries)).toEqual(versions);
    await write(versionOf('INV-1', 3));
    await timeSeries.merge();
    const unsettled = await timeSeries.query('FROM unsettled_invoices ORDER BY "invoiceId"');
    expect(unsettled.map(({ invoiceId }) => invoiceId)).toEqual(['INV-1', 'INV-2']);
    expect(await timeSeries.query('FROM settled_invoices')).toHaveLength(1);
  });

  test('When the file lacks what is worked out, Then it is worked out', async () => {
    await write(versionOf('INV-1', 2), versionOf('INV-2', 1), versionOf('INV-3', 4));
    await timeSeries.merge();
    const placed = () => timeSeries.query('FROM invoices ORDER BY "invoiceId"');
    const before = await placed();
    const known = before.flatMap((row) => storedColumns.filter(({ name }) => row[name] != null));
    expect(known).not.toHaveLength(0);
    for (const table of invoiceTables)
      for (const { name } of storedColumns)
        await timeSeries.query(`ALTER TABLE ${table} DROP COLUMN ${name}`);
    await reopen();
    expect(await placed()).toEqual(before);
  });

  test('When the file has former columns only, Then it takes the new fields', async () => {
    await write(versionOf('INV-1', 2));
    await timeSeries.merge();
    await write(versionOf('INV-2', 1));
    for (const table of invoiceTables)
      for (const column of ['currency', 'postingMs'])
        await timeSeries.query(`ALTER TABLE ${table} DROP COLUMN "${column}"`);
    await reopen();
    const [one, two] = await standingSnapshots(timeSeries);
    const { currency: _, ...former } = versionOf('INV-1', 2).fields;
    expect(one).toEqual({ ...versionOf('INV-1', 2), fields: former });
    expect(two?.invoiceId).toBe('INV-2');
    await write(versionOf('INV-1', 2), versionOf('INV-2', 2));
    expect(await standingSnapshots(timeSeries)).toEqual([versionOf('INV-1', 2), versionOf('INV-2', 2)]);
  });
});

describe('Given a writer of snapshots killed at any moment', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('When the file is opened, Then none is lost or older than its record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), async (acknowledgements) => {
        const path = join(folder, `killed-${acknowledgements}-${Math.random()}.duckdb`);
        const durable = await writeUntilKilled('time-series', path, acknowledgements);
        const survivor = await openDuckDbTimeSeries({ path });
        const versions = new Map(
          (await standingSnapshots(survivor)).map(({ invoiceId, version }) => [invoiceId, version]),
        );
        for (const { invoiceId, version } of durable.map(snapshot))
          expect(versions.get(invoiceId)).toBeGreaterThanOrEqual(version);
        const visible = new Set(
          (await standingRecords(survivor)).map(({ dimensions }) => dimensions.invoiceId),
        );
        expect([...versions.keys()].sort()).toEqual([...visible].sort());

        const whole = new Map<string, InvoiceSnapshot>();
        await runWorkload(200, async (position) => {
          const { invoiceId, version } = snapshot(position);
          if ((whole.get(invoiceId)?.version ?? 0) < version) whole.set(invoiceId, snapshot(position));
          await survivor.write([record(position)], [snapshot(position)]);
          if (position % 300 === 0) await survivor.merge();
        });
        const expected = [...whole].sort().map(([, last]) => last);
        expect(await standingSnapshots(survivor)).toEqual(expected);
        await survivor.close();
      }),
      { numRuns: sized(1, 3) },
    );
  }, 60_000);
});
