import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMP_MS,
  TIMESTAMP_NS,
  VARCHAR,
} from '@duckdb/node-api';
import type { SnapshotField, snapshotTypes } from '../../functions/core/measures/invoice-snapshot.ts';
import {
  type Dimension,
  dimensions,
  type Measure,
  type MeasureRecord,
  measures,
  measureTypes,
} from '../../functions/core/measures/measures.ts';

/** Digits of every stored decimal: amounts have up to 6 after the point, percentages of them up to 12. */
export const decimalWidth = 38;
export const decimalScale = 12;

/** The name and type of a column. */
export interface Column {
  readonly name: string;
  readonly type: DuckDBType;
}

const dayMs = 86_400_000;

interface Codec {
  readonly type: DuckDBType;
  /** @throws {RangeError} when the column cannot hold the text's value exactly */
  encode(text: string): DuckDBValue;
  decode(value: DuckDBValue): string;
  /** `encode`, without making a value of it. @throws {RangeError} likewise */
  check(text: string): void;
  /** What `encode` gives, from SQL of a text that was checked. */
  fromText(sql: string): string;
}

const refuse = (text: string, kind: string): never => {
  throw new RangeError(`"${text.slice(0, 40)}" is not ${kind}.`);
};

const int64 = (value: bigint): bigint =>
  BigInt.asIntN(64, value) === value ? value : refuse(String(value), 'within 64 bits');

const integerForm = /^-?\d{1,19}$/;
/** Fewer digits than 64 bits may lack. */
const surelyWithin = 18;

function checkInteger(text: string): void {
  if (!integerForm.test(text)) refuse(text, 'an integer of 64 bits');
  else if (text.length > surelyWithin) int64(BigInt(text));
}

function integer(text: string): bigint {
  checkInteger(text);
  return BigInt(text);
}

/** As far as a `Date` goes, whose microseconds still are an integer of 64 bits. */
const maxMillis = 8_640_000_000_000_000n;

function checkMillis(text: string): void {
  checkInteger(text);
  if (text.length <= 15) return;
  const millis = BigInt(text);
  if (millis > maxMillis || millis < -maxMillis) refuse(text, 'a time of the calendar');
}

const decimalForm = new RegExp(
  `^(-?)(\\d{1,${decimalWidth - decimalScale}})(?:\\.(\\d{1,${decimalScale}}))?$`,
);

function checkDecimal(text: string): void {
  if (!decimalForm.test(text)) refuse(text, 'a decimal of 26 + 12 digits');
}

/** A decimal as an integer of 10^-12. @throws {RangeError} when the text is not a decimal of 26 + 12 digits */
export function scaledDecimal(text: string): bigint {
  const [, sign, whole, fraction = ''] =
    decimalForm.exec(text) ?? refuse(text, 'a decimal of 26 + 12 digits');
  return BigInt(`${sign}${whole}${fraction.padEnd(decimalScale, '0')}`);
}

/** An exact decimal as plain text without superfluous zeros. */
export const decimalText = (value: DuckDBValue): string =>
  String(value)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');

export const decimalType = DECIMAL(decimalWidth, decimalScale);
export const decimalValue = (scaled: bigint): DuckDBValue =>
  new DuckDBDecimalValue(scaled, decimalWidth, decimalScale);

export const millisValue = (millis: bigint): DuckDBValue => new DuckDBTimestampMillisecondsValue(millis);

/**
 * A time (ms since the epoch) as a constant in SQL. Only when compared with a constant of its own type does a column of times let
 * the store skip the row groups outside.
 */
export const millisSql = (ms: number): string => `epoch_ms(${ms})::TIMESTAMP_MS`;

const dateForm = /^(\d{4})-\d{2}-\d{2}$/;

function millisOfDate(text: string): number {
  const ms = dateForm.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) ? refuse(text, 'a date') : ms;
}

function checkBoolean(text: string): void {
  if (text !== 'true' && text !== 'false') refuse(text, 'true or false');
}

/** How the values of each type are stored. */
export const codecs: Readonly<
  Record<(typeof measureTypes)[Measure] | (typeof snapshotTypes)[SnapshotField], Codec>
