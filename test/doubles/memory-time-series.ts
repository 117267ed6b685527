import { isDeepStrictEqual } from 'node:util';
import type { InvoiceSnapshot } from '../../functions/core/measures/invoice-snapshot.ts';
import { dimensions, type MeasureRecord } from '../../functions/core/measures/measures.ts';
import type { TimeSeries } from '../../functions/core/ports.ts';
import { frozenCopy } from './frozen-copy.ts';

const identity = (record: MeasureRecord): string =>
  JSON.stringify([String(record.timeNs), ...dimensions.map((dimension) => record.dimensions[dimension])]);

/**
 * A time series in memory, for tests of what stands on one; `records` and `snapshots` are what a reader
 * of the store would see.
 */
export function memoryTimeSeries(): TimeSeries & {
  records(): readonly MeasureRecord[];
  snapshots(): readonly InvoiceSnapshot[];
} {
  const standing = new Map<string, MeasureRecord>();
  const invoices = new Map<string, InvoiceSnapshot>();
  return {
    records: () => [...standing.values()],
    snapshots: () => [...invoices.values()],
    async write(records, snapshots = []) {
      for (const snapshot of snapshots)
        if (snapshot.version >= (invoices.get(snapshot.invoiceId)?.version ?? 0))
          invoices.set(snapshot.invoiceId, frozenCopy(snapshot));
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
