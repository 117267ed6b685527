import { DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import { createFirehosePutAll } from '../../functions/adapters/firehose/put-all.ts';
import { newestEventsSql, newestVersionsSql } from '../../functions/adapters/lake/sql.ts';
import {
  columnName,
  eventsTable,
  fieldColumn,
  measureColumn,
  versionsTable,
} from '../../functions/adapters/lake/tables.ts';
import { createLakeTimeSeries } from '../../functions/adapters/lake/time-series.ts';
import { type InvoiceSnapshot, snapshotFields } from '../../functions/core/measures/invoice-snapshot.ts';
import { dimensions, type MeasureRecord, measures } from '../../functions/core/measures/measures.ts';
import { type LakeFaults, startLakeDouble } from './lake-double.ts';

interface Runtime {
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly clock: { now(): number };
}

type Row = Readonly<Record<string, DuckDBValue>>;

const everything = [{ from: Date.UTC(1900, 0, 1), to: Date.UTC(2300, 0, 1) }];

/** The lake's time series in front of its double, and what it holds as the newest versions say. */
export async function startLake(faults: LakeFaults = {}, runtime: Partial<Runtime> = {}) {
  const double = await startLakeDouble({ events: eventsTable, invoices: versionsTable }, faults);
  let now = Date.UTC(2026, 2, 2, 10);
  // Later with every look, as writes are that come one after the other.
  const clock = runtime.clock ?? { now: () => ++now };
  const { random = () => 0.5, wait = async () => {} } = runtime;
  const timeSeries = createLakeTimeSeries({
    client: double.firehose,
    streams: { events: 'events', invoices: 'invoices' },
    ...{ clock, random, wait },
  });
  return {
    ...double,
    timeSeries,
    put: createFirehosePutAll(double.firehose, { random, wait }),
    records: async () => (await double.query(`SELECT * FROM ${newestEventsSql(everything)} e`)).map(recordIn),
    snapshots: async () =>
      (await double.query(`SELECT * FROM ${newestVersionsSql(0)} s ORDER BY invoiceid`)).map(snapshotIn),
  };
}

function recordIn(row: Row): MeasureRecord {
  const of = dimensions.map((name) => [name, String(row[columnName(name)])]);
  const values = measures.flatMap((name) => {
    const text = textOf(row[measureColumn(name).name]);
    return text === undefined ? [] : [[name, text]];
  });
  return {
    dimensions: Object.fromEntries(of),
    timeNs: BigInt(String(row.timens)),
    version: Number(row.version),
    measures: Object.fromEntries(values),
  };
}

function snapshotIn(row: Row): InvoiceSnapshot {
  const fields = snapshotFields.flatMap((name) => {
    const text = textOf(row[fieldColumn(name).name]);
    return text === undefined ? [] : [[name, text]];
  });
  return {
    invoiceId: String(row.invoiceid),
    version: Number(row.version),
    fields: Object.fromEntries(fields),
  };
}

/** As the core writes it: times are ms since the epoch. */
function textOf(value: DuckDBValue | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  return value instanceof DuckDBTimestampValue ? String(value.micros / 1_000n) : String(value);
}
