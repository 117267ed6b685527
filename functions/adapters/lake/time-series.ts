import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { Clock } from '../../../lib/clock.ts';
import type { InvoiceSnapshot } from '../../core/measures/invoice-snapshot.ts';
import type { MeasureRecord } from '../../core/measures/measures.ts';
import type { RejectedRecord, TimeSeries } from '../../core/ports.ts';
import { createFirehosePutAll, maxRecordBytes } from '../firehose/put-all.ts';
import { eventRow, snapshotRow } from './rows.ts';

/** Where the rows of each table go. */
export interface LakeStreams {
  readonly events: string;
  readonly invoices: string;
}

export interface LakeTimeSeriesOptions {
  readonly client: FirehoseClient;
  readonly streams: LakeStreams;
  readonly clock: Clock;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * The time series in a lake: every version of a record is appended, and the newest is chosen on read. So
 * nothing that fits is refused, whatever stands already: of versions that contradict each other the one
 * that was written last counts.
 */
export function createLakeTimeSeries({
  client,
  streams,
  clock,
  ...pauses
}: LakeTimeSeriesOptions): TimeSeries {
  const putAll = createFirehosePutAll(client, pauses);
  return {
    async write(records, snapshots = []) {
      const writtenAt = clock.now();
      const rows = snapshots.map((snapshot) => ({ snapshot, row: snapshotRow(snapshot, writtenAt) }));
      const [tooLong, fitting] = [rows.filter(isTooLong), rows.filter((each) => !isTooLong(each))];
      await Promise.all([
        putAll(
          streams.events,
          records.map((record) => eventRow(record, writtenAt)),
        ),
        putAll(
          streams.invoices,
          fitting.map(({ row }) => row),
        ),
      ]);
      return tooLong.flatMap(({ snapshot }) => refusalOf(snapshot, records));
    },
  };
}

function isTooLong({ row }: { readonly row: string }): boolean {
  return Buffer.byteLength(row) > maxRecordBytes;
}

/** The last record of the invoice is refused: somebody has to look at its message. */
function refusalOf(
  { invoiceId }: InvoiceSnapshot,
  records: readonly MeasureRecord[],
): readonly RejectedRecord[] {
  const index = records.findLastIndex(({ dimensions }) => dimensions.invoiceId === invoiceId);
  return index < 0 ? [] : [{ index, reason: `its invoice's snapshot is over ${maxRecordBytes} bytes` }];
}
