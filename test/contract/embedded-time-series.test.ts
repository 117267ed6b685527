import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { type DuckDbTimeSeries, openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { stages } from '../../schemas/stages.ts';
import { memoryTimeSeries } from '../doubles/memory-time-series.ts';
import { sized } from '../long-run.ts';
import { record, runWorkload } from './embedded-workload.ts';
import { writeUntilKilled } from './killed-writer.ts';
import { sampleRecord, sampleTimeNs } from './samples.ts';
import { recomputedRollup, standingRecords, storedRollup } from './standing-records.ts';
import { timeSeriesContract } from './time-series.suite.ts';

const makeFolder = () => mkdtemp(join(tmpdir(), 'bems-time-series-'));

timeSeriesContract('The DuckDB file', async () => {
  const folder = await makeFolder();
  const timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
  return {
    timeSeries,
    records: () => standingRecords(timeSeries),
    async close() {
      await timeSeries.close();
      await rm(folder, { recursive: true });
    },
  };
});

const byIdentity = (records: readonly MeasureRecord[]) =>
  records.toSorted((a, b) => (identity(a) < identity(b) ? -1 : 1));

const identity = ({ timeNs, dimensions }: MeasureRecord) => `${timeNs} ${Object.values(dimensions).join()}`;

/** Replies to calls one after the other, each naming an identity once: of two values in one call, either may be refused. */
async function inTurn(store: TimeSeries, writes: readonly MeasureRecord[][]): Promise<number[][]> {
  const replies: number[][] = [];
  for (const records of writes) {
    const distinct = [...new Map(records.map((of) => [identity(of), of])).values()];
    replies.push((await store.write(distinct)).map(({ index }) => index));
  }
  return replies;
}

async function expectConsistent(timeSeries: DuckDbTimeSeries): Promise<void> {
  const standing = await standingRecords(timeSeries);
  expect(await storedRollup(timeSeries)).toEqual(recomputedRollup(standing));
  expect(timeSeries.visible()).toBe(standing.length);
  expect(timeSeries.visibleByStage()).toEqual(
    Object.fromEntries(
      stages.map((stage) => [stage, standing.filter(({ dimensions }) => dimensions.stage === stage).length]),
    ),
  );
}

describe('The DuckDB time series', () => {
  let folder: string;
  let path: string;
  let timeSeries: DuckDbTimeSeries;
  let seen: number[];
  const open = () => openDuckDbTimeSeries({ path, onVisible: (receivedAt) => seen.push(...receivedAt) });
  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'time-series.duckdb');
    seen = [];
    timeSeries = await open();
  });
  afterEach(async () => {
    await timeSeries.close();
    await rm(folder, { recursive: true });
  });
  const reopen = async () => {
    await timeSeries.close();
    timeSeries = await open();
  };
  const received = (ms: number, overrides: Parameters<typeof sampleRecord>[0] = {}) =>
    sampleRecord({
      timeNs: sampleTimeNs + BigInt(ms),
      ...overrides,
      measures: { receivedAt: String(ms), ...overrides.measures },
    });

  describe('Given no records', () => {
    test('When looked at, Then there is nothing to see', async () => {
      expect(timeSeries.visible()).toBe(0);
      expect(timeSeries.newestReceivedAt()).toBeNull();
    });
  });

  describe('Given a record that the columns cannot hold', () => {
    test('When written, Then it is refused with the reason and the others stand', async () => {
      const flawed: Parameters<typeof sampleRecord>[0][] = [
        { measures: { amount: '1e3' } },
        { measures: { amount: '1.0000000000001' } },
        { measures: { stageElapsedMs: 'soon' } },
        { measures: { skewed: 'yes' } },
        { measures: { receivedAt: '2026-03-02' } },
        { timeNs: 2n ** 63n },
      ];
      const rejected = await timeSeries.write([sampleRecord(), ...flawed.map((flaw) => sampleRecord(flaw))]);
      expect(rejected.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(timeSeries.visible()).toBe(1);
    });
  });

  describe('Given records written and replaced', () => {
    test('When the file is opened again, Then counts and newest time are the same', async () => {
      await timeSeries.write([received(1_000), received(90_000), received(1_000, { version: 2 })]);
      expect(seen).toEqual([1_000, 90_000]);
      await reopen();
      expect(timeSeries.newestReceivedAt()).toBe('1970-01-01T00:01:30.000Z');
      await expectConsistent(timeSeries);
      await timeSeries.write([received(1_000, { version: 3, measures: { amount: '2' } }), received(1_500)]);
      expect(timeSeries.visible()).toBe(3);
      await expectConsistent(timeSeries);
    });
  });

  describe('Given a file from before some measures', () => {
    test('When opened, Then it keeps its records and takes the new measures', async () => {
      await timeSeries.write([received(1_000)]);
      const before = await standingRecords(timeSeries);
      const added = ['documentType', 'paidAmount', 'openAmount', 'overpaidAmount', 'discountAvailable'];
      for (const name of [...added, 'disregarded'])
        await timeSeries.query(`ALTER TABLE events DROP COLUMN "${name}"`);
      await reopen();
      expect(await standingRecords(timeSeries)).toEqual(before);
      const later = received(2_000, { measures: { documentType: 'credit-note', paidAmount: '-2' } });
      expect(await timeSeries.write([later])).toEqual([]);
      await reopen();
      expect(await standingRecords(timeSeries)).toEqual([...before, later]);
      await expectConsistent(timeSeries);
    });
  });

  describe('Given any writes at once, in any order, with repetition', () => {
    test('When written, Then records, replies and rollup are those of the port', async () => {
      let run = 0;
      const written = fc.record({
        event: fc.nat({ max: 5 }),
        version: fc.integer({ min: 1, max: 4 }),
        amount: fc.constantFrom('1', '2.5', '-3'),
        paid: fc.boolean(),
      });
      const calls = fc.array(fc.array(written, { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(
          calls,
          fc.constantFrom('at once', 'in turn', 'after a restart'),
          async (drawn, how) => {
            run += 1;
            const invoiceId = `INV-${run}`;
            const writes = drawn.map((call) =>
              call.map(({ event, version, amount, paid }) =>
                received(event * 400_000, {
                  version,
                  dimensions: { invoiceId, ...(paid && { stage: 'posting', status: 'paid' }) },
                  measures: { amount },
                }),
              ),
            );
            if (how === 'after a restart') await reopen();
            const port = memoryTimeSeries();
            const expected = await inTurn(port, writes);
            if (how === 'at once') await Promise.all(writes.map((records) => timeSeries.write(records)));
            else expect(await inTurn(timeSeries, writes)).toEqual(expected);

            const own = (await standingRecords(timeSeries)).filter(
              (of) => of.dimensions.invoiceId === invoiceId,
            );
            if (how === 'at once')
              expect(own.map(identity).sort()).toEqual(port.records().map(identity).sort());
            else expect(byIdentity(own)).toEqual(byIdentity(port.records()));
            await expectConsistent(timeSeries);
          },
        ),
        { numRuns: sized(8, 40) },
      );
    });
  });

  describe('Given a writer killed at any moment', () => {
    test('When all is written again, Then records and rollup are complete', async () => {
      const whole = memoryTimeSeries();
      await runWorkload(1, async (position) => void (await whole.write([record(position)])));
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), async (acknowledgements) => {
          const killed = join(folder, `killed-${acknowledgements}-${Math.random()}.duckdb`);
          const durable = await writeUntilKilled('time-series', killed, acknowledgements);
          expect(durable.length).toBeGreaterThanOrEqual(acknowledgements);
          const survivor = await openDuckDbTimeSeries({ path: killed });
          await expectConsistent(survivor);
          const versions = new Map(
            (await standingRecords(survivor)).map(({ timeNs, version }) => [timeNs, version]),
          );
          for (const { timeNs, version } of durable.map(record))
            expect(versions.get(timeNs)).toBeGreaterThanOrEqual(version);

          await runWorkload(200, async (position) => {
            expect(await survivor.write([record(position)])).toEqual([]);
          });
          expect(byIdentity(await standingRecords(survivor))).toEqual(byIdentity(whole.records()));
          await expectConsistent(survivor);
          await survivor.close();
        }),
        { numRuns: sized(1, 5) },
      );
    });
  });
});
