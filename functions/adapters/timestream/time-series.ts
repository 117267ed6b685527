import {
  type _Record,
  type MeasureValueType,
  RejectedRecordsException,
  type TimestreamWriteClient,
  WriteRecordsCommand,
} from '@aws-sdk/client-timestream-write';
import { chunks } from '../../../lib/chunks.ts';
import {
  dimensions,
  type Measure,
  type MeasureRecord,
  measures,
  measureTypes,
} from '../../core/measures/measures.ts';
import type { RejectedRecord, TimeSeries } from '../../core/ports.ts';

/** The most records that WriteRecords takes. */
const recordsPerCall = 100;

/**
 * Timestream's type for each type of measure. DOUBLE is precise enough for charts; exact money is
 * in the ledger.
 */
const valueTypes = {
  decimal: 'DOUBLE',
  timestamp: 'TIMESTAMP',
  boolean: 'BOOLEAN',
  varchar: 'VARCHAR',
  bigint: 'BIGINT',
} as const satisfies Record<(typeof measureTypes)[Measure], MeasureValueType>;

/** The measure name of every record. */
export const eventMeasure = 'event';

/**
 * One multi-measure record under the measure name `event`. Timestream refuses empty dimension
 * values, so they are left out.
 */
function toRecord(record: MeasureRecord): _Record {
  return {
    Dimensions: dimensions.flatMap((name) => {
      const value = record.dimensions[name];
      return value === '' ? [] : [{ Name: name, Value: value }];
    }),
    MeasureName: eventMeasure,
    MeasureValueType: 'MULTI',
    MeasureValues: measures.flatMap((name) => {
      const value = record.measures[name];
      return value === undefined || value === ''
        ? []
        : [{ Name: name, Value: value, Type: valueTypes[measureTypes[name]] }];
    }),
    Time: String(record.timeNs),
    TimeUnit: 'NANOSECONDS',
    Version: record.version,
  };
}

/** The time series in a Timestream for LiveAnalytics table. */
export function createTimestreamTimeSeries(
  client: TimestreamWriteClient,
  database: string,
  table: string,
): TimeSeries {
  const writeChunk = async (
    records: readonly MeasureRecord[],
    offset: number,
  ): Promise<readonly RejectedRecord[]> => {
    try {
      await client.send(
        new WriteRecordsCommand({ DatabaseName: database, TableName: table, Records: records.map(toRecord) }),
      );
      return [];
    } catch (error) {
      if (error instanceof RejectedRecordsException) return rejectedForGood(error, records, offset);
      throw error;
    }
  };

  return {
    async write(records) {
      const rejected = await Promise.all(
        chunks(records, recordsPerCall).map((chunk, index) => writeChunk(chunk, index * recordsPerCall)),
      );
      return rejected.flat();
    },
  };
}

/**
 * The records that Timestream rejected for good; all others were stored. A higher version in the
 * store means that a newer projection came first, and is no failure.
 */
function rejectedForGood(
  { RejectedRecords = [] }: RejectedRecordsException,
  records: readonly MeasureRecord[],
  offset: number,
): readonly RejectedRecord[] {
  return RejectedRecords.flatMap(({ RecordIndex, Reason, ExistingVersion }) => {
    const index = RecordIndex ?? 0;
    const stale = ExistingVersion !== undefined && ExistingVersion > (records[index]?.version ?? 0);
    return stale ? [] : [{ index: offset + index, reason: Reason ?? 'rejected without a reason' }];
  });
}
