import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { fieldColumn } from '../../functions/adapters/lake/tables.ts';
import { snapshotFields } from '../../functions/core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import { startLake } from './lake.ts';
import type { Fate, LakeFaults } from './lake-double.ts';
import { sampleRecord, sampleTimeNs } from './samples.ts';
import { anyRecordOf, snapshotsContract, versionOf } from './snapshots.suite.ts';
import { timeSeriesContract } from './time-series.suite.ts';

timeSeriesContract(
  'The lake',
  async () => {
    const lake = await startLake();
    return { timeSeries: lake.timeSeries, records: lake.records, close: lake.stop };
  },
  'on reading',
);

snapshotsContract(
  'the lake',
  async () => {
    const lake = await startLake();
    return { timeSeries: lake.timeSeries, snapshots: lake.snapshots, close: lake.stop };
  },
  { refusesRecords: false },
);

let lake: Awaited<ReturnType<typeof startLake>>;
afterEach(() => lake?.stop());

/** Records of as many events. */
function recordsOf(count: number): readonly MeasureRecord[] {
  return Array.from({ length: count }, (_, index) =>
    sampleRecord({ timeNs: sampleTimeNs + BigInt(index), dimensions: { eventKey: `evt-${index}#digest` } }),
  );
}

async function standingKeys(): Promise<readonly string[]> {
  return (await lake.records()).map(({ dimensions }) => dimensions.eventKey).sort();
}

const keysOf = (records: readonly MeasureRecord[]) =>
  records.map(({ dimensions }) => dimensions.eventKey).sort();

describe('Given a stream that takes some records of a call and refuses others', () => {
  test('When any of them fail and come again, Then none is lost and each counts once', async () => {
    const anyFate = fc.constantFrom<Fate>('taken', 'taken', 'refused', 'taken and refused', 'doubled');
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFate, { maxLength: 40 }),
        fc.integer({ min: 1, max: 25 }),
        async (fates, count) => {
          let next = 0;
          lake = await startLake({ fate: () => fates[next++] ?? 'taken' });
          const records = recordsOf(count);
          // As the consumer does with a message that failed: it comes back.
          for (let tries = 0; ; tries += 1) {
            try {
              expect(await lake.timeSeries.write(records)).toEqual([]);
              break;
            } catch (error) {
              expect(error).toMatchObject({ code: 'STREAM_REFUSES', failureClass: 'transient' });
              expect(tries).toBeLessThan(fates.length);
            }
          }
          expect(await standingKeys()).toEqual(keysOf(records));
          expect(lake.errors()).toEqual([]);
          await lake.stop();
        },
      ),
      { numRuns: 30 },
    );
  });

  test('When it refuses one of many, Then that one alone is sent again', async () => {
    let asked = 0;
    const sent: number[] = [];
    const faults: LakeFaults = { fate: () => (asked++ === 3 ? 'refused' : 'taken') };
    lake = await startLake(faults, { wait: async () => void sent.push(asked) });
    await lake.timeSeries.write(recordsOf(10));
    expect(sent).toEqual([10]);
    expect(asked).toBe(11);
    expect(await lake.query('SELECT count(*) AS n FROM events_raw')).toEqual([{ n: 10n }]);
  });

  test('When it goes on refusing, Then three more tries are made, further apart', async () => {
    const pauses: number[] = [];
    lake = await startLake(
      { fate: () => 'refused' },
      { random: () => 0.5, wait: async (ms) => void pauses.push(ms) },
    );
    await expect(lake.timeSeries.write(recordsOf(2))).rejects.toMatchObject({
      code: 'STREAM_REFUSES',
      failureClass: 'transient',
      message: 'The stream events did not take 2 records: ServiceUnavailableException.',
    });
    expect(pauses).toEqual([200, 400, 800]);
  });
});

describe('Given a stream that throttles whole calls', () => {
  test('When it does so for good, Then the write fails as what passes', async () => {
    lake = await startLake({ throttles: () => true });
    await expect(lake.timeSeries.write(recordsOf(1))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
    });
    expect(await standingKeys()).toEqual([]);
  });

  test('When it takes the next one, Then all records stand', async () => {
    let calls = 0;
    lake = await startLake({ throttles: () => calls++ === 0 });
    const records = recordsOf(3);
    await lake.timeSeries.write(records);
    expect(await standingKeys()).toEqual(keysOf(records));
  });
});

describe('Given more than a call takes', () => {
  test('When there are 501 records, Then two calls bring them', async () => {
    lake = await startLake();
    await lake.timeSeries.write(recordsOf(501));
    expect(lake.calls()).toBe(2);
    expect(await standingKeys()).toHaveLength(501);
  });

  test('When they are longer than 4 MiB, Then calls stay below', async () => {
    lake = await startLake();
    const long = 'x'.repeat(900_000);
    const records = recordsOf(6).map((record) => ({
      ...record,
      measures: { ...record.measures, approver: long },
    }));
    await lake.timeSeries.write(records);
    expect(lake.calls()).toBe(2);
    expect(await standingKeys()).toHaveLength(6);
  });

  test('When a snapshot is longer than a record may be, Then its last record is refused', async () => {
    lake = await startLake();
    const [mine, neighbours] = [versionOf('INV-long', 1), versionOf('INV-short', 1)];
    const endless = { ...mine, fields: { ...mine.fields, payments: 'x'.repeat(1_100_000) } };
    const records = ['INV-long', 'INV-long', 'INV-short'].map((invoiceId, index) =>
      anyRecordOf(invoiceId, { dimensions: { eventKey: `evt-${index}#digest` } }),
    );
    const refused = await lake.timeSeries.write(records, [endless, neighbours]);
    expect(refused).toEqual([{ index: 1, reason: "its invoice's snapshot is over 1024000 bytes" }]);
    expect(await lake.snapshots()).toEqual([neighbours]);
    expect(await lake.records()).toHaveLength(3);
  });
});

describe('Given rows as streams want them', () => {
  test('When one lacks a column, Then it is among the errors', async () => {
    lake = await startLake();
    await lake.put('events', ['{"invoiceid":"INV-1"}']);
    expect(lake.errors()).toEqual(['{"invoiceid":"INV-1"}']);
  });

  test('When a text has half a pair of surrogates, Then it is replaced', async () => {
    lake = await startLake();
    await lake.timeSeries.write([sampleRecord({ dimensions: { vendorId: 'V-\ud800' } })]);
    expect((await lake.records()).map(({ dimensions }) => dimensions.vendorId)).toEqual(['V-\ufffd']);
  });

  test('When something happened before 1970, Then its time is rounded down', async () => {
    lake = await startLake();
    await lake.timeSeries.write([sampleRecord({ timeNs: -1n })]);
    expect(await lake.query('SELECT epoch_us("time") AS us, timens FROM events_raw')).toEqual([
      { us: -1n, timens: -1n },
    ]);
  });

  test('When names are put into lower case, Then they stay different', () => {
    const names = snapshotFields.map((name) => fieldColumn(name).name);
    expect(new Set(names).size).toBe(snapshotFields.length);
  });
});
