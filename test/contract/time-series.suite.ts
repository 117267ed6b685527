import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { sampleRecord, sampleTimeNs } from './samples.ts';

/** A time series to be tested, a look at what it holds, and how to let go of it. */
export interface TimeSeriesUnderTest {
  readonly timeSeries: TimeSeries;
  /** Every record that stands; left out where the store under test cannot be read back. */
  records?(): Promise<readonly MeasureRecord[]>;
  close(): Promise<void>;
}

/**
 * How the store tells versions apart: as they come, refusing those that contradict; or when it is read,
 * refusing nothing; or not at all, as an imitation that takes every write.
 */
export type Judging = 'on writing' | 'on reading' | 'never';

/**
 * A decimal as plain text without trailing zeros: stores may normalise the digits, never the value.
 */
function plain(decimal: string | undefined) {
  return decimal?.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

function normalised(record: MeasureRecord): MeasureRecord {
  return {
    ...record,
    measures: {
      ...record.measures,
      ...(record.measures.amount && { amount: plain(record.measures.amount) }),
    },
  };
}

/**
 * What every implementation of the `TimeSeries` port must do; one store, empty at first, serves all
 * the tests.
 */
export function timeSeriesContract(
  name: string,
  makeTimeSeries: () => Promise<TimeSeriesUnderTest>,
  judging: Judging = 'on writing',
): void {
  /** What is chosen on reading is told apart by the key of its event, which has one time and one status. */
  const keyed = (record: MeasureRecord): MeasureRecord => {
    const { eventKey, status, currency } = record.dimensions;
    const key = `${record.timeNs} ${status} ${currency} ${eventKey}`;
    return { ...record, dimensions: { ...record.dimensions, eventKey: key } };
  };

  describe(`${name} as a time series`, () => {
    let subject: TimeSeriesUnderTest;
    let timeSeries: TimeSeries;
    beforeAll(async () => {
      subject = await makeTimeSeries();
      timeSeries = subject.timeSeries;
    });
    afterAll(() => subject?.close());

    /**
     * A record of the given invoice: the tests share a store and tell their records apart by it.
     */
    const recordOf = (invoiceId: string, overrides: Parameters<typeof sampleRecord>[0] = {}) => {
      const record = sampleRecord({ ...overrides, dimensions: { invoiceId, ...overrides.dimensions } });
      return judging === 'on reading' ? keyed(record) : record;
    };

    async function expectStanding(invoiceId: string, expected: readonly MeasureRecord[]): Promise<void> {
      if (!subject.records) return;
      const own = (await subject.records()).filter(({ dimensions }) => dimensions.invoiceId === invoiceId);
      expect(own).toHaveLength(expected.length);
      expect(own.map(normalised)).toEqual(expect.arrayContaining(expected.map(normalised)));
    }

    describe('Given no records', () => {
      test('When written, Then nothing is refused', async () => {
        expect(await timeSeries.write([])).toEqual([]);
      });
    });

    describe('Given a record with every measure', () => {
      test('When written, Then it stands unchanged, to the nanosecond', async () => {
        const record = recordOf('INV-all', {
          dimensions: { eventKey: 'évt "#1\\#0a', vendorId: "O'Neill 発票", producer: '💶' },
          measures: {
            amount: '123456789012345.0001',
            skewed: 'true',
            actorType: 'human',
            vendorCountry: 'DE',
            stageElapsedMs: '86400000',
            invoiceElapsedMs: '172800000',
            dueDate: '2026-04-01',
            discountDate: '2026-03-12',
            matchAttempts: '3',
            varianceAmount: '-12.5',
            approver: 'human',
            approvalMs: '5000',
            daysToPay: '31',
            daysLate: '-2',
            discountTaken: '0',
            discountMissed: '24.68',
            documentType: 'credit-note',
            paidAmount: '-1225.392',
            openAmount: '123456789012345.0001',
            overpaidAmount: '0.000001',
            discountAvailable: '25.008',
            disregarded: 'true',
          },
        });
        expect(await timeSeries.write([record])).toEqual([]);
        await expectStanding('INV-all', [record]);
      });
    });

    describe('Given records that differ in one dimension or nanosecond', () => {
      test('When written, Then each stands by itself', async () => {
        const records = [
          recordOf('INV-identity'),
          recordOf('INV-identity', { timeNs: sampleTimeNs + 1n }),
          recordOf('INV-identity', { dimensions: { eventKey: 'evt-1#other' } }),
          recordOf('INV-identity', { dimensions: { status: 'validated' } }),
          recordOf('INV-identity', { dimensions: { currency: 'USD' } }),
        ];
        expect(await timeSeries.write(records)).toEqual([]);
        await expectStanding('INV-identity', records);
      });
    });

    describe('Given the same records again', () => {
      test('When written, Then they are accepted and change nothing', async () => {
        const records = [recordOf('INV-again'), recordOf('INV-again', { timeNs: sampleTimeNs + 1n })];
        expect(await timeSeries.write(records)).toEqual([]);
        expect(await timeSeries.write(records)).toEqual([]);
        await expectStanding('INV-again', judging === 'never' ? [...records, ...records] : records);
      });
    });

    describe('Given more records than one request of any store takes', () => {
      test('When written, Then all stand', async () => {
        const records = Array.from({ length: 257 }, (_, i) =>
          recordOf('INV-many', { timeNs: sampleTimeNs + BigInt(i) * 60_000_000_000n }),
        );
        expect(await timeSeries.write(records)).toEqual([]);
        await expectStanding('INV-many', records);
      });
    });

    describe('Given several writers at once', () => {
      test('When they write, Then each hears of its own records', async () => {
        const records = Array.from({ length: 20 }, (_, i) =>
          recordOf('INV-at-once', { timeNs: sampleTimeNs + BigInt(i) }),
        );
        const replies = await Promise.all(records.map((record) => timeSeries.write([record])));
        expect(replies.flat()).toEqual([]);
        await expectStanding('INV-at-once', records);
      });
    });

    describe.skipIf(judging === 'never')('telling versions apart', () => {
      describe('Given a standing record', () => {
        test('When a higher version comes, Then it replaces all of it', async () => {
          const newer = recordOf('INV-higher', {
            version: 3,
            measures: { amount: '7', stageElapsedMs: '99' },
          });
          await timeSeries.write([recordOf('INV-higher', { measures: { approver: 'human' } })]);
          expect(await timeSeries.write([newer])).toEqual([]);
          await expectStanding('INV-higher', [newer]);
        });

        test('When a lower version comes, Then the newer stays and nothing is refused', async () => {
          const newer = recordOf('INV-lower', { version: 4 });
          await timeSeries.write([newer]);
          const stale = recordOf('INV-lower', { version: 3, measures: { amount: '1' } });
          expect(await timeSeries.write([stale])).toEqual([]);
          await expectStanding('INV-lower', [newer]);
        });
      });

      describe('Given a batch that names a record twice', () => {
        test('When written, Then the higher version stands whatever the order', async () => {
          const versions = [2, 5, 3].map((version) =>
            recordOf('INV-twice', { version, measures: { amount: String(version) } }),
          );
          expect(await timeSeries.write(versions)).toEqual([]);
          await expectStanding('INV-twice', versions.slice(1, 2));
        });
      });
    });

    describe.runIf(judging === 'on writing')('judging versions as they come', () => {
      describe('Given a standing record', () => {
        test('When its version comes with other values, Then they are refused', async () => {
          const first = recordOf('INV-other');
          await timeSeries.write([first]);
          const [added, changed, missing] = [
            recordOf('INV-other', { measures: { approver: 'human' } }),
            recordOf('INV-other', { measures: { amount: '1250.41' } }),
            { ...first, measures: { amount: '1250.4' } },
          ];
          for (const record of [added, changed, missing]) {
            const rejected = await timeSeries.write([record]);
            expect(rejected.map(({ index }) => index)).toEqual([0]);
            expect(rejected[0]?.reason).not.toBe('');
          }
          await expectStanding('INV-other', [first]);
        });
      });

      describe('Given a long batch with some bad records', () => {
        test('When written, Then exactly those are refused', async () => {
          const batch = Array.from({ length: 230 }, (_, i) =>
            recordOf('INV-exact', { timeNs: sampleTimeNs + BigInt(i) }),
          );
          const bad = [0, 57, 99, 100, 199, 200, 229];
          const standing = bad.map((i) => ({ ...recordOf('INV-exact'), timeNs: sampleTimeNs + BigInt(i) }));
          const before = standing.map((record) => ({
            ...record,
            measures: { ...record.measures, amount: '5' },
          }));
          await timeSeries.write(before);
          const rejected = await timeSeries.write(batch);
          expect(rejected.map(({ index }) => index).sort((a, b) => a - b)).toEqual(bad);
          await expectStanding('INV-exact', [...before, ...batch.filter((_, i) => !bad.includes(i))]);
        });
      });

      describe('Given a batch that repeats a record', () => {
        test('When written, Then the later one is refused if its values differ', async () => {
          const first = recordOf('INV-repeat');
          const other = recordOf('INV-repeat', { measures: { amount: '3' } });
          const rejected = await timeSeries.write([first, first, other]);
          expect(rejected.map(({ index }) => index)).toEqual([2]);
          await expectStanding('INV-repeat', [first]);
        });
      });
    });

    describe.runIf(judging === 'on reading')('judging versions when it is read', () => {
      describe('Given versions that contradict each other', () => {
        test('When written one after the other, Then the last one stands', async () => {
          const [first, other] = [recordOf('INV-last'), recordOf('INV-last', { measures: { amount: '3' } })];
          for (const record of [first, other]) expect(await timeSeries.write([record])).toEqual([]);
          await expectStanding('INV-last', [other]);
          expect(await timeSeries.write([first, first])).toEqual([]);
          await expectStanding('INV-last', [first]);
        });
      });
    });
  });
}
