import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InvoiceSnapshot, snapshotTypes } from '../../functions/core/measures/invoice-snapshot.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { sized } from '../long-run.ts';
import { sampleRecord, sampleSnapshot, sampleTimeNs } from './samples.ts';

/** A time series that keeps snapshots, and a look at those that stand. */
export interface SnapshotsUnderTest {
  readonly timeSeries: TimeSeries;
  snapshots(): Promise<readonly InvoiceSnapshot[]>;
  close(): Promise<void>;
}

const samples = {
  ...{ varchar: 'Ä "quoted" ☃', decimal: '-123456789012345678.000001', timestamp: '1772442900001' },
  ...{ date: '2199-12-31', bigint: '9007199254740993', boolean: 'false' },
} as const;

/** A snapshot in which every field has a value that is not easily kept. */
const everyField = Object.fromEntries(
  Object.entries(snapshotTypes).map(([name, type]) => [name, samples[type]]),
);

let records = 0;

/** A record of the invoice that no other call has written. */
export function anyRecordOf(invoiceId: string, overrides: Parameters<typeof sampleRecord>[0] = {}) {
  records += 1;
  const timeNs = sampleTimeNs + BigInt(records) * 1_000n;
  return sampleRecord({ timeNs, ...overrides, dimensions: { invoiceId, ...overrides.dimensions } });
}

/** The snapshot of one version: its amount says which. */
export function versionOf(invoiceId: string, version: number): InvoiceSnapshot {
  const state = version % 2 === 0 ? 'settled' : 'open';
  return sampleSnapshot({ invoiceId, version, fields: { amount: `${version}.5`, state } });
}

/**
 * What every time series that keeps snapshots of invoices must do; one store, empty at first, serves
 * all the tests, which tell their invoices apart by id.
 * @param options.refusesRecords whether a record that contradicts another is refused
 */
export function snapshotsContract(
  name: string,
  makeSubject: () => Promise<SnapshotsUnderTest>,
  { refusesRecords } = { refusesRecords: true },
): void {
  describe(`Given ${name}, which keeps snapshots of invoices`, () => {
    let subject: SnapshotsUnderTest;
    beforeAll(async () => {
      subject = await makeSubject();
    });
    afterAll(() => subject?.close());

    const write = (...snapshots: readonly InvoiceSnapshot[]) =>
      subject.timeSeries.write(
        snapshots.map(({ invoiceId, version }) => anyRecordOf(invoiceId, { version })),
        snapshots,
      );
    const standing = async (invoiceId: string) =>
      (await subject.snapshots()).filter((snapshot) => snapshot.invoiceId === invoiceId);

    test('When one with every field is written, Then it stands unchanged', async () => {
      const snapshot = { invoiceId: "O'Neill 発票 💶", version: 7, fields: everyField };
      expect(await write(snapshot)).toEqual([]);
      expect(await standing(snapshot.invoiceId)).toEqual([snapshot]);
    });

    test('When a higher version lacks a field, Then nothing is left of it', async () => {
      const full = { invoiceId: 'INV-fewer', version: 1, fields: everyField };
      const { currency } = full.fields;
      const fewer = { invoiceId: 'INV-fewer', version: 2, fields: { ...(currency && { currency }) } };
      await write(full);
      await subject.snapshots();
      await write(fewer);
      expect(await standing('INV-fewer')).toEqual([fewer]);
    });

    test('When the same version comes again, Then it changes nothing', async () => {
      const snapshot = versionOf('INV-again', 3);
      await write(snapshot);
      expect(await write(snapshot, snapshot)).toEqual([]);
      expect(await standing('INV-again')).toEqual([snapshot]);
      await write(snapshot);
      expect(await standing('INV-again')).toEqual([snapshot]);
    });

    test('When a call brings several invoices, Then each has its own', async () => {
      const snapshots = ['INV-a', 'INV-b', 'INV-c'].map((invoiceId) => versionOf(invoiceId, 2));
      expect(await write(...snapshots)).toEqual([]);
      for (const snapshot of snapshots) expect(await standing(snapshot.invoiceId)).toEqual([snapshot]);
    });

    test('When versions come in any order and company, Then the highest stands', async () => {
      let run = 0;
      const calls = fc.array(
        fc.array(fc.record({ invoice: fc.nat({ max: 2 }), version: fc.integer({ min: 1, max: 5 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        { minLength: 1, maxLength: 6 },
      );
      await fc.assert(
        fc.asyncProperty(calls, fc.boolean(), fc.boolean(), async (drawn, atOnce, looksBetween) => {
          run += 1;
          const idOf = (invoice: number) => `INV-order-${run}-${invoice}`;
          const writes = drawn.map((call) =>
            call.map(({ invoice, version }) => versionOf(idOf(invoice), version)),
          );
          if (atOnce) await Promise.all(writes.map((call) => write(...call)));
          else
            for (const call of writes) {
              await write(...call);
              if (looksBetween) await subject.snapshots();
            }
          const byInvoice = Map.groupBy(writes.flat(), ({ invoiceId }) => invoiceId);
          const all = await subject.snapshots();
          for (const [invoiceId, versions] of byInvoice) {
            const highest = Math.max(...versions.map(({ version }) => version));
            const own = all.filter((snapshot) => snapshot.invoiceId === invoiceId);
            expect(own).toEqual([versionOf(invoiceId, highest)]);
          }
        }),
        { numRuns: sized(6, 30) },
      );
    });

    test.runIf(refusesRecords)(
      'When a record of the call is refused, Then snapshots stand all the same',
      async () => {
        const standingRecord = anyRecordOf('INV-refused');
        await subject.timeSeries.write([standingRecord]);
        const other = { ...standingRecord, measures: { ...standingRecord.measures, amount: '1' } };
        const [mine, neighbours] = [versionOf('INV-refused', 2), versionOf('INV-beside', 2)];
        const rejected = await subject.timeSeries.write(
          [anyRecordOf('INV-beside'), other],
          [neighbours, mine],
        );
        expect(rejected.map(({ index }) => index)).toEqual([1]);
        expect(await standing('INV-beside')).toEqual([neighbours]);
        expect(await standing('INV-refused')).toEqual([mine]);
      },
    );
  });
}