> = {
  decimal: {
    type: decimalType,
    encode: (text) => decimalValue(scaledDecimal(text)),
    decode: decimalText,
    check: checkDecimal,
    fromText: (sql) => `${sql}::${decimalType}`,
  },
  timestamp: {
    type: TIMESTAMP_MS,
    encode(text) {
      checkMillis(text);
      return millisValue(BigInt(text));
    },
    decode: (value) => (value instanceof DuckDBTimestampMillisecondsValue ? String(value.millis) : ''),
    check: checkMillis,
    fromText: (sql) => `epoch_ms(${sql}::BIGINT)::TIMESTAMP_MS`,
  },
  boolean: {
    type: BOOLEAN,
    encode(text) {
      checkBoolean(text);
      return text === 'true';
    },
    decode: String,
    check: checkBoolean,
    fromText: (sql) => `(${sql} = 'true')`,
  },
  varchar: {
    type: VARCHAR,
    encode: (text) => text,
    decode: String,
    check: () => {},
    fromText: (sql) => sql,
  },
  bigint: {
    type: BIGINT,
    encode: integer,
    decode: String,
    check: checkInteger,
    fromText: (sql) => `${sql}::BIGINT`,
  },
  date: {
    type: DATE,
    encode: (text) => new DuckDBDateValue(millisOfDate(text) / dayMs),
    decode: String,
    check: millisOfDate,
    // A date that a calendar lacks is one of the next month, as it is to `encode`.
    fromText: (sql) =>
      `(make_date(${sql}[1:4]::BIGINT, ${sql}[6:7]::BIGINT, 1) + (${sql}[9:10]::BIGINT - 1)::INTEGER)`,
  },
};

const measureCodecs = measures.map((name) => ({ name, codec: codecs[measureTypes[name]] }));

/** The columns of the events table: time, version, the dimensions and the measures. */
export const eventColumns: readonly Column[] = [
  { name: 'time', type: TIMESTAMP_NS },
  { name: 'version', type: BIGINT },
  ...dimensions.map((name) => ({ name, type: VARCHAR })),
  ...measureCodecs.map(({ name, codec }) => ({ name, type: codec.type })),
];

/** The record's values in the order of `eventColumns`. @throws {RangeError} when a column cannot hold one exactly */
export function encodeRecord(record: MeasureRecord): DuckDBValue[] {
  const row: DuckDBValue[] = [
    new DuckDBTimestampNanosecondsValue(int64(record.timeNs)),
    BigInt(record.version),
  ];
  for (const name of dimensions) row.push(record.dimensions[name]);
  for (const { name, codec } of measureCodecs) {
    const text = record.measures[name];
    row.push(text === undefined ? null : codec.encode(text));
  }
  return row;
}

const isWhole = (of: Partial<Record<Dimension, string>>): of is Record<Dimension, string> =>
  dimensions.every((name) => of[name] !== undefined);

/** The record of a row of `eventColumns`; numbers come back without superfluous zeros. */
export function decodeRecord([time, version, ...values]: readonly DuckDBValue[]): MeasureRecord {
  if (!(time instanceof DuckDBTimestampNanosecondsValue)) throw new TypeError('The row has no time.');
  const of: Partial<Record<Dimension, string>> = {};
  dimensions.forEach((name, i) => {
    of[name] = String(values[i]);
  });
  if (!isWhole(of)) throw new TypeError('The row has not all dimensions.');
  const measuresOf = measureCodecs.flatMap(({ name, codec }, i) => {
    const value = values[dimensions.length + i];
    return value === null || value === undefined ? [] : [[name, codec.decode(value)]];
  });
  return {
    timeNs: time.nanos,
    version: Number(version),
    dimensions: of,
    measures: Object.fromEntries(measuresOf),
  };
}

/** What a record is identified by: its dimensions and its time. */
export function identityOf({ dimensions: of, timeNs }: MeasureRecord): string {
  let identity = `${timeNs}`;
  for (const name of dimensions) identity += `\u0000${of[name]}`;
  return identity;
}

/** Whether two sets of values are the same, whatever the zeros behind their decimals. */
export function sameValues<Name extends string>(
  of: readonly { readonly name: Name; readonly codec: Codec }[],
  a: Readonly<Partial<Record<Name, string>>>,
  b: Readonly<Partial<Record<Name, string>>>,
): boolean {
  return of.every(({ name, codec }) => {
    const [x, y] = [a[name], b[name]];
    if (x === y) return true;
    return x !== undefined && y !== undefined && String(codec.encode(x)) === String(codec.encode(y));
  });
}

/** Whether two records say the same. */
export const sameMeasures = (a: MeasureRecord, b: MeasureRecord): boolean =>
  sameValues(measureCodecs, a.measures, b.measures);
