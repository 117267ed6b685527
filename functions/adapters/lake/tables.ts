import { type SnapshotField, snapshotFields, snapshotTypes } from '../../core/measures/invoice-snapshot.ts';
import { dimensions, type Measure, measures, measureTypes } from '../../core/measures/measures.ts';

/** A type of Apache Iceberg that a column has. */
export type StoredType = 'string' | 'long' | 'boolean' | 'timestamp';

/**
 * A column of a table of the lake. Decimals and dates are text: what a stream makes of a JSON number with
 * more digits than a floating-point number holds is documented nowhere, and text is exact.
 */
export interface LakeColumn {
  readonly name: string;
  readonly type: StoredType;
  /** What its text is, and what SQL makes of it. */
  readonly text?: 'decimal' | 'date';
  /** Whether every row has it. */
  readonly isRequired: boolean;
}

/** A table of the lake, in Apache Iceberg's format. */
export interface LakeTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly LakeColumn[];
  /** By what its files are kept apart. */
  readonly partition: {
    readonly column: string;
    readonly transform: 'day' | 'month' | 'identity';
  };
}

/** The digits of every decimal, as of the embedded store: 26 before the point and 12 after it. */
export const decimalType = 'decimal(38, 12)';

const storedAs = {
  varchar: { type: 'string' },
  decimal: { type: 'string', text: 'decimal' },
  date: { type: 'string', text: 'date' },
  timestamp: { type: 'timestamp' },
  bigint: { type: 'long' },
  boolean: { type: 'boolean' },
} as const satisfies Record<string, Pick<LakeColumn, 'type' | 'text'>>;

function required(type: StoredType, ...names: readonly string[]): readonly LakeColumn[] {
  return names.map((name) => ({ name: columnName(name), type, isRequired: true }));
}

/** The name of the column of a dimension, a measure or a field: Glue's catalog knows lower case only. */
export function columnName(name: string): string {
  return name.toLowerCase();
}

/** How a measure is stored. */
export function measureColumn(name: Measure): LakeColumn {
  return { name: columnName(name), ...storedAs[measureTypes[name]], isRequired: name === 'receivedAt' };
}

/** How a field of a snapshot is stored. */
export function fieldColumn(name: SnapshotField): LakeColumn {
  return { name: columnName(name), ...storedAs[snapshotTypes[name]], isRequired: false };
}

/** The newest of an identity is the highest version, of equal ones the one that was written last. */
const versioned: readonly LakeColumn[] = [
  ...required('long', 'version'),
  ...required('timestamp', 'writtenat'),
];

/**
 * Every version of every record. Days are those of receipt, which are the same in every version of a
 * record: a span of them holds all versions of whatever it holds.
 */
export const eventsTable: LakeTable = {
  name: 'events_raw',
  description: 'Every version of the record of every event; the newest counts',
  columns: [
    ...required('string', ...dimensions),
    ...required('timestamp', 'time'),
    ...required('long', 'timens'),
    ...versioned,
    ...measures.map(measureColumn),
  ],
  partition: { column: 'receivedat', transform: 'day' },
};

const snapshotColumns: readonly LakeColumn[] = [
  ...required('string', 'invoiceid'),
  ...versioned,
  ...snapshotFields.map(fieldColumn),
];

/** Every version of the snapshot of every invoice, by the day on which it was written. */
export const versionsTable: LakeTable = {
  name: 'invoice_versions',
  description: 'Every version of the snapshot of every invoice; the newest counts',
  columns: snapshotColumns,
  partition: { column: 'writtenat', transform: 'day' },
};

/** The newest snapshots up to the last run of the rollup. What is open is kept apart from all of history. */
export const invoicesTable: LakeTable = {
  name: 'invoices',
  description: 'A snapshot of every invoice, as of the last run of the rollup',
  columns: snapshotColumns,
  partition: { column: 'state', transform: 'identity' },
};

/** What a row of the rollup is told apart by. */
export const rollupKeys = ['receivedhour', 'hour', 'stage', 'status', 'kind', 'currency'] as const;

/** Counts and amounts of the events that count. `rolledat` is how far the run that wrote it had come. */
export const rollupTable: LakeTable = {
  name: 'rollup',
  description: 'Events and amounts by hour of receipt, hour, stage, status, kind and currency',
  columns: [
    ...required('timestamp', 'receivedhour', 'hour'),
    ...required('string', 'stage', 'status', 'kind', 'currency'),
    ...required('long', 'n'),
    { name: 'amount', type: 'string', text: 'decimal', isRequired: false },
    ...required('timestamp', 'rolledat'),
  ],
  partition: { column: 'receivedhour', transform: 'month' },
};

/** What a row of the durations is told apart by. */
export const durationKeys = ['receivedhour', 'hour', 'stage', 'status', 'currency', 'bucket'] as const;

/**
 * How long events took since their invoice entered the stage, as a histogram: percentiles of hours do not
 * add up, counts do.
 */
export const durationsTable: LakeTable = {
  name: 'rollup_durations',
  description:
    'Events by hour of receipt, hour, stage, status, currency and time since the stage was entered',
  columns: [
    ...required('timestamp', 'receivedhour', 'hour'),
    ...required('string', 'stage', 'status', 'currency'),
    ...required('long', 'bucket', 'n'),
    ...required('timestamp', 'rolledat'),
  ],
  partition: { column: 'receivedhour', transform: 'month' },
};

/** What a row of the vendors' sums is told apart by. */
export const vendorKeys = ['receivedhour', 'hour', 'stage', 'status', 'vendorid'] as const;

/** Counts of the events of the vendors with most of them: there may be a hundred thousand others. */
export const vendorsTable: LakeTable = {
  name: 'rollup_vendors',
  description: 'Events by hour of receipt, hour, stage, status and vendor, of the vendors with most of them',
  columns: [
    ...required('timestamp', 'receivedhour', 'hour'),
    ...required('string', 'stage', 'status', columnName('vendorId')),
    ...required('long', 'n'),
    ...required('timestamp', 'rolledat'),
  ],
  partition: { column: 'receivedhour', transform: 'month' },
};

/** What a score is told apart by. */
export const scoreKeys = ['metric', 'bucket', 'time'] as const;

/**
 * How unusual each hour or day was, as of the last look at it: a row is replaced, never added to. `judgedat` is when
 * the counts were read that it was judged by.
 */
export const scoresTable: LakeTable = {
  name: 'anomaly_scores',
  description: 'How unusual each hour or day of a stage, or of its exceptions, was',
  columns: [
    ...required('string', 'metric', 'bucket'),
    ...required('timestamp', 'time'),
    ...required('string', 'stage'),
    ...required('boolean', 'exceptions'),
    { name: 'day', type: 'string', text: 'date', isRequired: true },
    ...required('long', 'observed'),
    { name: 'expected', type: 'string', text: 'decimal', isRequired: true },
    { name: 'score', type: 'string', text: 'decimal', isRequired: true },
    ...required('boolean', 'episode'),
    ...required('timestamp', 'judgedat'),
  ],
  partition: { column: 'time', transform: 'month' },
};

/** Every table of the lake. */
export const lakeTables: readonly LakeTable[] = [
  eventsTable,
  versionsTable,
  invoicesTable,
  rollupTable,
  durationsTable,
  vendorsTable,
  scoresTable,
];
