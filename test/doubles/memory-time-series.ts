import { isDeepStrictEqual } from 'node:util';
import { dimensions, type MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { frozenCopy } from './frozen-copy.ts';

const identity = (record: MeasureRecord): string =>
  JSON.stringify([String(record.timeNs), ...dimensions.map((dimension) => record.dimensions[dimension])]);

/** A time series in memory, for tests of what stands on one; `records` is what a reader of the store would see. */
export function memoryTimeSeries(): TimeSeries & { records(): readonly MeasureRecord[] } {
  const standing = new Map<string, MeasureRecord>();
  return {
    records: () => [...standing.values()],
    async write(records) {
      return records.flatMap((record, index) => {
        const before = standing.get(identity(record));
        if (!before || before.version < record.version) {
          standing.set(identity(record), frozenCopy(record));
          return [];
        }
        const refused =
          before.version === record.version && !isDeepStrictEqual(before.measures, record.measures);
        return refused ? [{ index, reason: 'This version of the record stands with other values.' }] : [];
      });
    },
  };
}
